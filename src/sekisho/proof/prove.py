"""Proving: no state in which a step is permitted violates a property, whatever the options and however many elements.

A proof is an unsatisfiable conjunction of the step's preconditions with the contrary of the property; the preconditions
that it needs are the rules that the property rests on. A counterexample is a state, told as facts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from sekisho.law.expression import Count, Node, walk
from sekisho.law.pack import Pack, Precondition, Step
from sekisho.vocabulary.text import Text

from .gate import gate, permits, subject
from .state import Bool, Model, Place
from .statement import Property
from .telling import facts

ROUNDS = 8
"""After so many rounds the pool of elements is left as it is: a smaller pool only makes a proof harder to find."""

FORGETTING = Text(
    "認定を失わせても、許されない行為は許されるようにならない。",
    "Forgetting findings turns no step into a permitted one.",
)


Compiled = TypeVar("Compiled")


class Stated(Protocol):
    """What every property has: its number, its sentence and where it comes from."""

    @property
    def text(self) -> Text: ...
    @property
    def cite(self) -> tuple[str, ...]: ...


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one property on one step: proved and on which rules, or the facts of a counterexample."""

    id: str
    step: str
    text: Text
    cite: tuple[str, ...]
    proved: bool
    rests_on: tuple[str, ...] = ()
    invariant: str = ""
    facts: tuple[Text, ...] = ()
    milliseconds: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether it was proved and rests on a rule or on a named invariant."""
        return self.proved and bool(self.rests_on or self.invariant)


class Question:
    """Named rules and stated properties as formulas over one state; the solver is kept between questions.

    ``rules`` are what is assumed, by name; ``must`` what each property asks for, by its id.
    """

    def __init__(self, model: Model, where: str, kind: str, stated: Mapping[str, Stated]) -> None:
        self.model, self.where, self.kind, self.properties = model, where, kind, stated
        self.must: dict[str, Bool] = {}
        self.rules: dict[str, Bool] = {}
        self.solver = model.z.Solver()
        self.literals: dict[str, Bool] = {}
        self._asserted = 0

    def assume(self, rules: Mapping[str, Bool]) -> None:
        """Take these as the rules that proofs may rest on."""
        self.rules = dict(rules)
        for name, formula in rules.items():
            self.literal(name, formula)

    def literal(self, name: str, formula: Bool) -> Bool:
        """Return the literal under which a formula holds."""
        z = self.model.z
        literal = self.literals[name] = z.Bool(f"rule {name}")
        self.solver.add(z.Implies(literal, formula))
        return literal

    def _axioms(self) -> None:
        new = self.model.axioms[self._asserted :]
        self.solver.add(*new)
        self._asserted += len(new)

    def holds(self, name: str, rules: Iterable[str]) -> bool:
        """Return whether a property follows from these rules alone."""
        self._axioms()
        violated = self.model.z.Not(self.must[name])
        return bool(self.solver.check(violated, *(self.literals[r] for r in rules)) == self.model.z.unsat)

    def satisfiable(self) -> bool:
        """Return whether the rules admit any state at all; otherwise every proof about it is empty."""
        self._axioms()
        return bool(self.solver.check(*(self.literals[r] for r in self.rules)) == self.model.z.sat)

    def prove(self, name: str, invariant: str = "") -> Result:
        """Return what comes of a property; ``invariant`` names what it rests on where it needs no rule."""
        began = time.perf_counter()
        stated = self.properties[name]
        proved = self.holds(name, self.rules)
        found = () if proved else facts(self.model, self.solver.model(), self.kind)
        rests = tuple(self._core(name)) if proved else ()
        return Result(
            id=name,
            step=self.where,
            text=stated.text,
            cite=stated.cite,
            proved=proved,
            rests_on=rests,
            invariant=invariant if proved and not rests else "",
            facts=found,
            milliseconds=(time.perf_counter() - began) * 1000,
        )

    def _core(self, name: str) -> list[str]:
        """Return a set of rules that suffices and of which none can be left out."""
        core = {literal.get_id() for literal in self.solver.unsat_core()}
        kept = [r for r in self.rules if self.literals[r].get_id() in core]
        for rule in tuple(kept):
            without = [r for r in kept if r != rule]
            if self.holds(name, without):
                kept = without
        return kept


class StepProof(Question):
    """One step with its properties over one state."""

    def __init__(self, pack: Pack, step: Step, properties: Sequence[Property]) -> None:
        stated = {p.id: p for p in properties if p.concerns(step)}
        super().__init__(Model(pack, counted=counted(pack, step)), step.id, step.kind, stated)
        self.pack, self.step, self.stated = pack, step, stated
        self.place, self.must, rules = self._compiled()
        self.assume(rules)

    def _compiled(self) -> tuple[Place, dict[str, Bool], dict[str, Bool]]:
        def compiled() -> tuple[Place, dict[str, Bool], dict[str, Bool]]:
            place = subject(self.model, self.step)
            must = {p.id: p.must(place) for p in self.stated.values()}
            return place, must, gate(self.pack, self.step, place)

        return settled(self.model, compiled)

    def replaced(self, rule: Precondition, pack: Pack | None = None) -> str:
        """Compile a changed precondition into the same state and return the name of its literal."""
        name = f"{rule.id} changed {len(self.literals)}"
        self.model.pack = pack or self.pack
        self.literal(name, permits(self.model.pack, rule, self.step, self.place))
        self.model.pack = self.pack
        return name

    def doubted(self, rule: Precondition) -> str:
        """Compile a precondition as if what is not known satisfied it, and return the name of its literal."""
        name = f"{rule.id} doubted {len(self.literals)}"
        self.literal(name, permits(self.pack, rule, self.step, self.place, doubt=True))
        return name

    def implied(self, rule: str, rules: Iterable[str]) -> bool:
        """Return whether what a rule asks follows from these rules: without it, nothing more is permitted."""
        self._axioms()
        lost = self.model.z.Not(self.rules[rule])
        return bool(self.solver.check(lost, *(self.literals[r] for r in rules)) == self.model.z.unsat)


def settled(model: Model, compiled: Callable[[], Compiled]) -> Compiled:
    """Compile again and again until no more elements come into the pool."""
    size = model.size
    for _ in range(ROUNDS):
        found = compiled()
        if model.size == size:
            break
        size = model.size
    return found


def counted(pack: Pack, step: Step) -> Mapping[str, int]:
    """Return how many members of each counted part can matter: one more than the largest number asked about."""
    sizes: dict[str, int] = {}
    for rule in pack.preconditions_of[step.id]:
        for node in (*_walk(pack, rule.when), *_walk(pack, rule.require)):
            if isinstance(node, Count):
                sizes[node.part] = max(sizes.get(node.part, 0), node.at_least + 1)
    return sizes


def _walk(pack: Pack, node: Node) -> Iterator[Node]:
    for each in walk(node):
        yield each
        if hasattr(each, "name") and type(each).__name__ == "Def":
            yield from _walk(pack, pack.defs[each.name])


def prove_all(pack: Pack, properties: Sequence[Property]) -> tuple[Result, ...]:
    """Prove every property on every step that it is about, and that forgetting permits nothing."""
    found: list[Result] = []
    for step in pack.steps.values():
        if any(step.id in p.steps for p in properties):
            proof = StepProof(pack, step, properties)
            found += [proof.prove(name) for name in proof.properties]
        if pack.preconditions_of[step.id]:
            found.append(prove_forgetting(pack, step))
    return tuple(found)


def prove_forgetting(pack: Pack, step: Step) -> Result:
    """Prove N23 on two copies of the state that differ only in findings that the second one lacks."""
    began = time.perf_counter()
    model, here, there, axioms = copies(
        pack, counted(pack, step), lambda each: each.z.And(*gate(pack, step, subject(each, step)).values())
    )
    solver = model.z.Solver()
    solver.add(*axioms, there, model.z.Not(here))
    proved = solver.check() == model.z.unsat
    return Result(
        id="N23",
        step=step.id,
        text=FORGETTING,
        cite=("設計 記録",),
        proved=bool(proved),
        invariant="K-RAILS" if proved else "",
        facts=() if proved else facts(model, solver.model(), step.kind),
        milliseconds=(time.perf_counter() - began) * 1000,
    )


def copies(
    pack: Pack, sizes: Mapping[str, int], compiled: Callable[[Model], Bool]
) -> tuple[Model, Bool, Bool, list[Bool]]:
    """Compile in one state and in a copy that differs only in findings that it lacks.

    Return the first model, what is compiled in both, and the axioms of both with what relates them.
    """
    first, second = (Model(pack, prefix, sizes) for prefix in ("", "forgotten "))
    here, there = settled(first, lambda: compiled(first)), settled(second, lambda: compiled(second))
    return first, here, there, [*first.axioms, *second.axioms, *_forgotten(first, second)]


def _forgotten(first: Model, second: Model) -> Iterator[Bool]:
    """What the second copy knows the first knows; all but findings, and who made them, is alike."""
    for key, there in second.bools.items():
        here = first.bools[key]
        less = " now " in key or key.endswith(" known")
        yield first.z.Implies(there, here) if less else there == here
