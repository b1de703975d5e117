"""Steps as links: which of them a person may take now, over many cases at once, from what the desk keeps ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sekisho.law.ordering import Order, order_of
from sekisho.law.pack import Pack
from sekisho.records.models import Case, Entry, StepState
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


class Offer(msgspec.Struct, frozen=True):
    """What a person may do in a case: first what leads on and was not done yet, then all else that is permitted."""

    first: tuple[StepLink, ...]
    rest: tuple[StepLink, ...]


def steps_open_to(placed: Seating, cases: Iterable[Case]) -> Mapping[str, Offer]:
    """Return by case the steps whose gate is open and which the person may take from the seat chosen."""
    kinds = {case.pk: case.kind for case in cases}
    orders = {kind: order_of(placed.pack, kind) for kind in set(kinds.values())}
    taken = _by_case(Entry.objects.filter(case__in=kinds).values_list("case", "step"))
    may = {step.id for step in placed.pack.steps.values() if placed.names_for(step)}
    rows = StepState.objects.filter(case__in=kinds, outcome="permitted", step__in=may)
    found = _by_case(rows.values_list("case", "step"))
    return {
        case: _offer(placed.pack, steps, taken.get(case, set()), orders[kinds[case]])
        for case, steps in found.items()
    }


def _by_case(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for case, step in pairs:
        found.setdefault(case, set()).add(step)
    return found


def _offer(pack: Pack, steps: set[str], taken: set[str], order: Order) -> Offer:
    listed = [step for step in pack.steps if step in steps]
    first = [step for step in listed if step not in taken and order.leads_on(step, taken)]
    return Offer(step_links(pack, first), step_links(pack, [s for s in listed if s not in first]))
