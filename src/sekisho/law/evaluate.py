"""The evaluator: a condition in a view is certainly true, certainly false, or neither.

Two rails (Kleene's strong logic, kept as a pair): ``true`` means *certainly true*, ``false`` *certainly false*.
Unknown is neither. Where nobody acts yet, what the form or the person will settle is *free*: both, so that
neither rail holds an assessment up over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from . import expression as x
from .state import View


class Rails(NamedTuple):
    """What is certain about a condition."""

    true: bool
    false: bool


YES = Rails(True, False)
NO = Rails(False, True)
UNKNOWN = Rails(False, False)
FREE = Rails(True, True)

Definitions = Mapping[str, x.Node]


def rails(node: x.Node, view: View, defs: Definitions) -> Rails:
    """Return what is certain about a condition in a view; ``defs`` are the pack's named conditions."""
    compound = _COMPOUND.get(type(node))
    return leaf(node, view) if compound is None else compound(node, view, defs)


def _all(node: x.All, view: View, defs: Definitions) -> Rails:
    return _both([rails(each, view, defs) for each in node.of])


def _any(node: x.AnyOf, view: View, defs: Definitions) -> Rails:
    return _either([rails(each, view, defs) for each in node.of])


def _not(node: x.Not, view: View, defs: Definitions) -> Rails:
    inner = rails(node.of, view, defs)
    return Rails(inner.false, inner.true)


def _def(node: x.Def, view: View, defs: Definitions) -> Rails:
    return rails(defs[node.name], view, defs)


def _every(node: x.Every, view: View, defs: Definitions) -> Rails:
    return _both([rails(node.that, each, defs) for each, _ in view.alike(node.part)])


def _some(node: x.Some, view: View, defs: Definitions) -> Rails:
    return _either([rails(node.that, each, defs) for each, _ in view.alike(node.part)])


def _count(node: x.Count, view: View, defs: Definitions) -> Rails:
    found = [(rails(node.that, each, defs), many) for each, many in view.alike(node.part)]
    possible = sum(many for each, many in found if not each.false)
    return Rails(sum(many for each, many in found if each.true) >= node.at_least, possible < node.at_least)


def _at(node: x.At, view: View, defs: Definitions) -> Rails:
    return rails(node.that, view.at(node.link), defs)


_COMPOUND: dict[type[x.Node], Callable[[Any, View, Definitions], Rails]] = {
    x.All: _all,
    x.AnyOf: _any,
    x.Not: _not,
    x.Def: _def,
    x.Every: _every,
    x.Some: _some,
    x.Count: _count,
    x.At: _at,
}


def _both(parts: Sequence[Rails]) -> Rails:
    return Rails(all(p.true for p in parts), any(p.false for p in parts))


def _either(parts: Sequence[Rails]) -> Rails:
    return Rails(any(p.true for p in parts), all(p.false for p in parts))


def leaf(node: x.Node, view: View) -> Rails:
    """Return what is certain about a condition that has none inside."""
    match node:
        case x.FindingIs(finding, values, same):
            return _among(view.finding(finding, same), values)
        case x.AttrIs(attr, values):
            return _among(view.attr(attr), values)
        case x.AttrSet(attr):
            return _sure(view.attr(attr) is not None)
        case x.PeriodIs(attr, values):
            return _sure(view.period(attr) in values)
        case x.Done(record, stages, same):
            return _sure(view.stage(record, same) in stages)
        case x.DutyIs(duty, values):
            return _sure(_duty_is(view.duty(duty), values))
        case x.DutiesSettled():
            return _sure(view.settled())
        case x.Matches(attr, dim, link):
            return _equal(view.attr(attr), view.at(link).dim(dim))
        case x.DimEquals(dim, attr, link):
            return _equal(view.dim(dim), view.at(link).attr(attr))
        case x.SameCase(way, other):
            return _equal(_end(view, way), _end(view, other))
        case x.SeatHeld():
            return _sure(view.seat_held())
        case x.RosterComplete():
            return _sure(view.roster_complete())
        case x.OptionIs(option, values):
            return _sure(view.option(option) in values)
        case x.ClockIs(clock, is_):
            return _sure(view.clock(clock) is is_)
        case x.Written(dim):
            return _sure(view.dim(dim) is not None)
        case x.Const(value):
            return _sure(value)
    return _of_the_act(node, view)


def _end(view: View, way: Sequence[str]) -> str | None:
    for link in way:
        view = view.at(link)
    return view.case_id()


def _of_the_act(node: x.Node, view: View) -> Rails:
    match node:
        case x.PersonIs(attr, officer_class):
            return _maybe(view.person_is(attr, officer_class))
        case x.PersonDiffers(attr, other) if attr:
            return _maybe(view.person_differs(attr, other))
    if view.free:
        return FREE
    match node:
        case x.PersonDiffers(attr, other):
            return _maybe(view.person_differs(attr, other))
        case x.ActorIs(kind, value):
            return _sure(view.actor_is(kind, value))
        case x.SeatBy(kind, field):
            return _sure(view.seat_by(kind, field))
        case x.Given(field, values):
            words = view.given(field)
            return _sure(words is not None and (not values or any(word in values for word in words)))
    raise TypeError(f"no meaning for {type(node).__name__}")


def _sure(value: bool) -> Rails:
    return YES if value else NO


def _maybe(value: bool | None) -> Rails:
    return UNKNOWN if value is None else _sure(value)


def _among(value: str | None, values: Sequence[str]) -> Rails:
    return UNKNOWN if value is None else _sure(value in values)


def _equal(left: str | None, right: str | None) -> Rails:
    return _sure(left is not None and left == right)


def _duty_is(state: str, values: Sequence[str]) -> bool:
    return state in values or (state == "overdue" and "open" in values)
