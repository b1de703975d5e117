"""The gate of a step as z3 Booleans: the rule language's second meaning, beside the evaluator that runs on cases.

Every condition becomes two Booleans, *certainly true* and *certainly false*, as in ``law.evaluate``. Both only ever
occur unnegated, so ``every`` may be instantiated on whatever elements there are, ``some`` on those and one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sekisho.law import expression as x
from sekisho.law.pack import Pack, Precondition, Step

from .state import Bool, Model, Place


class Pair(NamedTuple):
    """What is certain about a condition, as two z3 Booleans."""

    true: Bool
    false: Bool


def compile_condition(node: x.Node, place: Place, mark: str) -> Pair:
    """Return both rails of a condition; ``mark`` names this occurrence, so that its witnesses are its own."""
    match node:
        case x.All(of):
            return _all(place, [compile_condition(n, place, f"{mark}.{i}") for i, n in enumerate(of)])
        case x.AnyOf(of):
            pairs = [_swap(compile_condition(n, place, f"{mark}.{i}")) for i, n in enumerate(of)]
            return _swap(_all(place, pairs))
        case x.Not(of):
            return _swap(compile_condition(of, place, mark))
        case x.Def(name):
            return compile_condition(place.model.pack.defs[name], place, f"{mark}.{name}")
        case x.At(link, that):
            return compile_condition(that, place.at(link), f"{mark}.{link}")
        case x.Every(part, that):
            return _all(place, _each(part, that, place, mark))
        case x.Some(part, that):
            return _swap(_all(place, [_swap(p) for p in _each(part, that, place, mark, True)]))
        case x.Count(part, that, at_least):
            return _count(part, that, at_least, place, mark)
    return _leaf(node, place)


def _swap(pair: Pair) -> Pair:
    return Pair(pair.false, pair.true)


def _all(place: Place, pairs: Sequence[Pair]) -> Pair:
    z = place.model.z
    return Pair(z.And(*(p.true for p in pairs)), z.Or(*(p.false for p in pairs)))


def _each(part: str, that: x.Node, place: Place, mark: str, some: bool = False) -> list[Pair]:
    """Return the rails for each element; one that is not there never decides (true for all, false for some)."""
    z = place.model.z
    place.witness(part, mark)
    pairs = []
    for there, inside in place.elements(part):
        pair = compile_condition(that, inside, mark)
        absent = z.Not(there)
        pairs.append(
            Pair(z.And(there, pair.true), z.Or(absent, pair.false))
            if some
            else Pair(z.Or(absent, pair.true), z.And(there, pair.false))
        )
    return pairs


def _count(part: str, that: x.Node, at_least: int, place: Place, mark: str) -> Pair:
    """Counting needs elements that differ: the parts counted have a pool of their own size (``Model.counted``)."""
    z = place.model.z
    pairs = _each(part, that, place, mark, True)
    sure, possible = [(p.true, 1) for p in pairs], [(z.Not(p.false), 1) for p in pairs]
    return Pair(z.PbGe(sure, at_least), z.PbLe(possible, at_least - 1))


def _sure(place: Place, value: Bool) -> Pair:
    return Pair(value, place.model.z.Not(value))


def _leaf(node: x.Node, place: Place) -> Pair:
    z = place.model.z
    match node:
        case x.FindingIs(finding, values, same):
            group = place.finding(finding, same)
            return _among(place, group, values)
        case x.AttrIs(attr, values):
            return _among(place, place.attr(attr), values)
        case x.PersonIs(attr, officer_class):
            named, belongs = place.attr_set(attr), place.person_is(attr, officer_class)
            return Pair(belongs, z.And(named, z.Not(belongs)))
        case x.PersonDiffers(attr, other):
            return Pair(*place.differs(attr, other))
    return _sure(place, _certain(node, place))


def _among(place: Place, group: dict[str, Bool], values: Sequence[str]) -> Pair:
    z = place.model.z
    inside = z.Or(*(b for v, b in group.items() if v in values))
    outside = z.Or(*(b for v, b in group.items() if v not in values))
    return Pair(inside, outside)


def _certain(node: x.Node, place: Place) -> Bool:
    """Return the meaning of what is always known."""
    match node:
        case x.AttrSet(attr):
            return place.attr_set(attr)
        case x.PeriodIs(attr, values):
            return place.period_is(attr, values)
        case x.Done(record, stages, same):
            return place.done(record, stages, same)
        case x.DutyIs(duty, values):
            return place.duty_is(duty, values)
        case x.DutiesSettled():
            return place.settled()
        case x.ActorIs(kind, value):
            return place.actor_is(kind, value)
        case x.Given(field, values):
            return place.given(field, values)
        case x.SeatBy(kind, field):
            return place.seat_by(kind, field)
        case x.Matches(attr, dim, link):
            return place.matches(attr, dim, link)
        case x.DimEquals(dim, attr, link):
            return place.dim_equals(dim, attr, link)
        case x.SameCase(way, other):
            return place.same_case(way, other)
    return _of_the_world(node, place)


def _of_the_world(node: x.Node, place: Place) -> Bool:
    z = place.model.z
    match node:
        case x.RosterComplete():
            return place.roster_complete()
        case x.SeatHeld():
            return place.seat_held()
        case x.OptionIs(option, values):
            return z.Or(*(b for v, b in place.model.option(option).items() if v in values))
        case x.ClockIs(clock, is_):
            return place.clock(clock) if is_ else z.Not(place.clock(clock))
        case x.Written(dim):
            return place.written(dim)
        case x.Const(value):
            return z.BoolVal(value)
    raise TypeError(f"no meaning for {type(node).__name__}")


def subject(model: Model, step: Step) -> Place:
    """Return the case bound to any elements that the step may act on."""
    place = model.start(step.kind)
    for part in step.part:
        place = place.bind(part)
    return place


def gate(pack: Pack, step: Step, place: Place) -> dict[str, Bool]:
    """Return each precondition of a step as what must be so for the step to be permitted, by rule id."""
    return {rule.id: permits(pack, rule, step, place) for rule in pack.preconditions_of[step.id]}


def permits(pack: Pack, rule: Precondition, step: Step, place: Place, doubt: bool = False) -> Bool:
    """Return what one precondition of a step asks of the state, its exceptions included.

    With ``doubt`` it is the rule as it must never be: satisfied by what is not known.
    """
    others = [part for part in rule.each if part not in step.part]
    start = place.only(*(part for part in rule.each if part in step.part))
    z = place.model.z
    return z.And(
        *(z.Or(z.Not(t), _permits_at(pack, rule, p, doubt)) for t, p in _contexts(start, others, rule.id))
    )


def _contexts(place: Place, parts: Sequence[str], mark: str) -> Iterator[tuple[Bool, Place]]:
    """A rule about elements that the step does not act on holds for every one of them."""
    if not parts:
        yield place.model.z.BoolVal(True), place
        return
    place.witness(parts[0], mark)
    for there, inside in place.elements(parts[0]):
        for also, inner in _contexts(inside, parts[1:], mark):
            yield place.model.z.And(there, also), inner


def _permits_at(pack: Pack, rule: Precondition, place: Place, doubt: bool) -> Bool:
    when = compile_condition(rule.when, place, f"{rule.id}/when")
    require = compile_condition(rule.require, place, f"{rule.id}/require")
    lifting = [e for e in pack.exemptions_of.get(rule.id, ()) if e.id in rule.lifted_by]
    lifted = [compile_condition(e.when, place, f"{e.id}/when").true for e in lifting]
    z = place.model.z
    if doubt:
        return z.Or(z.Not(when.true), z.Not(require.false), *lifted)
    return z.Or(when.false, require.true, *lifted)
