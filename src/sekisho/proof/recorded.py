"""A real state in the prover's own form: what a proof leaves free is answered by what is on record.

So there is one statement of each property: what is proved of every state is evaluated on a real one as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from sekisho.casework.case import Case, Element
from sekisho.casework.view import CaseView, Judgement
from sekisho.law.pack import Pack, Step

from .effects import After
from .plain import PLAIN
from .state import DUTY, PERIOD, YES_NO, Bool, Model, Place

Contents = Mapping[tuple[str, str, str], Collection[str]]
"""The contents that a case once had: part, key and dimension → their hashes."""


class NotInEdition(LookupError):
    """A property reads something that the edition of the pack in force at the time does not have; ``args[0]`` is its name."""


@dataclass(frozen=True, slots=True)
class Passing:
    """One entry as it changed its case: the two states, what the case contained before, and the step."""

    before: Judgement
    after: Judgement
    past: Contents
    step: Step


class Known(Model):
    """What a model is where everything is known: it holds no Booleans of its own."""

    def __init__(self, pack: Pack, judgement: Judgement) -> None:
        super().__init__(pack, z=PLAIN)
        self.judgement = judgement

    def option(self, name: str) -> dict[str, Bool]:
        """Return the option as it is set."""
        if name not in self.pack.options:
            raise NotInEdition(name)
        chosen = CaseView(self.judgement, None).option(name)
        return {value: value == chosen for value in self.pack.options[name].values}


class Recorded(After, frozen=True, kw_only=True):
    """A place in a real case; every answer is a plain truth value. ``passing`` is the entry that is looked at, if one is."""

    view: CaseView
    passing: Passing | None = None

    @property
    def _is_after(self) -> bool:
        return self.passing is not None and self.view.judgement is self.passing.after

    def _seen(self, view: CaseView, kind: str) -> Self:
        case, kind = (view.case.id, view.case.kind) if view.case else ("", kind)
        if kind not in self.model.pack.kinds:
            raise NotInEdition(kind)
        exists = view.case is not None
        return type(self)(self.model, case, kind, view.bound, exists, view=view, passing=self.passing)

    def _values(self, name: str) -> Sequence[str]:
        held = self.holder(name)
        return (tuple(held[1].values) or YES_NO) if held else ()

    def _one(self, name: str, value: str | None) -> dict[str, Bool]:
        return {each: each == value for each in self._values(name)}

    def _element(self, name: str) -> Element | None:
        if name not in self._kind.variables:
            raise NotInEdition(name)
        return self.view.holder(name)

    def attr(self, name: str) -> dict[str, Bool]:
        """Return an attribute as one truth value per declared value."""
        self._element(name)
        return self._one(name, self.view.attr(name))

    def attr_set(self, name: str) -> Bool:
        """Return whether an attribute has a value at all."""
        self._element(name)
        return self.view.attr(name) is not None

    def written(self, dim: str) -> Bool:
        """Return whether a dimension has content."""
        self._element(dim)
        return self.view.dim(dim) is not None

    def finding(self, name: str, same: Sequence[str]) -> dict[str, Bool]:
        """Return a finding, current for the dimensions named, as one truth value per value."""
        self._element(name)
        return self._one(name, self.view.finding(name, same))

    def record(self, name: str) -> dict[str, Bool]:
        """Return a record as one truth value per stage."""
        self._element(name)
        return self._one(name, self.view.stage(name, ()))

    def about_present(self, name: str, dim: str) -> Bool:
        """Return whether a record is about the present content of a dimension."""
        element, present = self._element(name), self.view.dim(dim)
        held = element.records.get(name) if element else None
        return held is not None and present is not None and held.about.get(dim) == present

    def duty(self, name: str) -> dict[str, Bool]:
        """Return a duty as one truth value per state, seen from all that is bound."""
        self._element(name)
        stands = self.view.duty(name)
        return {state: state == stands for state in DUTY}

    def borne_by(self, name: str, bearer: str) -> Bool:
        """Return whether a duty is borne by an office or post, by what opened it last."""
        duties = self.view.duties(name)
        return bool(duties) and duties[-1].bearer == bearer

    def opened(self, name: str, bearer: str = "") -> Bool:
        """Return whether the entry opened a duty (for this bearer, where one is named)."""
        then = self._in(self._entry.after).view
        number = then.case.sequence if then.case else 0
        return any(d.sequence == number and bearer in ("", d.bearer) for d in then.duties(name))

    def settled(self) -> Bool:
        """Return whether no duty of the case is open."""
        return self.view.settled()

    def period(self, name: str) -> dict[str, Bool]:
        """Return a period as one truth value for each way that it may stand."""
        self._element(name)
        stands = self.view.period(name)
        return {each: each == stands for each in PERIOD}

    def person_is(self, attr: str, officer_class: str) -> Bool:
        """Return whether whom an attribute names belongs to a class."""
        self._element(attr)
        return self.view.person_is(attr, officer_class) is True

    def differs(self, attr: str, other: str) -> tuple[Bool, Bool]:
        """Return whether persons differ, and whether they are the same; neither where one of them is not known."""
        self._element(other)
        apart = self.view.person_differs(attr, other)
        return apart is True, apart is False

    def actor_is(self, kind: str, value: str) -> Bool:
        """Return whether the person acting holds a post or belongs to a class."""
        return self.view.actor_is(kind, value)

    def given(self, field: str, values: Sequence[str] = ()) -> Bool:
        """Return whether a field of the form is filled in, with one of the values where any are named."""
        intent = self.view.judgement.intent
        if intent is not None and field not in self.model.pack.steps[intent.step].asks:
            raise NotInEdition(field)
        words = self.view.given(field)
        return words is not None and (not values or any(word in values for word in words))

    def matches(self, attr: str, dim: str, link: str) -> Bool:
        """Return whether an attribute here equals the present content of a linked case's dimension."""
        self._element(attr)
        value, there = self.view.attr(attr), self.at(link)
        return value is not None and value == there.view.dim(dim)

    def dim_equals(self, dim: str, attr: str, link: str) -> Bool:
        """Return whether a dimension's present content here equals an attribute of the linked case or element."""
        self._element(dim)
        value, there = self.view.dim(dim), self.at(link)
        return value is not None and value == there.view.attr(attr)

    def same_case(self, way: Sequence[str], other: Sequence[str]) -> Bool:
        """Return whether two ways of links lead to one case."""
        one, two = (place.case for place in (self.along(way), self.along(other)))
        return bool(one) and one == two

    def roster_complete(self) -> Bool:
        """Return whether every post of the item's roster has a seat."""
        return self.view.roster_complete()

    def seat_held(self) -> Bool:
        """Return whether somebody holds the post of the seat bound."""
        return self.view.seat_held()

    def seat_by(self, kind: str, field: str) -> Bool:
        """Return whether the person in a field may stand in at the seat bound, or has a part in another seat of its item."""
        return self.view.seat_by(kind, field)

    def clock(self, name: str) -> Bool:
        """Return whether a provision is in force."""
        if name not in self.model.pack.clock:
            raise NotInEdition(name)
        return self.view.clock(name)

    def at(self, link: str) -> Self:
        """Return the neighbour behind a link, with the element that the link names bound."""
        if link not in self._kind.links:
            raise NotInEdition(link)
        return self._seen(self.view.at(link), self._kind.links[link].kind)

    def elements(self, name: str) -> list[tuple[Bool, Self]]:
        """Return the elements of a part (or cases behind a link) that belong here; those dropped too, after an entry."""
        kind = self._kind
        if name in kind.parts:
            return [(element.active, self._bound(element)) for element in self._belonging(name)]
        link = kind.backlinks.get(name) or kind.links.get(name)
        if link is None:
            raise NotInEdition(name)
        return [(True, self._seen(each, link.kind)) for each in self.view.elements(name)]

    def _belonging(self, part: str) -> Iterable[Element]:
        held = self.view.case.parts.get(part, {}).values() if self.view.case else ()
        bound, dropped = self.view.bound, self._is_after
        here = (e for e in held if all(bound.get(p, key) == key for p, key in e.of.items()))
        return (e for e in here if e.active or dropped)

    def _bound(self, element: Element) -> Self:
        return self._seen(self.view.bind(element.part, element), self.kind)

    def is_there(self, part: str) -> Bool:
        """Return whether the element of a part that is bound here is there."""
        element = self.view.case.element(part, self.bound[part]) if self.view.case else None
        return element is not None and element.active

    def witness(self, name: str, mark: str) -> None:
        """Nothing is put beside what is on record."""

    def only(self, *parts: str) -> Self:
        """Return the same case bound to no more than these parts and the elements that they belong to."""
        kept = super().only(*parts).bound
        return self._seen(replace(self.view, bound=kept), self.kind)

    @property
    def _entry(self) -> Passing:
        if self.passing is None:
            raise TypeError("no entry is looked at: there is no state before and after")
        return self.passing

    def _in(self, judgement: Judgement) -> Self:
        case = judgement.world.cases[self.case]
        return self._seen(CaseView(judgement, case, self.bound, self.view.subject), self.kind)

    @property
    def origin(self) -> Place:
        """The same place before the step."""
        return self._in(self._entry.before)

    def changes(self, dim: str) -> Bool:
        """Return whether the entry writes other content than there is; the first content is always other."""
        return self._in(self._entry.after).view.dim(dim) != self._in(self._entry.before).view.dim(dim)

    def returns(self, dim: str) -> Bool:
        """Return whether the entry writes content that was there once before."""
        part = self._kind.variables[dim].part
        where = (part, self.bound.get(part, ""), dim)
        return self._in(self._entry.after).view.dim(dim) in self._entry.past.get(where, ())

    def as_before(self, name: str) -> Bool:
        """Return whether an attribute holds what it held before the step."""
        before = self._in(self._entry.before).view
        return self.view.attr(name) == before.attr(name)

    def writes(self, dim: str) -> bool:
        """Return whether the step writes a dimension of what is bound here."""
        return dim in self.wrote

    def acted_on(self, part: str, key: str) -> bool:
        """Return whether the entry is an act on this element."""
        intent = self._entry.before.intent
        return intent is not None and key in intent.subject.get(part, ())

    @property
    def wrote(self) -> tuple[str, ...]:
        """The dimensions that the step writes."""
        return tuple(effect.name for effect in self._entry.step.does if effect.verb == "write")


def place(
    judgement: Judgement, case: Case, bound: Mapping[str, str], passing: Passing | None = None
) -> Recorded:
    """Return a real case, seen from elements of it (part → key) and what they belong to, as properties read it."""
    view = CaseView(judgement, case, {}, True)
    for part, key in bound.items():
        element = case.element(part, key)
        view = view.bind(part, element) if element else view
    model = Known(judgement.world.pack, judgement)
    return Recorded(model, case.id, case.kind, view.bound, True, view=view, passing=passing)
