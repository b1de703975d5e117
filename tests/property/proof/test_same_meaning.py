"""The prover's meaning of a condition and the evaluator's are one: compared on random states of the proof's own world."""

import random
from collections.abc import Collection, Sequence
from typing import Any

import pytest

from sekisho.law import evaluate
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.gate import compile_condition, permits, subject
from sekisho.proof.prove import counted
from sekisho.proof.state import DUTY, PERIOD, Model, Place

STATES = 12
"""States drawn for each step; each is a model of the axioms under random wishes."""


class Drawn:
    """One state as a runtime view: each question is answered by what the solver's model says of the Boolean."""

    free = False

    def __init__(self, place: Place, found: Any) -> None:
        self.place, self.found = place, found

    def _is(self, variable: Any) -> bool:
        return bool(self.place.model.z.is_true(self.found.eval(variable, model_completion=True)))

    def _one(self, group: dict[str, Any]) -> str | None:
        return next((value for value, variable in group.items() if self._is(variable)), None)

    def attr(self, name: str) -> str | None:
        value = self._one(self.place.attr(name))
        return value or ("something" if self._is(self.place.attr_set(name)) else None)

    def finding(self, name: str, same: Sequence[str]) -> str | None:
        return self._one(self.place.finding(name, same))

    def stage(self, name: str, same: Sequence[str]) -> str | None:
        held = self.place.holder(name)
        values = held[1].values if held else ()
        return next((v for v in values if self._is(self.place.done(name, (v,), same))), None)

    def duty(self, name: str) -> str:
        self.place.duty_is(name, DUTY)
        states = ("none", "overdue", "discharged")
        return next((s for s in states if self._is(self.place.duty_is(name, (s,)))), "open")

    def settled(self) -> bool:
        return self._is(self.place.settled())

    def period(self, name: str) -> str:
        return next(v for v in PERIOD if self._is(self.place.period_is(name, (v,))))

    def elements(self, name: str) -> "list[Drawn]":
        return [Drawn(inside, self.found) for there, inside in self.place.elements(name) if self._is(there)]

    def alike(self, name: str) -> "list[tuple[Drawn, int]]":
        return [(each, 1) for each in self.elements(name)]

    def at(self, link: str) -> "Drawn":
        return Drawn(self.place.at(link), self.found)

    def case_id(self) -> str | None:
        return None

    def dim(self, name: str) -> str | None:
        return "written" if self._is(self.place.written(name)) else None

    def person_is(self, attr: str, officer_class: str) -> bool | None:
        return (
            self._is(self.place.person_is(attr, officer_class))
            if self._is(self.place.attr_set(attr))
            else None
        )

    def person_differs(self, attr: str, other: str) -> bool | None:
        apart, same = (self._is(v) for v in self.place.differs(attr, other))
        return apart if apart or same else None

    def actor_is(self, kind: str, value: str) -> bool:
        return self._is(self.place.actor_is(kind, value))

    def given(self, field: str) -> Collection[str] | None:
        prefix = f"given {field}="
        named = [
            k.removeprefix(prefix)
            for k, v in self.place.model.bools.items()
            if k.startswith(prefix) and self._is(v)
        ]
        return named if self._is(self.place.given(field)) else None

    def roster_complete(self) -> bool:
        return self._is(self.place.roster_complete())

    def seat_held(self) -> bool:
        return self._is(self.place.seat_held())

    def seat_by(self, kind: str, field: str) -> bool:
        return self._is(self.place.seat_by(kind, field))

    def option(self, name: str) -> str:
        return str(self._one(self.place.model.option(name)))

    def clock(self, name: str) -> bool:
        return self._is(self.place.clock(name))


def _comparable(node: Any) -> bool:
    """Equality of hashes or of cases is a free Boolean here and cannot be answered by two separate values."""
    return not any(word in repr(node) for word in ("Matches(", "DimEquals(", "SameCase("))


def _states(model: Model, seed: str) -> list[Any]:
    chance = random.Random(seed)
    solver, drawn = model.z.Solver(), []
    solver.add(*model.axioms)
    names = list(model.bools.values())
    for _ in range(STATES):
        solver.push()
        for variable in chance.sample(names, len(names)):
            wish = variable if chance.random() < 0.6 else model.z.Not(variable)
            if solver.check(wish) == model.z.sat:
                solver.add(wish)
        assert solver.check() == model.z.sat
        drawn.append(solver.model())
        solver.pop()
    return drawn


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.mark.parametrize(
    "step",
    [
        "guard.decide",
        "measure.judge_security",
        "order.issue",
        "oversight.decide",
        "policy.submit",
        "session.conclude",
    ],
)
def test_both_meanings_agree_on_every_condition_of_a_step(pack: Pack, step: str) -> None:
    model = Model(pack, counted=counted(pack, pack.steps[step]))
    compared = 0
    for _ in range(3):
        place = subject(model, pack.steps[step])
        rules = [r for r in pack.preconditions_of[step] if _comparable(r.require) and _comparable(r.when)]
        for rule in rules:
            permits(pack, rule, pack.steps[step], place)
        pairs = [
            (node, compile_condition(node, place, f"{r.id}/{part}"))
            for r in rules
            for part, node in (("when", r.when), ("require", r.require))
        ]
    for found in _states(model, step):
        view = Drawn(place, found)
        for node, pair in pairs:
            meant = evaluate.rails(node, view, pack.defs)
            proved = tuple(bool(model.z.is_true(found.eval(rail, model_completion=True))) for rail in pair)
            assert proved == tuple(meant), node
            compared += 1
    assert compared > STATES
