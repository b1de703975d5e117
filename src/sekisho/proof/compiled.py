"""Conditions of the rule language as Python text over a compact state, compiled once: the gate at its fastest.

Each condition becomes two expressions, *certainly true* and *certainly false*, as everywhere else; what is constant in a
scene is folded away. A free condition is both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from sekisho.law import expression as x
from sekisho.law.pack import Exemption, Precondition

from .layout import DUTIES, PERIODS, Layout, Lead

TRUE, FALSE = "True", "False"


class Two(NamedTuple):
    """What is certain about a condition, as two Python expressions over ``s``."""

    true: str
    false: str


YES, NO, FREE, OPEN = Two(TRUE, FALSE), Two(FALSE, TRUE), Two(TRUE, TRUE), Two(FALSE, FALSE)


def all_of(parts: Sequence[str]) -> str:
    """Return the conjunction, folded."""
    kept = dict.fromkeys(p for p in parts if p != TRUE)
    if FALSE in kept:
        return FALSE
    return TRUE if not kept else next(iter(kept)) if len(kept) == 1 else f"({' and '.join(kept)})"


def any_of(parts: Sequence[str]) -> str:
    """Return the disjunction, folded."""
    kept = dict.fromkeys(p for p in parts if p != FALSE)
    if TRUE in kept:
        return TRUE
    return FALSE if not kept else next(iter(kept)) if len(kept) == 1 else f"({' or '.join(kept)})"


def negation(text: str) -> str:
    """Return the contrary, folded."""
    return FALSE if text == TRUE else TRUE if text == FALSE else f"(not {text})"


def function(text: str, name: str = "gate") -> Callable[[bytes], Any]:
    """Return an expression over ``s`` as a function of it."""
    module = compile(f"def {name}(s):\n    return {text}", f"<{name}>", "exec")
    code = next(c for c in module.co_consts if isinstance(c, CodeType))
    return FunctionType(code, {})


class Spot:
    """A case of a scene seen from what is bound, within one act: what it fills in and which cases it names.

    ``given`` holds the words of each field that is filled in; ``None`` leaves fields and persons free, as where nobody
    acts yet. A ``case`` that the scene does not have is ``None``: everything about it is free.
    """

    def __init__(
        self,
        layout: Layout,
        case: str | None,
        bound: Mapping[str, str],
        given: Mapping[str, Sequence[str]] | None = None,
        named: Mapping[str, Lead] | None = None,
        there: str = TRUE,
    ) -> None:
        self.layout, self.case, self.bound = layout, case, bound
        self.given, self.named, self.there = given, named or {}, there

    def rails(self, node: x.Node) -> Two:
        """Return both rails of a condition here."""
        match node:
            case x.All(of):
                return _both([self.rails(n) for n in of])
            case x.AnyOf(of):
                return _swap(_both([_swap(self.rails(n)) for n in of]))
            case x.Not(of):
                return _swap(self.rails(of))
            case x.Def(name):
                return self.rails(self.layout.pack.defs[name])
        if self.case is None:
            return FREE if self.there == TRUE else self._missing(node)
        match node:
            case x.At(link, that):
                return self._behind_link(link, lambda spot: spot.rails(that))
            case x.Every(part, _) | x.Some(part, _) if self.is_free(part):
                return FREE
            case x.Every(part, that):
                return _both(self._each(part, that, some=False))
            case x.Some(part, that):
                return _swap(_both([_swap(two) for two in self._each(part, that, some=True)]))
            case x.Count(part, that, at_least):
                return self._count(self._each(part, that, some=True), at_least)
        return self._leaf(node)

    def _missing(self, node: x.Node) -> Two:
        """What a link that leads nowhere answers: an empty case."""
        match node:
            case x.At(_, that):
                return self.rails(that)
            case x.Every() | x.DutiesSettled():
                return YES
            case x.PeriodIs(_, values):
                return YES if "unset" in values else NO
            case x.DutyIs(_, values):
                return YES if "none" in values else NO
            case x.FindingIs() | x.AttrIs() | x.PersonIs() | x.PersonDiffers():
                return OPEN
            case x.OptionIs() | x.ClockIs() | x.Const() | x.ActorIs() | x.Given():
                return self._of_the_world(node)
        return NO

    def is_free(self, name: str) -> bool:
        """Return whether the cases behind a (back)link may be anything."""
        cast = self.layout.scene.cases[self.case or ""]
        kind = self.layout.pack.kinds[cast.kind]
        link = kind.backlinks.get(name) or kind.links.get(name)
        return link is not None and link.kind in self.layout.scene.free and name not in cast.links

    def _each(self, part: str, that: x.Node, some: bool) -> list[Two]:
        found = []
        for there, inside in self.elements(part):
            two, gone = inside.rails(that), negation(there)
            found.append(
                Two(all_of((there, two.true)), any_of((gone, two.false)))
                if some
                else Two(any_of((gone, two.true)), all_of((there, two.false)))
            )
        return found

    def _count(self, parts: Sequence[Two], at_least: int) -> Two:
        sure = " + ".join(f"bool({p.true})" for p in parts) or "0"
        possible = " + ".join(f"bool({negation(p.false)})" for p in parts) or "0"
        return Two(f"({sure} >= {at_least})", f"({possible} < {at_least})")

    def elements(self, part: str) -> list[tuple[str, Spot]]:
        """Return the elements of a part that belong here, or the cases behind a (back)link, each with its being."""
        layout, case = self.layout, self.case or ""
        kind = layout.pack.kinds[layout.scene.cases[case].kind]
        if part in kind.parts:
            bindings = [
                {**self.bound, **b}
                for b in layout.bindings(case, (part,))
                if all(self.bound.get(p, e) == e for p, e in b.items() if p != part)
            ]
            return [(self._here(case, part, b[part], "there"), self._inside(b)) for b in bindings]
        if part in kind.backlinks:
            return self._behind(kind.backlinks[part].role, kind.backlinks[part].kind)
        return [(spot.there, spot) for spot in self.at(part)] if part in kind.links else []

    def _behind(self, role: str, kind: str) -> list[tuple[str, Spot]]:
        return [
            (all_of((self.there, self._leads_to(c, role, number))), Spot(self.layout, c, {}))
            for c, cast in self.layout.scene.cases.items()
            if cast.kind == kind
            for number, lead in enumerate(self.layout.leads(c, role), 1)
            if lead.case == self.case
        ]

    def _here(self, *key: str) -> str:
        return all_of((self.there, self._bit(*key)))

    def _names_free(self, link: str) -> bool:
        """Return whether a link that only a step names may lead anywhere."""
        kind = self.layout.pack.kinds[self.layout.scene.cases[self.case or ""].kind]
        return link not in kind.links

    def _inside(self, bound: Mapping[str, str]) -> Spot:
        return Spot(self.layout, self.case, bound, self.given, self.named, self.there)

    def at(self, link: str) -> list[Spot]:
        """Return the neighbours that a link may lead to, each at the element that it names and with its being."""
        layout, case = self.layout, self.case or ""
        leads = layout.leads(case, link)
        if link in self.named:
            return [self._neighbour(self.named[link], TRUE)]
        if not leads:
            free = self.is_free(link) or self._names_free(link)
            return [Spot(layout, None, {}, there=TRUE if free else FALSE)]
        return [self._neighbour(lead, self._leads_to(case, link, n)) for n, lead in enumerate(leads, 1)]

    def _neighbour(self, lead: Lead, there: str) -> Spot:
        bound = {**self.layout.parents(*lead), lead.part: lead.element} if lead.part else {}
        return Spot(self.layout, lead.case, bound, None, None, all_of((self.there, there)))

    def _leads_to(self, case: str, link: str, number: int) -> str:
        """Return that a link leads to one of where it may lead."""
        place = self.layout.slots[case, "link", link]
        return f"s[{place}]" if len(self.layout.values[place]) == 1 else f"s[{place}]=={number}"

    def _behind_link(self, link: str, ask: Callable[[Spot], Two]) -> Two:
        """Return what the neighbour that a link leads to answers; where it leads nowhere the first is asked, as missing."""
        spots = self.at(link)
        if len(spots) == 1:
            return ask(spots[0])
        place = self.layout.slots[self.case or "", "link", link]
        asked = [(_in(place, [0, n] if n == 1 else [n]), ask(spot)) for n, spot in enumerate(spots, 1)]
        return Two(*(any_of([all_of((here, two[rail])) for here, two in asked]) for rail in (0, 1)))

    def _bit(self, *key: str) -> str:
        place = self.layout.slot(*key)
        return FALSE if place is None else f"s[{place}]"

    def _within(self, two: Two) -> Two:
        """A missing neighbour is an empty case: nothing is certain of it but that it is missing."""
        return Two(all_of((self.there, two.true)), all_of((self.there, two.false)))

    def _sure(self, text: str) -> Two:
        true = all_of((self.there, text))
        return Two(true, negation(true))

    def _leaf(self, node: x.Node) -> Two:
        match node:
            case x.FindingIs(finding, values, same):
                return self._finding(finding, values, same)
            case x.AttrIs(attr, values):
                return self._within(self._among(attr, values))
            case x.AttrSet(attr):
                return self._sure(any_of([self._value(attr)]))
            case x.PeriodIs(attr, values):
                return self._period(attr, values)
            case x.Done(record, stages, same):
                return self._sure(all_of((self._among(record, stages).true, *self._fresh(record, same))))
            case x.DutyIs(duty, values):
                return self._duty(duty, values)
            case x.DutiesSettled():
                text = any_of((negation(self.there), self.settled()))
                return Two(text, negation(text))
            case x.Written(dim):
                return self._sure(self._value(dim))
            case x.Matches(attr, dim, link):
                return self._behind_link(link, lambda spot: self._equal(attr, dim, spot))
            case x.DimEquals(dim, attr, link):
                return self._behind_link(link, lambda spot: spot._equal_back(attr, dim, self))
            case x.SameCase(way, other):
                return self._same_case(way, other)
        return self._of_the_world(node)

    def _same_case(self, way: Sequence[str], other: Sequence[str]) -> Two:
        ends = [(one, two) for one in self._ends(way) for two in self._ends(other)]
        if any(end.case is None and end.there == TRUE for pair in ends for end in pair):
            return FREE
        same = [
            all_of((one.there, two.there))
            for one, two in ends
            if one.case is not None and one.case == two.case
        ]
        return self._sure(any_of(same))

    def _ends(self, way: Sequence[str]) -> list[Spot]:
        """Return the cases to which a way of links may lead, each with its being; what is free stays so."""
        spots: list[Spot] = [self]
        for link in way:
            spots = [end for spot in spots for end in (spot.at(link) if spot.case is not None else [spot])]
        return spots

    def _of_the_world(self, node: x.Node) -> Two:
        scene, pack = self.layout.scene, self.layout.pack
        match node:
            case x.OptionIs(option, values):
                return YES if scene.options.get(option, pack.options[option].default) in values else NO
            case x.ClockIs(_, is_):
                return YES if is_ else NO
            case x.Const(value):
                return YES if value else NO
            case x.RosterComplete():
                return self._sure(self._roster())
            case x.SeatHeld() | x.SeatBy():
                return FREE
            case x.PersonIs(attr, officer_class):
                return self._person(attr, officer_class)
            case x.PersonDiffers(attr, other):
                known = any_of([self._value(other)])
                return FREE if not attr else Two(all_of((self.there, known)), all_of((self.there, known)))
            case x.ActorIs():
                return FREE
            case x.Given(field, values):
                if self.given is None:
                    return FREE
                words = self.given.get(field)
                return YES if words is not None and (not values or set(words) & set(values)) else NO
        raise TypeError(f"no meaning for {type(node).__name__}")

    def _place(self, name: str, *more: str) -> int | None:
        held = self.layout.holder(self.case or "", self.bound, name)
        return None if held is None else self.layout.slot(self.case or "", held[0], name, *more)

    def _value(self, name: str) -> str:
        place = self._place(name)
        return FALSE if place is None else f"s[{place}]"

    def _among(self, name: str, values: Sequence[str]) -> Two:
        place = self._place(name)
        if place is None:
            return OPEN
        numbers = [n for v in values if (n := self.layout.number(place, v)) is not None]
        return Two(_in(place, numbers), _in(place, [0, *numbers], without=True))

    def _fresh(self, name: str, same: Sequence[str]) -> list[str]:
        bits = [self._place(name, dim) for dim in same]
        return [*(FALSE if b is None else f"s[{b}]" for b in bits), *(self._value(dim) for dim in same)]

    def _finding(self, name: str, values: Sequence[str], same: Sequence[str]) -> Two:
        found, fresh = self._among(name, values), self._fresh(name, same)
        return self._within(Two(all_of((found.true, *fresh)), all_of((found.false, *fresh))))

    def _period(self, name: str, values: Sequence[str]) -> Two:
        place = self._place(name)
        if place is None:
            return YES if "unset" in values else NO
        text = _in(place, [PERIODS.index(v) for v in values])
        missing = negation(self.there) if "unset" in values else FALSE
        true = any_of((missing, all_of((self.there, text))))
        return Two(true, negation(true))

    def _duty(self, name: str, values: Sequence[str]) -> Two:
        places = list(self.layout.duties(self.case or "", name, self.bound))
        late = any_of([f"s[{p}]=={DUTIES.index('overdue')}" for p in places])
        open_ = any_of([_in(p, [DUTIES.index("open"), DUTIES.index("overdue")]) for p in places])
        some = any_of([f"s[{p}]" for p in places])
        states = {
            "overdue": late,
            "open": open_,
            "discharged": all_of((some, negation(open_))),
            "none": negation(some),
        }
        here = all_of((self.there, any_of([states[v] for v in values])))
        true = any_of((here, negation(self.there))) if "none" in values else here
        return Two(true, negation(true))

    def settled(self) -> str:
        """Return that no duty of the case is open, standing ones included."""
        layout, case = self.layout, self.case or ""
        kept = [
            negation(_in(place, [DUTIES.index("open"), DUTIES.index("overdue")]))
            for key, place in layout.slots.items()
            if key[:2] == (case, "duty")
        ]
        return all_of((*kept, *(negation(open_) for _, open_ in self.standing())))

    def standing(self) -> list[tuple[str, str]]:
        """Return each standing duty of the case with where it is open."""
        layout, case = self.layout, self.case or ""
        found = []
        for rule in layout.pack.standing_of[layout.scene.cases[case].kind]:
            for bound in layout.bindings(case, rule.each):
                there = [self._bit(case, part, bound[part], "there") for part in rule.each]
                closed = Spot(layout, case, bound).rails(rule.when).false
                found.append((rule.id, all_of((*there, negation(closed)))))
        return found

    def _equal(self, attr: str, dim: str, other: Spot) -> Two:
        held = self.layout.holder(self.case or "", self.bound, attr)
        if held is None:
            return NO
        if other.case is None:
            return FREE if other.there == TRUE else NO
        place = self.layout.slot(self.case or "", held[0], attr, "=", other.case, dim)
        return self._sure(all_of((FALSE if place is None else f"s[{place}]", other.there)))

    def _equal_back(self, attr: str, dim: str, here: Spot) -> Two:
        """An attribute of this place equals the present content of a dimension of where the question was asked."""
        if self.case is None:
            return FREE if self.there == TRUE else NO
        held = self.layout.holder(self.case, self.bound, attr)
        place = self.layout.slot(self.case, held[0], attr, "=", here.case or "", dim) if held else None
        return self._sure(FALSE if place is None else f"s[{place}]")

    def _roster(self) -> str:
        seats = [there for there, _ in self.elements("seat")]
        return all_of([self._value("item_kind"), *seats])

    def _person(self, attr: str, officer_class: str) -> Two:
        held = self.layout.holder(self.case or "", self.bound, attr)
        if held is None:
            return OPEN
        classes = self.layout.scene.cases[self.case or ""].classes.get(held[0])
        named = self._value(attr)
        if classes is None:
            return self._within(Two(named, named))
        return self._within(Two(named, FALSE) if officer_class in classes else Two(FALSE, named))

    def permits(self, rule: Precondition, acted: Sequence[str], lifting: Sequence[Exemption]) -> str:
        """Return that a precondition is met or lifted, for what is acted on and every other element that it is about."""
        others = tuple(part for part in rule.each if part not in acted)
        held = []
        for there, spot in self._contexts(others):
            lifted = [spot.rails(e.when).true for e in lifting]
            met = any_of((spot.rails(rule.when).false, spot.rails(rule.require).true, *lifted))
            held.append(any_of((negation(there), met)))
        return all_of(held)

    def _contexts(self, parts: Sequence[str]) -> list[tuple[str, Spot]]:
        found: list[tuple[str, Spot]] = [(TRUE, self)]
        for part in parts:
            found = [(all_of((t, u)), inner) for t, outer in found for u, inner in outer.elements(part)]
        return found


def _in(place: int, numbers: Sequence[int], without: bool = False) -> str:
    if not numbers:
        return TRUE if without else FALSE
    if len(numbers) == 1:
        return f"s[{place}]{'!=' if without else '=='}{numbers[0]}"
    return f"s[{place}] {'not in' if without else 'in'} {tuple(numbers)}"


def _swap(two: Two) -> Two:
    return Two(two.false, two.true)


def _both(parts: Sequence[Two]) -> Two:
    return Two(all_of([p.true for p in parts]), any_of([p.false for p in parts]))
