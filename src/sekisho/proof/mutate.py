"""Is every rule needed, and is none too strict? Each is changed in turn; whatever then fails kills the mutant.

A weakened precondition is killed by a property that no longer follows, or shown to be no change at all: where the rest of
the gate implies what the rule asks, losing it loses nothing, and that is a proof. An effect or a duty left out is killed
by a property of what an entry leaves. A precondition made too strict is killed by a worked case that the law permits. A citation, a
sentence or a date that is changed is killed by what names it: a worked case, the coverage, or a table worked out by hand. When a
duty is open is killed by a property, who owes it to whom by a property or the table of duties.
A mutant that nothing kills is a survivor: it is reported, never argued away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from sekisho.casework.working import Exercised, comes_out, exercised
from sekisho.law.explain import link_kind
from sekisho.law.expression import (
    TRUE,
    AnyOf,
    At,
    Const,
    Count,
    Def,
    DimEquals,
    Every,
    Matches,
    Node,
    Not,
    Some,
    children,
    walk,
)
from sekisho.law.pack import DutyRule, Pack, Precondition
from sekisho.law.worked import WorkedCase

from .about_standing import WATCHES
from .dating import shifted
from .everything import PASSAGES
from .history import PassageProof, words
from .mutant import Mutant
from .owing import altered
from .prove import Question, StepProof
from .standing import WatchProof
from .statement import Property
from .wording import miscited, reworded

SHARE = ("START-CONSULTATION", "PLAN-WRITTEN", "REPORT-POLICE")
"""The rules that every run of the tests changes: a precondition of the start, one that the rest of its gate implies, a duty."""

Played = Sequence[tuple[WorkedCase, Exercised]]
Gating = TypeVar("Gating", Precondition, DutyRule)


def mutate(pack: Pack, properties: Sequence[Property], only: str = "") -> tuple[Mutant, ...]:
    """Return every mutant (of the rule ``only`` where named) and what kills it."""
    return (*_decided_otherwise(pack, properties, only), *altered(pack, only), *said_otherwise(pack, only))


def said_otherwise(pack: Pack, only: str = "") -> tuple[Mutant, ...]:
    """Return the mutants that need no prover: citations, sentences and dates."""
    return (*miscited(pack, only), *reworded(pack, only), *shifted(pack, only))


def _decided_otherwise(pack: Pack, properties: Sequence[Property], only: str) -> tuple[Mutant, ...]:
    played = [(case, exercised(pack, case)) for case in pack.worked]
    found = [*_weakened(pack, properties, only), *_left_out(pack, only), *_unwatched(pack, only)]
    tried = [_tried(pack, played, each) if each.survives else each for each in found]
    return (*tried, *_too_strict(pack, played, only))


def _weakened(pack: Pack, properties: Sequence[Property], only: str) -> Iterator[Mutant]:
    for step in pack.steps.values():
        rules = [r for r in pack.preconditions_of[step.id] if not only or r.id == only]
        if rules:
            yield from _of_step(StepProof(pack, step, properties), rules)


def _of_step(proof: StepProof, rules: Sequence[Precondition]) -> Iterator[Mutant]:
    proved = {name: proof.prove(name) for name in proof.properties}
    for rule in rules:
        first = sorted(proof.properties, key=lambda name: rule.id not in proved[name].rests_on)
        rest = [r for r in proof.rules if r != rule.id]
        for change, literal in _changes(proof, rule):
            kept = [*rest, literal] if literal else rest
            killer = next((n for n in first if proved[n].proved and not proof.holds(n, kept)), "")
            same = not killer and proof.implied(rule.id, kept)
            yield Mutant(rule=rule.id, step=proof.step.id, change=change, killed_by=killer, equivalent=same)


def _changes(proof: StepProof, rule: Precondition) -> Iterator[tuple[str, str]]:
    """Yield each change to a rule with the literal that stands for it; an empty one for a rule that is gone."""
    pack = proof.pack
    yield "dropped", ""
    yield "unknown permits", proof.doubted(rule)
    if rule.when != TRUE:
        yield "when false", proof.replaced(msgspec.structs.replace(rule, when=Const(False)))
    loose, defs = _unbound(rule.require), {n: _unbound(d) for n, d in pack.defs.items()}
    if loose != rule.require or any(defs[n] != pack.defs[n] for n in _named(pack, rule.require)):
        unbound = msgspec.structs.replace(rule, require=loose)
        yield "same unbound", proof.replaced(unbound, _with(pack, defs))
    if len(rule.each) == 1:
        yield "any one element", proof.replaced(_for_some(rule))
    for exemption in pack.exemptions_of.get(rule.id, ()):
        broad = tuple(
            msgspec.structs.replace(e, when=TRUE) if e.id == exemption.id else e for e in pack.exemptions
        )
        yield (
            f"{exemption.id} broadened",
            proof.replaced(rule, msgspec.structs.replace(pack, exemptions=broad)),
        )


def _for_some(rule: Precondition) -> Precondition:
    """Return the rule as if it were enough that one element, whichever, fulfils it."""
    one = AnyOf((Not(rule.when), rule.require)) if rule.when != TRUE else rule.require
    return msgspec.structs.replace(rule, each=(), when=TRUE, require=Some(rule.each[0], one))


def _with(pack: Pack, defs: dict[str, Node]) -> Pack:
    changed = {n: msgspec.structs.replace(d, is_=defs[n]) for n, d in pack.definitions.items()}
    return msgspec.structs.replace(pack, definitions=changed)


def _named(pack: Pack, node: Node) -> set[str]:
    names: set[str] = set()
    for each in walk(node):
        if isinstance(each, Def):
            names |= {each.name} | _named(pack, pack.defs[each.name])
    return names


def _unbound(node: Node) -> Node:
    """Return the condition with nothing bound to present content any more."""
    fields: dict[str, Any] = {}
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if name == "same":
            fields[name] = ()
        elif isinstance(value, Node):
            fields[name] = _unbound(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            fields[name] = tuple(_unbound(each) for each in value)
    return msgspec.structs.replace(node, **fields)


def _left_out(pack: Pack, only: str) -> Iterator[Mutant]:
    """Yield each effect and each duty of a step left out, and the property of what an entry leaves that notices."""
    for step in pack.steps.values():
        names = [f"{step.id}: {words(e)}" for e in step.does] + [r.id for r in pack.duties_of[step.id]]
        wanted = [name for name in names if not only or name == only]
        if wanted:
            yield from _missed(PassageProof(pack, step, PASSAGES), wanted, step.id)


def reads(pack: Pack, kind: str, name: str) -> bool:
    """Return whether anything in the pack depends on a variable or part of a kind of case.

    Conditions of rules, shapes and definitions, papers that a form takes over, counters, bearers and rules of sight.
    What none of them reads is shown to people and decides nothing.
    """
    return (kind, name) in _read(pack) or name in _taken_over(pack)


def _read(pack: Pack) -> set[tuple[str, str]]:
    """Return what conditions read, by kind of case."""
    found = {each for d in pack.definitions.values() for each in _reading(pack, d.kind, d.is_)}
    for step in pack.steps.values():
        nodes = [step.shape, *(r.when for r in pack.duties_of[step.id])]
        nodes += [n for r in pack.preconditions_of[step.id] for n in (r.when, r.require)]
        nodes += [e.when for r in pack.preconditions_of[step.id] for e in pack.exemptions_of.get(r.id, ())]
        found |= {each for node in nodes for each in _reading(pack, step.kind, node)}
    return found | {each for r in pack.standing for each in _reading(pack, r.kind, r.when)}


def _reading(pack: Pack, kind: str, node: Node) -> Iterator[tuple[str, str]]:
    for field in ("finding", "attr", "record", "duty", "dim", "other"):
        yield kind, str(getattr(node, field, ""))
    match node:
        case Matches(_, dim, link):
            yield link_kind(pack, kind, link) or kind, dim
        case DimEquals(_, attr, link):
            yield link_kind(pack, kind, link) or kind, attr
        case At(link, that):
            yield from _reading(pack, link_kind(pack, kind, link) or kind, that)
        case Every(part, that) | Some(part, that) | Count(part, that, _):
            behind = pack.kinds[kind].backlinks.get(part)
            yield kind, part
            inner = behind.kind if behind else link_kind(pack, kind, part) or kind
            yield from _reading(pack, inner, that)
        case _:
            for inside in children(node):
                yield from _reading(pack, kind, inside)


def _taken_over(pack: Pack) -> set[str]:
    names = {f.of_dim for s in pack.steps.values() for f in s.asks.values()}
    names |= {c.split for c in pack.counters.values()} | {r.bearer_from for r in pack.duties}
    names |= {w for s in pack.sight.values() for w in (s.attr, s.part)}
    names |= {r.bearer_from for r in pack.standing}
    return names | {d for k in pack.kinds.values() for v in k.variables.values() for d in v.about}


def _unwatched(pack: Pack, only: str) -> Iterator[Mutant]:
    """Yield each standing duty left out, and the watch that notices."""
    for kind, part in dict.fromkeys((w.kind, w.part) for w in WATCHES):
        proof = WatchProof(pack, kind, part, WATCHES)
        wanted = [name for name in proof.rules if not only or name == only]
        yield from _missed(proof, wanted, kind)


def _missed(proof: Question, names: Sequence[str], where: str) -> Iterator[Mutant]:
    held = [name for name in proof.properties if proof.holds(name, proof.rules)]
    for name in names:
        rest = [rule for rule in proof.rules if rule != name]
        killer = next((each for each in held if not proof.holds(each, rest)), "")
        rule, _, effect = name.partition(": ")
        change = f"left out: {effect}" if effect else "left out"
        same = not killer and " " in effect and not reads(proof.model.pack, proof.kind, effect.split()[1])
        yield Mutant(
            rule="" if effect else rule, step=where, change=change, killed_by=killer, equivalent=same
        )


def _too_strict(pack: Pack, played: Played, only: str) -> Iterator[Mutant]:
    """Yield each precondition as one that nothing meets, and the worked case that the law permits nevertheless."""
    permitted = [(case, through) for case, through in played if case.expect == "permitted"]
    for step in pack.steps.values():
        for rule in pack.preconditions_of[step.id]:
            if not only or rule.id == only:
                pair = (step.id, rule.id)
                killer = next((f"case {c.id}" for c, through in permitted if pair in through.judged), "")
                yield Mutant(rule=rule.id, step=step.id, change="never met", killed_by=killer)


def _tried(pack: Pack, played: Played, mutant: Mutant) -> Mutant:
    """Return a mutant that no proof noticed, tried on the worked cases that go through its step."""
    if mutant.change == "unknown permits":
        pair = (mutant.step, mutant.rule)
        killer = next((c.id for c, through in played if pair in through.doubted), "")
        return msgspec.structs.replace(mutant, killed_by=f"case {killer}" if killer else "")
    changed = _changed(pack, mutant)
    if changed is None:
        return mutant
    cases = (case for case, through in played if _goes_through(case, through, mutant.step))
    killer = next((c.id for c in cases if not comes_out(changed, c)), "")
    return msgspec.structs.replace(mutant, killed_by=f"case {killer}" if killer else "")


def _goes_through(case: WorkedCase, through: Exercised, where: str) -> bool:
    """Return whether a case has anything of a step, or of a kind of case, in it."""
    return any(step == where or step.startswith(f"{where}.") for step in (*through.steps, case.step))


def _changed(pack: Pack, mutant: Mutant) -> Pack | None:
    """Return the pack with a mutant in it; ``None`` for a change that worked cases cannot show."""
    replace = msgspec.structs.replace
    if mutant.change == "dropped":
        return replace(pack, preconditions=_without(pack.preconditions, mutant))
    if mutant.change == "same unbound":
        return _unbound_in(pack, mutant)
    if mutant.change == "left out" and mutant.step in pack.steps:
        return replace(pack, duties=_without(pack.duties, mutant))
    if mutant.change == "left out":
        return replace(pack, standing=tuple(r for r in pack.standing if r.id != mutant.rule))
    if mutant.change.startswith("left out: "):
        step = pack.steps[mutant.step]
        does = tuple(e for e in step.does if words(e) != mutant.change.removeprefix("left out: "))
        return replace(pack, steps={**pack.steps, step.id: replace(step, does=does)})
    return None


def _unbound_in(pack: Pack, mutant: Mutant) -> Pack:
    """Return the pack in which a rule, and what it names, binds nothing to present content."""
    loose = _with(pack, {name: _unbound(node) for name, node in pack.defs.items()})
    rules = tuple(
        msgspec.structs.replace(r, require=_unbound(r.require)) if r.id == mutant.rule else r
        for r in loose.preconditions
    )
    return msgspec.structs.replace(loose, preconditions=rules)


def _without(rules: tuple[Gating, ...], mutant: Mutant) -> tuple[Gating, ...]:
    """Return the rules with one no longer about a step."""
    return tuple(
        msgspec.structs.replace(r, steps=tuple(s for s in r.steps if s != mutant.step))
        if r.id == mutant.rule
        else r
        for r in rules
    )
