"""From an assessment to what the desk keeps of it."""

from __future__ import annotations

from sekisho.casework.case import Case
from sekisho.casework.sight import access_of
from sekisho.casework.verdict import Assessment, OpenDuty
from sekisho.casework.world import World
from sekisho.law.pack import Pack
from sekisho.records.board import Board, DutyLine, LinkLine, StepLine
from sekisho.vocabulary.text import Text


def board_of(pack: Pack, world: World, case: Case, assessment: Assessment) -> Board:
    """Return the board of a case as assessed in a world, with who may see it there."""
    return Board(
        access=access_of(pack, world, case),
        case=case.id,
        title=Text(case.title, case.title),
        closed=case.closed,
        changes_at=assessment.changes_at,
        links=tuple(
            LinkLine(role, reference.case, reference.element)
            for role, references in case.links.items()
            for reference in references
        ),
        duties=tuple(_duty(duty) for duty in assessment.duties),
        steps=tuple(
            StepLine(step, office, verdict.outcome)
            for step, verdict in assessment.steps.items()
            for office in _takers(pack, step)
        ),
    )


def _takers(pack: Pack, step: str) -> tuple[str, ...]:
    known = pack.known_step(step)
    return tuple(dict.fromkeys(known.by)) if known else ()


def _duty(duty: OpenDuty) -> DutyLine:
    return DutyLine(
        id=duty.id,
        duty=duty.rule,
        text=duty.text,
        bearer=duty.bearer,
        towards=duty.towards,
        element=duty.element,
        opened_at=duty.opened_at,
        due=duty.due,
        blocks=duty.blocks,
        discharged_by=duty.discharged_by,
        cite=duty.cite,
    )
