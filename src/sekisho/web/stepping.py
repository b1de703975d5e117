"""Steps as links: which of them a person may take now, over many cases at once, from what the desk keeps ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sekisho.law.pack import Pack
from sekisho.records.models import Case, StepState
from sekisho.vocabulary.text import Text

from .seats import Seating


class StepLink(msgspec.Struct, frozen=True):
    """A step to go to."""

    step: str
    text: Text
    kind: str


def step_links(pack: Pack, steps: Iterable[str]) -> tuple[StepLink, ...]:
    """Return links to steps that the pack knows."""
    return tuple(StepLink(s, pack.steps[s].text, pack.steps[s].kind) for s in steps if s in pack.steps)


def steps_open_to(placed: Seating, cases: Iterable[Case]) -> Mapping[str, tuple[StepLink, ...]]:
    """Return by case the steps whose gate is open and which the person may take from the seat chosen."""
    may = {step.id for step in placed.pack.steps.values() if placed.names_for(step)}
    rows = StepState.objects.filter(case__in=[c.pk for c in cases], outcome="permitted", step__in=may)
    found: dict[str, dict[str, None]] = {}
    for case, step in rows.values_list("case", "step").order_by("pk"):
        found.setdefault(case, {})[step] = None
    order = list(placed.pack.steps)
    return {case: step_links(placed.pack, sorted(steps, key=order.index)) for case, steps in found.items()}
