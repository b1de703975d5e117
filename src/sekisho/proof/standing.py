"""Proofs about states: where a duty must be open, and where a step must be open to those who have to take it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import msgspec

from sekisho.law.pack import Pack, StandingDuty
from sekisho.vocabulary.text import Text

from .gate import Pair, compile_condition, gate, subject
from .prove import Question, Result, copies, counted, settled
from .state import Bool, Model, Place
from .telling import facts

GATE = "K-GATE"
"""The kernel's invariant that an act of an entitled person is refused only by a precondition, the shape or the form."""
RAILS = "K-RAILS"
"""The kernel's invariant that a standing duty is open unless its condition is certainly false."""


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """In a situation of an element (``part``) of a case some standing duty is open: ``must`` holds where none is.

    Without a ``part`` it is the situation of the case itself.
    """

    id: str
    text: Text
    cite: tuple[str, ...]
    kind: str
    part: str
    must: Callable[[Place], Bool]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Wherever ``when`` holds, ``step`` is permitted to whoever acts as ``act`` says, whatever else may be the case."""

    id: str
    text: Text
    cite: tuple[str, ...]
    step: str
    when: Callable[[Place], Bool]
    act: Callable[[Place], Bool]


class WatchProof(Question):
    """The standing duties of a kind of case, each assumed not to be open, over one state."""

    def __init__(self, pack: Pack, kind: str, part: str, watches: Sequence[Watch]) -> None:
        stated = {w.id: w for w in watches if (w.kind, w.part) == (kind, part)}
        super().__init__(Model(pack), kind, kind, stated)
        self.pack, self.part, self.watches = pack, part, stated
        self.must, rules = settled(self.model, self._compiled)
        self.assume(rules)

    def _compiled(self) -> tuple[dict[str, Bool], dict[str, Bool]]:
        start = self.model.start(self.kind)
        place = start.bind(self.part) if self.part else start
        rules = [r for r in self.pack.standing_of[self.kind] if set(r.each) <= {self.part}]
        closed = {r.id: _while(r, place).false for r in rules}
        return {w.id: w.must(place) for w in self.watches.values()}, closed


class Spare(msgspec.Struct, frozen=True, kw_only=True):
    """Where ``when`` holds of an element (``part``) of a case, none of these standing duties is open."""

    id: str
    text: Text
    cite: tuple[str, ...]
    kind: str
    part: str
    duties: tuple[str, ...]
    when: Callable[[Place], Bool]


class SpareProof(Question):
    """The standing duties of a kind of case over one state, none of them assumed to be open or not."""

    def __init__(self, pack: Pack, kind: str, part: str, spares: Sequence[Spare]) -> None:
        stated = {s.id: s for s in spares if (s.kind, s.part) == (kind, part)}
        super().__init__(Model(pack), kind, kind, stated)
        self.must = settled(self.model, lambda: {name: self._compiled(s) for name, s in stated.items()})

    def _compiled(self, spare: Spare) -> Bool:
        z, start = self.model.z, self.model.start(self.kind)
        place = start.bind(spare.part) if spare.part else start
        rules = [r for r in self.model.pack.standing if r.id in spare.duties]
        return z.Implies(spare.when(place), z.And(*(_while(r, place).false for r in rules)))


def _while(rule: StandingDuty, place: Place) -> Pair:
    return compile_condition(rule.when, place.only(*rule.each), f"{rule.id}/while")


def prove_watches(pack: Pack, watches: Sequence[Watch]) -> tuple[Result, ...]:
    """Prove that a duty is open wherever one must be."""
    found: list[Result] = []
    for kind, part in dict.fromkeys((w.kind, w.part) for w in watches):
        proof = WatchProof(pack, kind, part, watches)
        found += [proof.prove(name) for name in proof.properties]
    return tuple(found)


def prove_spares(pack: Pack, spares: Sequence[Spare]) -> tuple[Result, ...]:
    """Prove that no duty is open where there is nothing that it is to make good."""
    found: list[Result] = []
    for kind, part in dict.fromkeys((s.kind, s.part) for s in spares):
        proof = SpareProof(pack, kind, part, spares)
        found += [proof.prove(name, RAILS) for name in proof.properties]
    return tuple(found)


def prove_ways(pack: Pack, ways: Sequence[Way]) -> tuple[Result, ...]:
    """Prove that each step is permitted wherever it must be; a situation that cannot be proves nothing."""
    return tuple(_way(pack, way) for way in ways)


def _way(pack: Pack, way: Way) -> Result:
    began = time.perf_counter()
    step = pack.steps[way.step]
    model = Model(pack, counted=counted(pack, step))

    def compiled() -> tuple[Bool, Bool]:
        place, z = subject(model, step), model.z
        shape = compile_condition(step.shape, place, "shape").false
        rules = gate(pack, step, place)
        return z.And(way.when(place), way.act(place)), z.And(z.Not(shape), *rules.values())

    when, permitted = settled(model, compiled)
    solver = model.z.Solver()
    solver.add(*model.axioms, when)
    possible = solver.check() == model.z.sat
    solver.add(model.z.Not(permitted))
    proved = possible and solver.check() == model.z.unsat
    rests = tuple(rule.id for rule in pack.preconditions_of[step.id])
    return Result(
        id=way.id,
        step=step.id,
        text=way.text,
        cite=way.cite,
        proved=proved,
        rests_on=rests if proved else (),
        invariant=GATE if proved and not rests else "",
        facts=() if proved or not possible else facts(model, solver.model(), step.kind),
        milliseconds=(time.perf_counter() - began) * 1000,
    )


def prove_duties_forgotten(pack: Pack, text: Text, cite: tuple[str, ...]) -> tuple[Result, ...]:
    """Prove the other half of N23: a standing duty that is open stays open when findings are forgotten."""
    return tuple(_forgotten(pack, rule, text, cite) for rule in pack.standing)


def _forgotten(pack: Pack, rule: StandingDuty, text: Text, cite: tuple[str, ...]) -> Result:
    began = time.perf_counter()

    def opened(each: Model) -> Bool:
        place = each.start(rule.kind)
        for part in rule.each:
            place = place.bind(part)
        return _while(rule, place).false

    model, known, forgotten, axioms = copies(pack, {}, opened)
    solver = model.z.Solver()
    solver.add(*axioms, model.z.Not(known), forgotten)
    proved = bool(solver.check() == model.z.unsat)
    return Result(
        id="N23b",
        step=rule.id,
        text=text,
        cite=cite,
        proved=proved,
        invariant=RAILS if proved else "",
        facts=() if proved else facts(model, solver.model(), rule.kind),
        milliseconds=(time.perf_counter() - began) * 1000,
    )
