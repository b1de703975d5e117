"""The evaluator: a condition in a view is certainly true, certainly false, or neither.

Two rails (Kleene's strong logic, kept as a pair): ``true`` means *certainly true*, ``false`` *certainly false*.
Unknown is neither. Where nobody acts yet, what the form or the person will settle is *free*: both, so that
neither rail holds an assessment up over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

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
    match node:
        case x.All(of):
            return _both(rails(each, view, defs) for each in of)
        case x.AnyOf(of):
            return _either(rails(each, view, defs) for each in of)
        case x.Not(of):
            inner = rails(of, view, defs)
            return Rails(inner.false, inner.true)
        case x.Def(name):
            return rails(defs[name], view, defs)
        case x.Every(part, that):
            return _both(rails(that, each, defs) for each in view.elements(part))
        case x.Some(part, that):
            return _either(rails(that, each, defs) for each in view.elements(part))
        case x.Count(part, that, at_least):
            return _at_least([rails(that, each, defs) for each in view.elements(part)], at_least)
        case x.At(link, that):
            return rails(that, view.at(link), defs)
    return leaf(node, view)


def _both(parts: Iterable[Rails]) -> Rails:
    seen = list(parts)
    return Rails(all(p.true for p in seen), any(p.false for p in seen))


def _either(parts: Iterable[Rails]) -> Rails:
    seen = list(parts)
    return Rails(any(p.true for p in seen), all(p.false for p in seen))


def _at_least(parts: Sequence[Rails], at_least: int) -> Rails:
    possible = sum(not p.false for p in parts)
    return Rails(sum(p.true for p in parts) >= at_least, possible < at_least)


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
