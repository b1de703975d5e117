"""Is every precondition needed? Each is weakened in turn; a property that then fails kills the mutant.

A mutant that no property kills is a survivor: a rule that could be lost without a proof failing. Survivors are reported,
not argued away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from sekisho.law.expression import TRUE, Const, Def, Node, walk
from sekisho.law.pack import Pack, Precondition

from .prove import StepProof
from .statement import Property


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """One precondition of one step, changed: ``killed_by`` names a property that fails, empty for a survivor."""

    rule: str
    step: str
    change: str
    killed_by: str = ""


def mutate(pack: Pack, properties: Sequence[Property], only: str = "") -> tuple[Mutant, ...]:
    """Return every mutant of the preconditions (of the rule ``only`` where named) and what kills it."""
    found: list[Mutant] = []
    for step in pack.steps.values():
        rules = [r for r in pack.preconditions_of[step.id] if not only or r.id == only]
        if rules:
            found += _of_step(StepProof(pack, step, properties), rules)
    return tuple(found)


def _of_step(proof: StepProof, rules: Sequence[Precondition]) -> Iterator[Mutant]:
    proved = {name: proof.prove(name) for name in proof.properties}
    for rule in rules:
        first = sorted(proof.properties, key=lambda name: rule.id not in proved[name].rests_on)
        for change, pack, mutated in _mutants(proof.pack, rule):
            rest = [r for r in proof.rules if r != rule.id]
            kept = rest if mutated is None else [*rest, proof.replaced(mutated, pack)]
            killer = next((n for n in first if proved[n].proved and not proof.holds(n, kept)), "")
            yield Mutant(rule=rule.id, step=proof.step.id, change=change, killed_by=killer)


def _mutants(pack: Pack, rule: Precondition) -> Iterator[tuple[str, Pack, Precondition | None]]:
    yield "dropped", pack, None
    yield "require true", pack, msgspec.structs.replace(rule, require=TRUE)
    if rule.when != TRUE:
        yield "when false", pack, msgspec.structs.replace(rule, when=Const(False))
    loose, defs = _unbound(rule.require), {n: _unbound(d) for n, d in pack.defs.items()}
    if loose != rule.require or any(defs[n] != pack.defs[n] for n in _named(pack, rule.require)):
        yield "same unbound", _with(pack, defs), msgspec.structs.replace(rule, require=loose)
    for exemption in pack.exemptions_of.get(rule.id, ()):
        broad = tuple(
            msgspec.structs.replace(e, when=TRUE) if e.id == exemption.id else e for e in pack.exemptions
        )
        yield f"{exemption.id} broadened", msgspec.structs.replace(pack, exemptions=broad), rule


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
