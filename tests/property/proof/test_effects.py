"""What the prover lays over the state before an entry admits what the entry really left: no proof is about other entries.

The state after a step is symbolic: what an effect does not name is what it was, what it names may come out in several ways.
Here the entries are real. The state before, the form and the state after, as they are on record, must go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.casework.case import Case
from sekisho.casework.entry import Entry
from sekisho.casework.form import combinations
from sekisho.casework.view import Judgement
from sekisho.law.pack import Step, Variable
from sekisho.proof.history import PassageProof
from sekisho.proof.recorded import Recorded, place
from sekisho.proof.state import Bool, Place
from tests.property.proof.test_walks import WALKED, WHOLE
from tests.property.proof.walking import Walk, pack, script, walking


@cache
def proof(step: str, without: int | None = None) -> PassageProof:
    """Return a step with its effects over a free state, one of them left out where its number is given."""
    known = pack().steps[step]
    does = tuple(effect for number, effect in enumerate(known.does) if number != without)
    changed = msgspec.structs.replace(known, does=does)
    edition = msgspec.structs.replace(pack(), steps={**pack().steps, step: changed})
    return PassageProof(edition, changed, ())


def facts(kind: str, parts: set[str], at: Place) -> Iterator[tuple[str, Bool]]:
    """Yield what a place says of every variable that is bound there, under a name of its own."""
    for variable in pack().kinds[kind].variables.values():
        if not variable.part or variable.part in parts:
            yield from _of(variable, at)


def _of(variable: Variable, at: Place) -> Iterator[tuple[str, Bool]]:
    name = variable.id
    if variable.sort == "attr":
        yield f"{name} set", at.attr_set(name)
        if variable.in_time:
            yield from ((f"{name} {stands}", held) for stands, held in at.period(name).items())
        yield from ((f"{name}={value}", held) for value, held in at.attr(name).items())
    elif variable.sort == "record":
        yield from ((f"{name}={stage}", held) for stage, held in at.record(name).items())
        yield from ((f"{name} about {dim}", at.about_present(name, dim)) for dim in variable.about)
    elif variable.sort == "finding":
        for same in {(), variable.about}:
            yield from (
                (f"{name}={value} about {same}", held) for value, held in at.finding(name, same).items()
            )
    elif variable.sort == "dim":
        yield f"{name} written", at.written(name)
    elif variable.sort == "duty":
        yield from ((f"{name}={state}", held) for state, held in at.duty(name).items())


def form(step: Step, symbolic: Place, real: Place) -> Iterator[tuple[str, Bool, Bool]]:
    """Yield what the form says, in the symbolic act and in the real one."""
    for field in step.asks.values():
        yield f"given {field.id}", symbolic.given(field.id), real.given(field.id)
        for value in field.values:
            yield (
                f"given {field.id}={value}",
                symbolic.given(field.id, (value,)),
                real.given(field.id, (value,)),
            )


def added(step: Step, before: Case, after: Case, combo: Mapping[str, str]) -> dict[str, str]:
    """Return the one element of each part that the entry added there, where there is just one."""
    found = {}
    for effect in step.does:
        if effect.verb == "add" and not effect.each:
            new = [e for e in after.active(effect.name) if before.element(effect.name, e.key) is None]
            fitting = [e.key for e in new if all(combo.get(p, k) == k for p, k in e.of.items())]
            if len(fitting) == 1:
                found[effect.name] = fitting[0]
    return found


def disagreeing(walk: Walk, entry: Entry, without: int | None = None) -> list[str] | None:
    """Return the facts that cannot go together; ``None`` for an entry on several elements, which is that many.

    ``without`` is the number of an effect that the proof is to forget.
    """
    step, intent = pack().steps[entry.step], entry.intent
    before, after = walk.before.cases[entry.case], walk.cases[entry.case]
    combos = combinations(before, step, intent)
    if len(combos) != 1:
        return None
    (combo,) = combos
    more = added(step, before, after, combo)
    was = place(Judgement(walk.before, walk.now, intent, entry.recorded_by), before, combo)
    now = place(Judgement(walk.world, walk.now, intent, entry.recorded_by), after, {**combo, **more})
    return _contradiction(proof(entry.step, without), step, was, now, set(more))


def _contradiction(asked: PassageProof, step: Step, was: Recorded, now: Recorded, new: set[str]) -> list[str]:
    z, said = asked.model.z, dict[str, tuple[Bool, Any]]()
    for name, symbolic, real in form(step, asked.place, was):
        said[name] = (symbolic, real)
    bound = set(was.bound)
    if unknown := new - set(asked.left.bound):
        return sorted(f"{part} was added" for part in unknown)
    for part in new:
        said[f"{part} was there"] = (asked.place.there(asked.left.bound[part]), False)
    for when, symbolic, real, parts in (
        ("before", asked.place, was, bound),
        ("after", asked.left, now, bound | new),
    ):
        held = dict(facts(step.kind, parts, real))
        for name, formula in facts(step.kind, parts, symbolic):
            said[f"{when}: {name}"] = (formula, held[name])
    solver = z.Solver()
    solver.add(
        *asked.model.axioms, *(z.Bool(f"holds {name}") for name in asked.rules if _of_step(asked, name))
    )
    literals = {}
    for name, (formula, real) in said.items():
        literals[name] = z.Bool(f"said {name}")
        solver.add(z.Implies(literals[name], formula if real else z.Not(formula)))
    if solver.check(*literals.values()) == z.sat:
        return []
    return sorted(str(literal) for literal in solver.unsat_core())


def _of_step(asked: PassageProof, name: str) -> bool:
    return name.startswith(f"{asked.step.id}: ") or name in {r.id for r in pack().duties_of[asked.step.id]}


@settings(WHOLE, max_examples=6)
@given(st.data())
def test_what_an_entry_really_leaves_is_among_what_the_proofs_lay_over_the_state_before(
    data: st.DataObject,
) -> None:
    """On every entry of a random walk: its state before, its form and its state after can be so in the prover's form."""
    name, tried = data.draw(st.sampled_from(WALKED)), 0
    for walk, entry in walking(data.draw, name, data.draw(st.sampled_from([0, 1, 3])), tail=6):
        found = disagreeing(walk, entry)
        assert not found, (entry.step, found)
        tried += found is not None
    assert tried > 3


@pytest.mark.parametrize(
    "forgotten", ["session.conclude", "measure.command", "measure.start", "measure.approve"]
)
def test_an_effect_that_the_proofs_forget_is_noticed(forgotten: str) -> None:
    """Without any one of the effects that the entry had, what it really left is no longer among what may be left."""
    steps = {name: [entry.step for entry in script(name)[1]] for name in WALKED}
    bundle, entries = script(next(name for name in WALKED if forgotten in steps[name]))
    walk = Walk(bundle)
    for entry in entries:
        walk.now = max(walk.now, entry.happened_at)
        made = walk.do(walk.again(entry))
        assert made is not None
        if entry.step == forgotten:
            had = [
                number
                for number, effect in enumerate(pack().steps[forgotten].does)
                if not effect.fields or effect.fields[0] in made.intent.particulars
            ]
            assert had
            assert disagreeing(walk, made) == []
            assert [number for number in had if not disagreeing(walk, made, number)] == []
            return
    pytest.fail(f"{forgotten} is not on the walk")
