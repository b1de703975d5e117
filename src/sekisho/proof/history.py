"""Proofs over history: what one entry leaves behind, whatever the state before it.

A property reads the state before and the state after. With what the first entry leaves and what every further entry
keeps, it holds at every time: that is induction over the entries of a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from sekisho.law.pack import DutyRule, Effect, Pack, Step
from sekisho.vocabulary.text import Text

from .effects import After, Done, Opening
from .gate import compile_condition, gate, subject
from .prove import Question, Result, counted, settled
from .state import Bool, Model, Place

FRAME = "K-FRAME"
"""The kernel's invariant that an entry changes nothing but what the effects of its step name."""
SHAPE = "K-SHAPE"
"""The kernel's invariant that a step acts only on what its shape fits, and with its form filled in."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A property of what an entry does: ``must`` reads the place of the step before it and after it.

    ``steps`` are ids, or ``kind.*`` for every step of a kind of case but those in ``but``.
    """

    id: str
    text: Text
    cite: tuple[str, ...]
    steps: tuple[str, ...]
    must: Callable[[Place, After], Bool]
    but: tuple[str, ...] = ()

    def concerns(self, step: Step) -> bool:
        """Return whether the property is about a step."""
        return step.id in self.steps or (f"{step.kind}.*" in self.steps and step.id not in self.but)


class PassageProof(Question):
    """One step with its properties over the state before and the state after."""

    def __init__(self, pack: Pack, step: Step, passages: Sequence[Passage]) -> None:
        stated = {p.id: p for p in passages if p.concerns(step)}
        super().__init__(Model(pack, counted=counted(pack, step)), step.id, step.kind, stated)
        self.pack, self.step, self.passages = pack, step, stated
        self.must, rules = settled(self.model, self._compiled)
        self._form()
        self.assume(rules)

    def _compiled(self) -> tuple[dict[str, Bool], dict[str, Bool]]:
        z, place = self.model.z, subject(self.model, self.step)
        effects = {f"{self.step.id}: {words(e)}": e for e in self.step.does}
        opens = {rule.id: rule for rule in self.pack.duties_of[self.step.id]}
        literals = {name: z.Bool(f"holds {name}") for name in (*effects, *opens)}
        after, added = _happens(place, [(e, literals[n]) for n, e in effects.items()])
        story: tuple[Done | Opening, ...] = (*after, *self._openings(place, opens, literals))
        left = After(self.model, place.case, place.kind, {**place.bound, **added}, place.exists, story=story)
        self.place, self.left = place, left
        must = {p.id: p.must(place, left) for p in self.passages.values()}
        shape = {SHAPE: z.Not(compile_condition(self.step.shape, place, "shape").false)}
        return must, {**gate(self.pack, self.step, place), **shape, **literals}

    def _openings(
        self, place: Place, rules: Mapping[str, DutyRule], literals: Mapping[str, Bool]
    ) -> Iterator[Opening]:
        z = self.model.z
        for name, rule in rules.items():
            here = place.only(*(part for part in rule.each if part in self.step.part))
            element = {part: here.bound[part] for part in rule.each if part in here.bound}
            open_ = z.Not(compile_condition(rule.when, here, f"{name}/when").false)
            yield Opening(rule, element, z.And(literals[name], open_, self._lifted(rule, here)))

    def _lifted(self, rule: DutyRule, place: Place) -> Bool:
        """Return that the exception which opens the duty lifts its precondition here."""
        z = self.model.z
        if not rule.exception:
            return z.BoolVal(True)
        exemption = next(e for e in self.pack.exemptions if e.id == rule.exception)
        lifted = next(r for r in self.pack.preconditions if r.id == exemption.lifts)
        here = place.only(*lifted.each)
        kept = compile_condition(lifted.require, here, f"{lifted.id}/require").true
        return z.And(z.Not(kept), compile_condition(exemption.when, here, f"{exemption.id}/when").true)

    def _form(self) -> None:
        """What the form of a step makes sure: a field required is filled in, a choice is one of its values."""
        z, act = self.model.z, self.model.start(self.step.kind)
        for field in self.step.asks.values():
            if field.required:
                self.model.axioms.append(act.given(field.id))
            if field.values and field.type != "list":
                words = [act.given(field.id, (value,)) for value in field.values]
                self.model.axioms += [z.AtMost(*words, 1), z.Implies(act.given(field.id), z.Or(*words))]


def words(effect: Effect) -> str:
    """Return an effect as proofs name it."""
    said = effect.value or (f"from {effect.fields[0]}" if effect.fields else "")
    return " ".join(filter(None, (effect.verb, effect.name, said)))


def _happens(place: Place, effects: Sequence[tuple[Effect, Bool]]) -> tuple[list[Done], Mapping[str, str]]:
    """Return the effects as one entry has them, after the entry as such, and the elements that it adds (part → key)."""
    on, added = dict(place.bound), {}
    done = [Done(Effect(verb="enter"), {}, place.model.z.BoolVal(True))]
    for effect, literal in effects:
        key = ""
        if effect.verb == "add":
            place.witness(effect.name, "added")
            key = next(k for k in place.model.pools[place.case, effect.name] if "#added(" in k)
            if not effect.each:
                on[effect.name] = added[effect.name] = key
            if effect.new:
                place.model.axioms.append(place.model.z.Not(place.there(key)))
        done.append(Done(effect, dict(on), literal, key))
    return done, added


def prove_passages(pack: Pack, passages: Sequence[Passage]) -> tuple[Result, ...]:
    """Prove every property of history on every step that it is about."""
    found: list[Result] = []
    for step in pack.steps.values():
        if any(p.concerns(step) for p in passages):
            proof = PassageProof(pack, step, passages)
            found += [proof.prove(name, FRAME) for name in proof.properties]
    return tuple(found)
