"""Boards: what the desk shows of a case, computed outside the transaction and written inside it.

A board is derived from one assessment. It is never read by the gate: a wrong board may mislead a desk for a
moment, it cannot let anybody pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F

from sekisho.casework.visibility import Access
from sekisho.vocabulary.text import Text

from . import models
from .access import keep_access


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open duty as the desk lists it."""

    id: str
    duty: str
    text: Text
    bearer: str
    towards: str = ""
    element: Mapping[str, str] = {}
    opened_at: datetime | None = None
    due: datetime | None = None
    blocks: tuple[str, ...] = ()
    discharged_by: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()


class StepLine(msgspec.Struct, frozen=True):
    """What the gate says of one step to one office or post that may do it."""

    step: str
    office: str
    outcome: str


class LinkLine(msgspec.Struct, frozen=True):
    """One link of the case to another."""

    role: str
    target: str
    element: str = ""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Everything derived about one case from one assessment, who may see it included."""

    case: str
    title: Text
    closed: bool
    changes_at: datetime | None
    links: tuple[LinkLine, ...]
    duties: tuple[DutyLine, ...]
    steps: tuple[StepLine, ...]
    access: Access


def write_board(board: Board) -> None:
    """Replace what the desk shows of a case; the case's row is locked by the caller."""
    models.Case.objects.filter(pk=board.case).update(
        title_ja=board.title.ja,
        title_en=board.title.en,
        closed=board.closed,
        changes_at=board.changes_at,
        access=keep_access(board.access),
    )
    _write_links(board)
    _write_duties(board)
    _write_steps(board)


def _write_links(board: Board) -> None:
    wanted = {(link.role, link.target, link.element) for link in board.links}
    rows = models.CaseLink.objects.filter(source=board.case)
    present = {(row.role, row.target_id, row.element): row.pk for row in rows}
    gone = {link: key for link, key in present.items() if link not in wanted}
    if gone:
        models.CaseLink.objects.filter(pk__in=gone.values()).delete()
    new = sorted(wanted - present.keys())
    models.CaseLink.objects.bulk_create(
        models.CaseLink(source_id=board.case, role=role, target_id=target, element=element)
        for role, target, element in new
    )
    named = {target for _, target, _ in (*new, *gone)}
    if named:
        models.Case.objects.filter(pk__in=named).update(named=F("named") + 1)


def _write_duties(board: Board) -> None:
    models.Duty.objects.filter(case=board.case).delete()
    models.Duty.objects.bulk_create(_duty_row(board.case, line) for line in board.duties)


def _duty_row(case: str, line: DutyLine) -> models.Duty:
    values: dict[str, Any] = {
        name: getattr(line, name) for name in ("duty", "bearer", "towards", "opened_at", "due")
    }
    return models.Duty(
        case_id=case,
        outside=line.id,
        element=dict(line.element),
        text_ja=line.text.ja,
        text_en=line.text.en,
        blocks=list(line.blocks),
        discharged_by=list(line.discharged_by),
        cite=list(line.cite),
        **values,
    )


def _write_steps(board: Board) -> None:
    wanted = {(line.step, line.office): line.outcome for line in board.steps}
    rows = {(row.step, row.office): row for row in models.StepState.objects.filter(case=board.case)}
    gone = [row.pk for key, row in rows.items() if wanted.get(key) != row.outcome]
    if gone:
        models.StepState.objects.filter(pk__in=gone).delete()
    models.StepState.objects.bulk_create(
        models.StepState(case_id=board.case, step=step, office=office, outcome=outcome)
        for (step, office), outcome in wanted.items()
        if (step, office) not in rows or rows[(step, office)].outcome != outcome
    )
