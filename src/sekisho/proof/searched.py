"""The never-properties over the compact state of a scene: the prover's own statements as Python text, beside the gate's.

Where a search comes to an act that is permitted in a state that violates one, the story to it is a counterexample. What a
scene leaves free may be as the property has it, so that no counterexample rests on what is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Self

from sekisho.law import expression as x
from sekisho.law.pack import Step

from .compiled import FALSE, FREE, NO, TRUE, YES, Spot, Two, all_of, any_of, negation
from .layout import Layout
from .state import Bool, Model, Place
from .statement import Property


class _Number:
    """How many of some conditions hold, as text; ``sure`` says whether all of them are known."""

    def __init__(self, text: str, sure: bool) -> None:
        self.text, self.sure = text, sure

    def _than(self, sign: str, other: _Number | int) -> Two:
        sure = self.sure and (isinstance(other, int) or other.sure)
        text = f"({self.text} {sign} {other if isinstance(other, int) else other.text})"
        return Two(text, negation(text)) if sure else FREE

    def __mul__(self, factor: int) -> _Number:
        return _Number(f"{factor} * ({self.text})", self.sure)

    def __ge__(self, other: _Number | int) -> Two:
        return self._than(">=", other)

    def __gt__(self, other: _Number | int) -> Two:
        return self._than(">", other)

    def __eq__(self, other: object) -> Any:
        return self._than("==", other) if isinstance(other, _Number | int) else NotImplemented


def _known(condition: Two) -> bool:
    """Return whether one rail is the contrary of the other: nothing in the condition is free."""
    return negation(condition.true) == condition.false or negation(condition.false) == condition.true


def _and(*conditions: Two) -> Two:
    true = all_of([c.true for c in conditions])
    if all(map(_known, conditions)):
        return Two(true, negation(true))
    return Two(true, any_of([c.false for c in conditions]))


def _not(condition: Two) -> Two:
    return Two(condition.false, condition.true)


def _or(*conditions: Two) -> Two:
    return _not(_and(*map(_not, conditions)))


def _sum(terms: Sequence[Two]) -> _Number:
    text = " + ".join(f"bool({term.true})" for term in terms) or "0"
    return _Number(f"({text})", all(map(_known, terms)))


TEXT = SimpleNamespace(
    And=_and,
    Or=_or,
    Not=_not,
    Implies=lambda condition, then: _or(_not(condition), then),
    If=lambda condition, _one, _none: condition,
    BoolVal=lambda value: YES if value else NO,
    Sum=_sum,
)
"""The names of the prover's functions that properties are written with, over text with two rails."""


class _Fixed(Model):
    """A model that holds no Booleans of its own; options stand as the scene has them."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout.pack, z=TEXT)
        self.layout = layout

    def option(self, name: str) -> dict[str, Bool]:
        option = self.pack.options[name]
        chosen = self.layout.scene.options.get(name, option.default)
        return {value: YES if value == chosen else NO for value in option.values}


class Searched(Place, frozen=True, kw_only=True):
    """A place of a scene, as properties read it: every answer is text over the state, with both rails where it is free."""

    spot: Spot

    def _says(self, node: x.Node) -> Two:
        """Return a leaf as a property takes it: not so wherever it is not certainly so, but where it is free either way."""
        true, false = self.spot.rails(node)
        return Two(true, TRUE if true == false != FALSE else negation(true))

    def _seen(self, spot: Spot, kind: str, there: str = TRUE) -> Self:
        exists = Two(there, negation(there))
        return type(self)(self.model, spot.case or "", kind, spot.bound, exists, spot=spot)

    def attr_is(self, name: str, values: Sequence[str]) -> Bool:
        return self._says(x.AttrIs(name, tuple(values)))

    def attr_set(self, name: str) -> Bool:
        return self._says(x.AttrSet(name))

    def written(self, dim: str) -> Bool:
        return self._says(x.Written(dim))

    def finding_is(self, name: str, values: Sequence[str], same: Sequence[str] = ()) -> Bool:
        return self._says(x.FindingIs(name, tuple(values), tuple(same)))

    def done(self, name: str, stages: Sequence[str], same: Sequence[str] = ()) -> Bool:
        return self._says(x.Done(name, tuple(stages), tuple(same)))

    def duty_is(self, name: str, values: Sequence[str]) -> Bool:
        return self._says(x.DutyIs(name, tuple(values)))

    def settled(self) -> Bool:
        return self._says(x.DutiesSettled())

    def period_is(self, name: str, values: Sequence[str]) -> Bool:
        return self._says(x.PeriodIs(name, tuple(values)))

    def person_is(self, attr: str, officer_class: str) -> Bool:
        return self._says(x.PersonIs(attr, officer_class))

    def differs(self, attr: str, other: str) -> tuple[Bool, Bool]:
        said = self._says(x.PersonDiffers(attr, other))
        return said, FREE

    def actor_is(self, kind: str, value: str) -> Bool:
        return self._says(x.ActorIs(kind, value))

    def given(self, field: str, values: Sequence[str] = ()) -> Bool:
        return self._says(x.Given(field, tuple(values)))

    def matches(self, attr: str, dim: str, link: str) -> Bool:
        return self._says(x.Matches(attr, dim, link))

    def dim_equals(self, dim: str, attr: str, link: str) -> Bool:
        return self._says(x.DimEquals(dim, attr, link))

    def same_case(self, way: Sequence[str], other: Sequence[str]) -> Bool:
        return self._says(x.SameCase(tuple(way), tuple(other)))

    def roster_complete(self) -> Bool:
        return self._says(x.RosterComplete())

    def seat_held(self) -> Bool:
        return FREE

    def seat_by(self, kind: str, field: str) -> Bool:
        return FREE

    def clock(self, name: str) -> Bool:
        return self._says(x.ClockIs(name, True))

    def at(self, link: str) -> Self:
        """Return the neighbour behind a link; where it may lead to several, it is free."""
        known = self._kind.links.get(link)
        kind = known.kind if known else self.kind
        if self.spot.case is None:
            return self._seen(self.spot, kind)
        spots = self.spot.at(link)
        if len(spots) != 1:
            return self._seen(Spot(self.spot.layout, None, {}), kind)
        return self._seen(spots[0], kind, spots[0].there)

    def elements(self, name: str) -> list[tuple[Bool, Self]]:
        """Return the elements of a part, or the cases behind a link; one that is free stands for those that may be anything."""
        kind = self._kind
        link = kind.backlinks.get(name) or kind.links.get(name)
        inner = link.kind if link else self.kind
        free = Spot(self.spot.layout, None, {})
        if self.spot.case is None:
            return [(FREE, self._seen(self.spot, inner))] if self.spot.there == TRUE else []
        if link is not None and self.spot.is_free(name):
            return [(FREE, self._seen(free, inner))]
        return [
            (Two(there, negation(there)), self._seen(spot, inner, there))
            for there, spot in self.spot.elements(name)
        ]

    def witness(self, name: str, mark: str) -> None:
        """Nothing is put beside what the scene has."""

    def only(self, *parts: str) -> Self:
        """Return the same case bound to no more than these parts and the elements that they belong to."""
        spot = self.spot
        kept = {*parts, *(above for part in parts for above in self._kind.parts[part].of)}
        bound = {part: key for part, key in spot.bound.items() if part in kept}
        return self._seen(
            Spot(spot.layout, spot.case, bound, spot.given, spot.named, spot.there), self.kind, spot.there
        )


def violated(layout: Layout, step: Step, spot: Spot, properties: Sequence[Property]) -> dict[str, str]:
    """Return, of each property about a step, where an act seen from there violates it; not those that nothing violates."""
    bound = {
        parent: key
        for part in step.part
        for parent, key in {**layout.parents(spot.case or "", part, spot.bound[part]), part: spot.bound[part]}.items()
    }  # fmt: skip
    here = Spot(layout, spot.case, bound, spot.given, spot.named)
    place = Searched(_Fixed(layout), spot.case or "", step.kind, bound, YES, spot=here)
    found = {each.id: negation(each.must(place).true) for each in properties if each.concerns(step)}
    return {name: text for name, text in found.items() if text != FALSE}
