"""Who can supply what is missing: read off the effects of the pack's steps, never written down a second time."""

from __future__ import annotations

import msgspec

from . import expression as x
from .pack import Effect, Pack, Step


class Supplier(msgspec.Struct, frozen=True, order=True, gc=False):
    """A step that can bring about what is missing, and an office in whose name it is done."""

    step: str
    office: str


_VERBS: dict[type[x.Node], tuple[str, str]] = {
    x.FindingIs: ("find", "finding"),
    x.AttrIs: ("set", "attr"),
    x.AttrSet: ("set", "attr"),
    x.PeriodIs: ("set", "attr"),
    x.Matches: ("set", "attr"),
    x.PersonIs: ("set", "attr"),
    x.Done: ("record", "record"),
    x.DutyIs: ("discharge", "duty"),
    x.Written: ("write", "dim"),
    x.DimEquals: ("write", "dim"),
}


def suppliers(pack: Pack, kind: str, node: x.Node) -> tuple[Supplier, ...]:
    """Return the steps and offices that can make a condition of a kind of case true, in the order of the pack."""
    steps = _supplying(pack, kind, node)
    return tuple(Supplier(step.id, office) for step in steps for office in step.by)


def _steps_with(
    pack: Pack, kind: str, verb: str, name: str, values: tuple[str, ...] = ()
) -> tuple[Step, ...]:
    found = pack.effects_of.get((kind, verb, name), ())
    return tuple({step.id: step for step, effect in found if _brings(step, effect, values)}.values())


def _supplying(pack: Pack, kind: str, node: x.Node) -> tuple[Step, ...]:
    steps = pack.steps_of.get(kind, ())
    match node:
        case x.Every(part, _) | x.Some(part, _) | x.Count(part, _, _) if part in pack.kinds[kind].parts:
            return _steps_with(pack, kind, "add", part)
        case x.Every(part, _) | x.Some(part, _) | x.Count(part, _, _) if part in pack.kinds[kind].backlinks:
            link = pack.kinds[kind].backlinks[part]
            there = pack.steps_of.get(link.kind, ())
            return tuple(s for s in there if any(n.link == link.role for n in s.names.values()))
        case x.RosterComplete():
            return _steps_with(pack, kind, "add", "seat")
        case x.SameCase((link, *_), _):
            return tuple(s for s in steps if any(n.link == link for n in s.names.values()))
        case x.At(link, _):
            return tuple(s for s in steps if any(n.link == link for n in s.names.values()))
    if type(node) not in _VERBS:
        return ()
    verb, field = _VERBS[type(node)]
    return _steps_with(pack, kind, verb, getattr(node, field), _wanted(node))


def _wanted(node: x.Node) -> tuple[str, ...]:
    match node:
        case x.FindingIs(_, values, _) | x.AttrIs(_, values) | x.Done(_, values, _):
            return values
    return ()


def _brings(step: Step, effect: Effect, values: tuple[str, ...]) -> bool:
    if values and effect.value:
        return effect.value in values
    offered = step.asks[effect.fields[0]].values if effect.fields and effect.fields[0] in step.asks else {}
    return not values or not offered or any(v in offered for v in values)
