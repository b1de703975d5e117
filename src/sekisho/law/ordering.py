"""Which steps of a kind of case lead on to others: read off effects and conditions of the pack, never written down again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from . import expression as x
from .pack import Pack, Step
from .supplying import suppliers


class Order(msgspec.Struct, frozen=True):
    """By step, the steps of its kind of case that bring about what its preconditions ask, or what lifts them.

    The step that opens the case is none of them: it lies behind every other.
    """

    needs: Mapping[str, frozenset[str]]

    def leads_on(self, step: str, taken: Iterable[str]) -> bool:
        """Return whether a step has its place in the order where these were taken.

        It has, where it brings about what another step asks, or asks for what one of those taken brought about. All else
        may be done at any time, as designating who may read, or ends what has not begun.
        """
        needed = self.needs.get(step, frozenset())
        return any(step in others for others in self.needs.values()) or not needed.isdisjoint(taken)


def order_of(pack: Pack, kind: str) -> Order:
    """Return the order of a kind of case."""
    return Order({step.id: frozenset(_needs(pack, step)) for step in pack.steps_of[kind]})


def _needs(pack: Pack, step: Step) -> Iterator[str]:
    rules = pack.preconditions_of[step.id]
    lifting = (exception.when for rule in rules for exception in pack.exemptions_of.get(rule.id, ()))
    for condition in (*(rule.require for rule in rules), *lifting):
        for node in _through(pack, condition):
            for supplier in suppliers(pack, step.kind, node):
                found = pack.steps[supplier.step]
                if found.kind == step.kind and found.id != step.id and not found.opens:
                    yield found.id


def _through(pack: Pack, condition: x.Node) -> Iterator[x.Node]:
    """Yield every condition inside one, those of definitions that it names among them."""
    for node in x.walk(condition):
        if isinstance(node, x.Def):
            yield from _through(pack, pack.defs[node.name])
        else:
            yield node
