"""The procedure of a case at a glance: every step of its kind, how often it was taken, and how its gate stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.verdict import Assessment, Verdict
from sekisho.law.ordering import order_of
from sekisho.law.pack import Pack, Step
from sekisho.vocabulary.text import Text

from . import words

GROUPS = (
    ("done", Text("済んだ手続", "Done")),
    ("permitted", Text("今、行える手続", "May be done now")),
    ("aside", Text("随時行える手続", "May be done at any time")),
    ("undetermined", Text("未確定の事項がある手続", "Something is not established")),
    ("refused", Text("まだ行えない手続", "Not yet possible")),
    ("rest", Text("今は対象がない手続", "Nothing to act on now")),
)
"""The map's order: what was done, in the order it was done; what can be done, and of it what leads to nothing else
apart; what cannot yet.
"""


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
    leads_on: bool
    missing: int

    @property
    def group(self) -> str:
        """The group of the map that the step belongs to."""
        state = next(state for state, sign in words.STEP.items() if sign == self.sign)
        return "aside" if state == "permitted" and not self.leads_on else state


def marks(pack: Pack, case: Case, assessment: Assessment, mine: frozenset[str]) -> tuple[Mark, ...]:
    """Return the map in the order of the pack."""
    steps = [s for s in pack.steps_of[case.kind] if s.id in assessment.steps or _taken(case, s)]
    order, taken = order_of(pack, case.kind), {entry.step for entry in case.entries}
    leading = {step.id for step in steps if order.leads_on(step.id, taken)}
    return tuple(_mark(pack, case, assessment, s, s.id in mine, s.id in leading) for s in steps)


def stages(shown: Iterable[Mark]) -> tuple[Stage, ...]:
    """Return the map in groups: the steps done in the order in which they were last taken, else one's own first."""
    listed = list(shown)
    groups = [(text, [m for m in listed if m.group == state], state) for state, text in GROUPS]
    ordered = [
        (text, sorted(of, key=_taken_at if state == "done" else _others), state) for text, of, state in groups
    ]
    return tuple(
        Stage(text=text, marks=tuple(of), folded=_folded(state, of)) for text, of, state in ordered if of
    )


def _folded(state: str, of: list[Mark]) -> bool:
    return state in ("aside", "rest") or (state == "refused" and len(of) > SHOWN)


def _others(mark: Mark) -> bool:
    return not mark.mine


def _taken_at(mark: Mark) -> float:
    return mark.last.timestamp() if mark.last else 0.0


def _mark(pack: Pack, case: Case, assessment: Assessment, step: Step, mine: bool, leads_on: bool) -> Mark:
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
        leads_on=leads_on,
        missing=len(verdict.missing) if verdict else 0,
    )


def nothing_to_do(verdict: Verdict) -> bool:
    """Return whether a step is at rest: no rule forbids it, there is merely nothing for it to act on."""
    return bool(verdict.missing) and all(reason.rule in words.KERNEL_REST for reason in verdict.missing)


def _taken(case: Case, step: Step) -> list[datetime]:
    return [entry.happened_at for entry in case.entries if entry.step == step.id]
