"""The procedure of a case at a glance: every step of its kind, how often it was taken, and how its gate stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.verdict import Assessment, Verdict
from sekisho.law.pack import Pack, Step
from sekisho.vocabulary.text import Text

from . import words

GROUPS = (
    ("done", Text("済んだ手続", "Done")),
    ("permitted", Text("今、行える手続", "May be done now")),
    ("undetermined", Text("未確定の事項がある手続", "Something is not established")),
    ("refused", Text("まだ行えない手続", "Not yet possible")),
    ("rest", Text("今は対象がない手続", "Nothing to act on now")),
)
"""The map's order: what was done, in the order it was done; what can be done; what cannot yet."""


SHOWN = 6
"""More closed steps than this are folded away: the gate above says what matters of them."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """The steps that stand alike; ``folded`` where they matter least."""

    text: Text
    marks: tuple[Mark, ...]
    folded: bool


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the map; ``mine`` says that the person looking may take it in the office now chosen."""

    step: str
    text: Text
    sign: words.Sign
    again: words.Sign | None
    times: int
    last: datetime | None
    by: tuple[Text, ...]
    mine: bool
    missing: int


def marks(pack: Pack, case: Case, assessment: Assessment, mine: frozenset[str]) -> tuple[Mark, ...]:
    """Return the map in the order of the pack."""
    steps = [s for s in pack.steps_of[case.kind] if s.id in assessment.steps or _taken(case, s)]
    return tuple(_mark(pack, case, assessment, step, step.id in mine) for step in steps)


def stages(shown: Iterable[Mark]) -> tuple[Stage, ...]:
    """Return the map in groups, the steps done in the order in which they were last taken."""
    listed = list(shown)
    groups = [(text, [m for m in listed if m.sign == words.STEP[state]], state) for state, text in GROUPS]
    ordered = [
        (text, sorted(of, key=_taken_at) if state == "done" else of, state) for text, of, state in groups
    ]
    return tuple(
        Stage(text=text, marks=tuple(of), folded=_folded(state, of)) for text, of, state in ordered if of
    )


def _folded(state: str, of: list[Mark]) -> bool:
    return state == "rest" or (state == "refused" and len(of) > SHOWN)


def _taken_at(mark: Mark) -> float:
    return mark.last.timestamp() if mark.last else 0.0


def _mark(pack: Pack, case: Case, assessment: Assessment, step: Step, mine: bool) -> Mark:
    taken = _taken(case, step)
    verdict = assessment.steps.get(step.id)
    now = words.STEP["rest" if verdict is None or nothing_to_do(verdict) else verdict.outcome]
    return Mark(
        step=step.id,
        text=step.text,
        sign=words.STEP["done"] if taken else now,
        again=now if taken and verdict and verdict.outcome == "permitted" else None,
        times=len(taken),
        last=taken[-1] if taken else None,
        by=tuple(pack.name(each) for each in step.by),
        mine=mine and verdict is not None and verdict.outcome == "permitted",
        missing=len(verdict.missing) if verdict else 0,
    )


def nothing_to_do(verdict: Verdict) -> bool:
    """Return whether a step is at rest: no rule forbids it, there is merely nothing for it to act on."""
    return bool(verdict.missing) and all(reason.rule in words.KERNEL_REST for reason in verdict.missing)


def _taken(case: Case, step: Step) -> list[datetime]:
    return [entry.happened_at for entry in case.entries if entry.step == step.id]
