"""Changes to duties: when one is open, who has to discharge it, to whom it is owed, on what it stands, what discharges it.

A change to when a duty is open is noticed by a proof: of what an entry must leave, or of when a standing duty is open and
when not. Who owes what to whom is noticed by a proof where a property says it, and by the table of duties always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import msgspec
import yaml

from sekisho.law.expression import TRUE, All, AnyOf, Const, DutyIs, Node, Not, PeriodIs, children
from sekisho.law.pack import DutyRule, Pack, StandingDuty

from .about_sparing import SPARED
from .about_standing import WATCHES
from .everything import PASSAGES
from .history import PassageProof
from .mutant import Mutant
from .prove import Question
from .standing import SpareProof, WatchProof
from .state import DUTY, PERIOD
from .wording import replaced

Borne = DutyRule | StandingDuty
Proved = dict[tuple[str, ...], list[str]]
"""What holds of the pack as it stands, by question."""
SAID = ("opens", "bearer", "bearer_from", "towards", "exception", "each", "steps", "act")
"""What the table says of a duty; what a duty rule does not have is left out."""


class Altered(NamedTuple):
    """A duty changed: the rule as it stands, the step or kind of case, the change in words, and the rule changed."""

    rule: Borne
    where: str
    change: str
    to: Borne


def altered(pack: Pack, only: str = "") -> Iterator[Mutant]:
    """Yield each change to a duty, and the property, or the row of the table of duties, that notices it."""
    proofs: Proved = {}
    for each in _alterations(pack, only):
        changed = replaced(pack, each.to)
        killer = _unproved(pack, changed, each, proofs) or _untold(each.to)
        yield Mutant(rule=each.rule.id, step=each.where, change=each.change, killed_by=killer)


@cache
def duties() -> Mapping[str, Mapping[str, Any]]:
    """Return what is to hold of each duty of the packaged pack as it was read, by rule."""
    rows = yaml.safe_load(resources.files(__package__).joinpath("duties.yaml").read_text("utf-8"))
    return {str(name): row for name, row in rows.items()}


def mistold(pack: Pack) -> tuple[str, ...]:
    """Return the duties that are not as the table has them, and those of the table that are gone."""
    rules = {r.id: r for r in _borne(pack)}
    return tuple(name for name in {**duties(), **rules} if name not in rules or _untold(rules[name]))


def _borne(pack: Pack) -> Sequence[Borne]:
    return (*pack.duties, *pack.standing)


def _untold(rule: Borne) -> str:
    """Return the row of the table where a duty is not as it says."""
    return "" if _told(rule) == duties().get(rule.id) else f"duty {rule.id}"


def _told(rule: Borne) -> Mapping[str, Any]:
    said = {name: getattr(rule, name, "") for name in SAID}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in said.items() if v}


def _alterations(pack: Pack, only: str) -> Iterator[Altered]:
    for rule in _borne(pack):
        places = rule.steps if isinstance(rule, DutyRule) else (rule.kind,)
        for where in places if only in ("", rule.id) else ():
            for change, fields in (*_situations(rule), *_owed(pack, rule), *_opening(pack, rule)):
                yield Altered(rule, where, change, msgspec.structs.replace(rule, **fields))


def _situations(rule: Borne) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each part of the condition taken as met, as not met and turned, and each state of a duty or period moved."""
    if rule.when == TRUE:
        yield "open never", {"when": Const(False)}
        return
    for place, node in _inside(rule.when, ()):
        for change, to in _turned(node):
            yield f"when {_path(place)}: {change}", {"when": _put(rule.when, place, to)}


def _turned(node: Node) -> Iterator[tuple[str, Node]]:
    yield "met", TRUE
    yield "not met", Const(False)
    yield "turned", Not(node)
    if isinstance(node, DutyIs | PeriodIs):
        yield from _moved(node, [v for v in DUTY if v != "overdue"] if isinstance(node, DutyIs) else PERIOD)
    if getattr(node, "same", ()):
        yield "of any content", msgspec.structs.replace(node, same=())


def _moved(node: DutyIs | PeriodIs, states: Sequence[str]) -> Iterator[tuple[str, Node]]:
    """Yield the condition with each state of a duty or period taken out of it, or into it."""
    for state in states:
        values = tuple(v for v in states if (v in node.values) != (v == state))
        word = "no longer" if state in node.values else "too"
        if values:
            yield f"{state} {word}", msgspec.structs.replace(node, values=values)


def _inside(node: Node, place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Node]]:
    yield place, node
    for number, each in enumerate(children(node)):
        yield from _inside(each, (*place, number))


def _path(place: Sequence[int]) -> str:
    return ".".join(str(n + 1) for n in place) or "all"


def _put(node: Node, place: Sequence[int], to: Node) -> Node:
    """Return the condition with another one at a place inside it."""
    if not place:
        return to
    inside = list(children(node))
    inside[place[0]] = _put(inside[place[0]], place[1:], to)
    name = "of" if isinstance(node, All | AnyOf | Not) else "that"
    value = tuple(inside) if isinstance(node, All | AnyOf) else inside[0]
    return msgspec.structs.replace(node, **{name: value})


def _owed(pack: Pack, rule: Borne) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the duty with another bearer and creditor, owed to nobody, and discharged by one step less."""
    borne = _borne(pack)
    other = _next(sorted({r.bearer for r in borne if r.bearer}), rule.bearer)
    yield f"borne by {other}", {"bearer": other, "bearer_from": ""}
    other = _next(sorted({r.towards for r in borne if r.towards}), rule.towards)
    yield f"owed to {other}", {"towards": other}
    if rule.towards:
        yield "owed to nobody", {"towards": ""}
    if isinstance(rule, StandingDuty):
        for step in rule.act:
            yield f"not discharged by {step}", {"act": tuple(s for s in rule.act if s != step)}


def _opening(pack: Pack, rule: Borne) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the duty as another one, of the case rather than its element, and without the exception that it is due to."""
    if isinstance(rule, DutyRule):
        kind = pack.kinds[pack.steps[rule.steps[0]].kind]
        names = [v.id for v in kind.of_sort.get("duty", ())]
        if len(names) > 1:
            other = _next(names, rule.opens)
            yield f"opens {other}", {"opens": other}
        too = next((s.id for s in pack.steps_of[kind.id] if s.id not in rule.steps), "")
        if too:
            yield f"opened by {too} too", {"steps": (*rule.steps, too)}
        if rule.each:
            yield "of the case", {"each": ()}
        if rule.exception:
            yield "without exception too", {"exception": ""}


def _next(of: Sequence[str], after: str) -> str:
    return of[(of.index(after) + 1) % len(of)] if after in of else of[0]


def _unproved(pack: Pack, changed: Pack, each: Altered, proofs: Proved) -> str:
    """Return the first property of what an entry leaves, or of when a duty is open, that no longer follows."""
    for key in _questions(pack, each):
        if key not in proofs:
            as_is = _question(pack, key)
            proofs[key] = [name for name in as_is.properties if as_is.holds(name, as_is.rules)]
        now = _question(changed, key) if proofs[key] else None
        killer = next((n for n in proofs[key] if now and not now.holds(n, now.rules)), "")
        if killer:
            return killer
    return ""


def _questions(pack: Pack, each: Altered) -> Sequence[tuple[str, ...]]:
    if isinstance(each.rule, DutyRule):
        return [("step", each.where)]
    about = [w for w in WATCHES if w.kind == each.where and set(each.rule.each) <= {w.part}]
    spared = [s for s in SPARED if each.rule.id in s.duties]
    open_, closed = (("open", w.kind, w.part) for w in about), (("closed", s.kind, s.part) for s in spared)
    return list(dict.fromkeys((*open_, *closed)))


def _question(pack: Pack, key: Sequence[str]) -> Question:
    if key[0] == "step":
        return PassageProof(pack, pack.steps[key[1]], PASSAGES)
    if key[0] == "closed":
        return SpareProof(pack, key[1], key[2], SPARED)
    return WatchProof(pack, key[1], key[2], WATCHES)
