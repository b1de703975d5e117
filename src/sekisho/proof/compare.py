"""Which situations two packs judge otherwise: for each step, a state that one permits and the other refuses.

Both gates stand over one state. A rule of the one that does not follow from the whole gate of the other gives a
situation; it is told by the facts that cannot be left out of it. Values, kinds and parts that only one of the packs knows
are as if absent, and are told apart by their texts (``law.difference``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from sekisho.law.pack import Pack, Step
from sekisho.vocabulary.text import Text

from .gate import gate, subject
from .prove import ROUNDS, counted
from .state import Bool, Model
from .telling import facts, values

Turn = Literal["refused", "permitted"]
TURNS: dict[Turn, Text] = {
    "refused": Text("新たにできなくなる", "is refused now"),
    "permitted": Text("新たにできるようになる", "is permitted now"),
}


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A step that the newer pack refuses (or permits) where the older one does not, by which rule, and in which state.

    ``facts`` tell the state; ``values`` are those that variables, fields and options have in it somewhere (``telling``).
    """

    step: str
    turn: Turn
    rule: str
    facts: tuple[Text, ...]
    values: Mapping[str, frozenset[str]] = {}


def compare(old: Pack, new: Pack, only: str = "") -> tuple[Situation, ...]:
    """Return the situations that turned, over the steps that both packs have, or over the only one named."""
    both = [s for s in new.steps.values() if s.id in old.steps and old.steps[s.id].part == s.part]
    both = [s for s in both if only in ("", s.id)]
    return tuple(found for step in both for found in _turned(old, new, step))


def _turned(old: Pack, new: Pack, step: Step) -> Iterator[Situation]:
    state = _Shared(old, new, step)
    yield from state.against("refused", state.before, state.after)
    yield from state.against("permitted", state.after, state.before)


class _Shared:
    """One state under the gates of both packs."""

    def __init__(self, old: Pack, new: Pack, step: Step) -> None:
        self.step = step
        self.model = Model(new, counted=_most(counted(old, old.steps[step.id]), counted(new, step)))
        self.before: Mapping[str, Bool] = {}
        self.after: Mapping[str, Bool] = {}
        size = -1
        for _ in range(ROUNDS):
            self.after = self._gate(new)
            self.before = self._gate(old)
            if self.model.size == size:
                break
            size = self.model.size
        self.model.pack = new
        self.solver = self.model.z.Solver()
        self.solver.add(*self.model.axioms)

    def _gate(self, pack: Pack) -> Mapping[str, Bool]:
        self.model.pack = pack
        return gate(pack, pack.steps[self.step.id], subject(self.model, pack.steps[self.step.id]))

    def against(
        self, turn: Turn, permits: Mapping[str, Bool], asks: Mapping[str, Bool]
    ) -> Iterator[Situation]:
        """Yield a situation for each rule that can stand against what the other gate permits."""
        z = self.model.z
        for rule, formula in asks.items():
            self.solver.push()
            self.solver.add(*permits.values(), z.Not(formula))
            if self.solver.check() == z.sat:
                found = self._smallest()
                yield Situation(
                    step=self.step.id,
                    turn=turn,
                    rule=rule,
                    facts=facts(self.model, found, self.step.kind, defaults=False),
                    values=values(self.model, found),
                )
            self.solver.pop()

    def _smallest(self) -> Any:
        """Return a state of the situation with no more facts than are needed for it: all that can be otherwise is left out.

        Options stand at their defaults as far as they can; then each fact in turn is left out where it can be.
        """
        found: Any = self.solver.model()
        for option in self.model.pack.options.values():
            usual = self.model.groups.get(f"option {option.id}", {}).get(option.default)
            if usual is not None and self._can_be(usual):
                found = self.solver.model()
        for variable in self.model.bools.values():
            lacking = self.model.z.Not(variable)
            if not self.model.z.is_true(found.eval(variable)):
                self.solver.add(lacking)  # whichever state was found first, the smallest is the same
            elif self._can_be(lacking):
                found = self.solver.model()
        return found

    def _can_be(self, fact: Bool) -> bool:
        """Have a fact be so for good where the situation stands with it."""
        z = self.model.z
        if self.solver.check(fact) != z.sat:
            return False
        self.solver.add(fact)
        return bool(self.solver.check() == z.sat)


def _most(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {part: max(one.get(part, 0), other.get(part, 0)) for part in {**one, **other}}
