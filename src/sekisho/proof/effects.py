"""The state after a step: each effect of the step laid over the state before it, as the fold lays it over a case.

What an effect does not touch is the very same variable as before. Content that is written may be what was there, may be
new, or may return to what was there once; what was about it then may be so again. Each effect holds only where its
literal does, so that a proof names the effects that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sekisho.law.pack import DutyRule, Effect, Variable

from .state import CONFLICT, DUTY, PERIOD, Bool, Place

THEN = "then "
"""Marks who acts and what is filled in after the step: another act, another person."""


class Done(msgspec.Struct, frozen=True):
    """An effect as one entry has it: on which elements (part → key), and the literal that it holds under.

    ``added`` is the key of the element that an ``add`` puts there, and that later effects of the same entry act on.
    """

    effect: Effect
    on: Mapping[str, str]
    literal: Bool
    added: str = ""


class Opening(msgspec.Struct, frozen=True):
    """A duty rule as one entry has it: the elements that the duty is about, and when it is opened."""

    rule: DutyRule
    element: Mapping[str, str]
    condition: Bool


class After(Place, frozen=True):
    """A place in the state that a step leaves; ``before`` is the same place in the state before its last effect."""

    story: tuple[Done | Opening, ...] = ()

    @property
    def before(self) -> Place:
        """The same place before the last effect."""
        where = (self.model, self.case, self.kind, self.bound, self.exists)
        return After(*where, self.story[:-1]) if len(self.story) > 1 else Place(*where)

    @property
    def last(self) -> Done | Opening:
        """The last effect."""
        return self.story[-1]

    def _if(self, condition: Bool, then: Bool, otherwise: Bool) -> Bool:
        z = self.model.z
        return z.If(z.And(self._literal, condition), then, otherwise)

    @property
    def _literal(self) -> Bool:
        return self.last.literal if isinstance(self.last, Done) else self.last.condition

    def _touched(self, verb: str, name: str) -> Effect | None:
        """Return the last effect where it has this verb and acts on this variable here."""
        last, held = self.last, self.holder(name)
        if not isinstance(last, Done) or last.effect.verb != verb or last.effect.name != name or held is None:
            return None
        key = f"case/{last.on.get(held[1].part, '')}/{name}"
        return last.effect if held[0] == key else None

    def _fresh(self, name: str) -> Bool:
        """Return that the last effect has just put the element here that a variable belongs to."""
        held, z = self.holder(name), self.model.z
        key = self.bound.get(held[1].part, "") if held is not None and self._adds else ""
        return z.And(self._added(key), z.Not(self.before.there(key))) if key else z.BoolVal(False)

    @property
    def _adds(self) -> bool:
        return isinstance(self.last, Done) and self.last.effect.verb == "add"

    def _unless(self, fresh: Bool, held: Bool) -> Bool:
        return self.model.z.And(held, self.model.z.Not(fresh)) if self._adds else held

    def _added(self, key: str) -> Bool:
        """Return that the last effect adds this element; one that adds a list may add any of its part."""
        last, z = self.last, self.model.z
        if not isinstance(last, Done) or last.effect.verb != "add" or self.case != "case":
            return z.BoolVal(False)
        if key == last.added:
            return last.literal
        listed = last.effect.each and key in self.model.pools.get((self.case, last.effect.name), ())
        return z.And(last.literal, self.model.named(f"{key} is listed")) if listed else z.BoolVal(False)

    def _unless_fresh(self, name: str, group: Mapping[str, Bool]) -> dict[str, Bool]:
        fresh = self._fresh(name)
        return {value: self._unless(fresh, held) for value, held in group.items()}

    def _value(self, effect: Effect, value: str) -> Bool:
        if effect.value:
            return self.model.z.BoolVal(effect.value == value)
        return self._act.given(effect.fields[0], (value,))

    def _has_value(self, effect: Effect) -> Bool:
        if effect.value:
            return self.model.z.BoolVal(True)
        return self._act.given(effect.fields[0]) if effect.fields else self.model.z.BoolVal(False)

    @property
    def _act(self) -> Place:
        return Place(self.model, self.case, self.kind, self.bound, self.exists)

    def attr(self, name: str) -> dict[str, Bool]:
        """Return an attribute as one Boolean per declared value."""
        base, effect = self.before.attr(name), self._touched("set", name)
        if effect is None:
            return self._unless_fresh(name, base)
        has = self._has_value(effect)
        return {v: self._if(has, self._value(effect, v), held) for v, held in base.items()}

    def attr_set(self, name: str) -> Bool:
        """Return that an attribute has a value at all."""
        z, effect, base = self.model.z, self._touched("set", name), self.before.attr_set(name)
        if effect is None:
            return self._unless(self._fresh(name), base)
        return self._if(self._has_value(effect), z.BoolVal(True), base)

    def period(self, name: str) -> dict[str, Bool]:
        """Return a period as one Boolean for each way that it may stand."""
        z, base, effect = self.model.z, self.before.period(name), self._touched("set", name)
        if effect is None:
            fresh = self._fresh(name)
            new = {v: z.If(fresh, z.BoolVal(v == "unset"), held) for v, held in base.items()}
            return new if self._adds else base
        given = self.model.group(f"given {name} as a period", PERIOD[1:], total=True)
        new = {**given, "unset": z.BoolVal(False)}
        return {v: self._if(self._has_value(effect), new[v], held) for v, held in base.items()}

    def person_is(self, attr: str, officer_class: str) -> Bool:
        """Return that whom an attribute names belongs to a class."""
        effect, base = self._touched("set", attr), self.before.person_is(attr, officer_class)
        if effect is None:
            return self._unless(self._fresh(attr), base)
        free = self.model.named(f"given {attr} is {officer_class}")
        return self._if(self._has_value(effect), free, base)

    def written(self, dim: str) -> Bool:
        """Return that a dimension has content."""
        z, base = self.model.z, self.before.written(dim)
        if self._touched("write", dim) is None:
            return self._unless(self._fresh(dim), base)
        return self._if(z.BoolVal(True), z.BoolVal(True), base)

    def record(self, name: str) -> dict[str, Bool]:
        """Return a record as one Boolean per stage."""
        base, effect = self.before.record(name), self._touched("record", name)
        if effect is None:
            return self._unless_fresh(name, base)
        has = self._has_value(effect)
        return {stage: self._if(has, self._value(effect, stage), held) for stage, held in base.items()}

    def about_present(self, name: str, dim: str) -> Bool:
        """Return that a record is about the present content of a dimension."""
        z, base, effect = self.model.z, self.before.about_present(name, dim), self._touched("record", name)
        held = self.holder(name)
        if held is not None and effect is not None:
            return self._if(
                self._has_value(effect), z.And(dim in held[1].about, self.before.written(dim)), base
            )
        if self._touched("write", dim) is None or held is None:
            return base
        again = z.And(self.before.returns(dim), z.Not(base), self.model.named(f"{held[0]} about {dim} again"))
        return self._if(z.BoolVal(True), z.If(self.before.changes(dim), again, base), base)

    def finding(self, name: str, same: Sequence[str]) -> dict[str, Bool]:
        """Return a finding, current for the dimensions named, as one Boolean per value."""
        base, effect = self.before.finding(name, same), self._touched("find", name)
        held = self.holder(name)
        if held is None:
            return {}
        if effect is not None:
            return self._found(effect, held[1], same, base)
        if any(self._touched("write", dim) is not None for dim in same):
            return self._voided(held[0], same, base)
        return self._unless_fresh(name, base)

    def _found(
        self, effect: Effect, variable: Variable, same: Sequence[str], base: Mapping[str, Bool]
    ) -> dict[str, Bool]:
        """What one office finds stands, but where another office has found otherwise about the same content."""
        z, about = self.model.z, "+".join(sorted(same))
        bound = z.And(*(z.And(dim in variable.about, self.before.written(dim)) for dim in same))
        other = self.model.named(f"another office found another {effect.name} about {about}")
        lapsed = self.model.named(f"{effect.name} lapses at once") if effect.expires else z.BoolVal(False)
        new = {
            v: z.And(bound, z.Not(lapsed), z.If(other, v == CONFLICT, self._value(effect, v))) for v in base
        }
        return {v: self._if(self._has_value(effect), new[v], held) for v, held in base.items()}

    def _voided(self, key: str, same: Sequence[str], base: Mapping[str, Bool]) -> dict[str, Bool]:
        z, dim = self.model.z, self.last.effect.name if isinstance(self.last, Done) else ""
        again = self.model.group(f"{key} about {'+'.join(sorted(same))} again", base)
        return {
            v: self._if(
                z.BoolVal(True),
                z.If(self.before.changes(dim), z.And(self.before.returns(dim), again[v]), held),
                held,
            )
            for v, held in base.items()
        }

    def duty(self, name: str) -> dict[str, Bool]:
        """Return a duty as one Boolean per state, seen from all that is bound."""
        z, base = self.model.z, self.before.duty(name)
        if self.case != "case":
            return base
        now = self._opened(name, base) if isinstance(self.last, Opening) else self._discharged(name, base)
        open_ = z.Or(now["open"], now["overdue"])
        self.model.axioms.append(z.Implies(self.settled(), z.Not(open_)))
        return now

    def _opened(self, name: str, base: Mapping[str, Bool]) -> dict[str, Bool]:
        z, last = self.model.z, self.last
        if not isinstance(last, Opening) or last.rule.opens != name or not self._concerned(last.element):
            return dict(base)
        late = self.model.named(f"{last.rule.id} is due at once")
        now = {
            "none": z.BoolVal(False),
            "discharged": z.BoolVal(False),
            "overdue": z.Or(base["overdue"], late),
            "open": z.Not(z.Or(base["overdue"], late)),
        }
        return {state: self._if(z.BoolVal(True), now[state], base[state]) for state in DUTY}

    def _discharged(self, name: str, base: Mapping[str, Bool]) -> dict[str, Bool]:
        """All that concerns what was acted on is discharged; seen from less, what is about other elements stays."""
        z, last = self.model.z, self.last
        if not isinstance(last, Done) or (last.effect.verb, last.effect.name) != ("discharge", name):
            return dict(base)
        if not self._concerned(last.on):
            return dict(base)
        open_ = z.Or(base["open"], base["overdue"])
        whole = all(self.bound.get(part) == key for part, key in last.on.items())
        gone = z.BoolVal(True) if whole else self.model.named(f"every {name} is about what is acted on")
        now = {
            "none": base["none"],
            "discharged": z.Or(base["discharged"], z.And(open_, gone)),
            "open": z.And(base["open"], z.Not(gone)),
            "overdue": z.And(base["overdue"], z.Not(gone)),
        }
        return {state: self._if(z.BoolVal(True), now[state], base[state]) for state in DUTY}

    def _concerned(self, element: Mapping[str, str]) -> bool:
        return all(self.bound.get(part, key) == key for part, key in element.items())

    def borne_by(self, name: str, bearer: str) -> Bool:
        """Return that a duty is borne by an office or post, by what opened it last."""
        z, base, last = self.model.z, self.before.borne_by(name, bearer), self.last
        if not isinstance(last, Opening) or last.rule.opens != name or not self._concerned(last.element):
            return base
        return self._if(z.BoolVal(True), self._bears(last.rule, bearer), base)

    def opened(self, name: str, bearer: str = "") -> Bool:
        """Return that the entry opens a duty (for this bearer, where one is named), whether or not it was open already."""
        opening = [o for o in self.story if isinstance(o, Opening) and o.rule.opens == name]
        z = self.model.z
        return z.Or(*(z.And(o.condition, self._bears(o.rule, bearer)) for o in opening))

    def _bears(self, rule: DutyRule, bearer: str) -> Bool:
        z = self.model.z
        if bearer and not rule.bearer:
            return self._act.attr_is(rule.bearer_from, (bearer,))
        return z.BoolVal(bearer in ("", rule.bearer))

    def as_before(self, name: str) -> Bool:
        """Return that an attribute holds what it held before the step."""
        z, effect = self.model.z, self._touched("set", name)
        kept = self.before.as_before(name) if isinstance(self.before, After) else z.BoolVal(True)
        if effect is None:
            return self._unless(self._fresh(name), kept)
        return self._if(self._has_value(effect), self.model.named(f"{name} is set to what it was"), kept)

    @property
    def origin(self) -> Place:
        """The same place before the step."""
        return self._act

    def writes(self, dim: str) -> bool:
        """Return whether the step writes a dimension of what is bound here."""
        earlier = isinstance(self.before, After) and self.before.writes(dim)
        return self._touched("write", dim) is not None or earlier

    @property
    def wrote(self) -> tuple[str, ...]:
        """The dimensions that the step writes."""
        done = [d.effect for d in self.story if isinstance(d, Done)]
        return tuple(effect.name for effect in done if effect.verb == "write")

    def acted_on(self, part: str, key: str) -> bool:
        """Return whether the entry is an act on this element."""
        return any(done.on.get(part) == key for done in self.story if isinstance(done, Done))

    def settled(self) -> Bool:
        """Return that no duty of the case is open."""
        return self.model.named(f"{self.case} settled after {len(self.story)}")

    def there(self, key: str) -> Bool:
        """Return that an element of a pool is there."""
        z, base, last = self.model.z, self.before.there(key), self.last
        if isinstance(last, Done) and last.effect.verb == "drop" and key == last.on.get(last.effect.name):
            return z.And(base, z.Not(last.literal))
        return z.Or(base, self._added(key))

    def differs(self, attr: str, other: str) -> tuple[Bool, Bool]:
        """Return that persons differ, and that they are the same; who acts next is another question than before."""
        known, apart = (
            self.record(other),
            self.model.named(f"{THEN}{self.case} {attr or 'actor'} {other} differs"),
        )
        there = self.model.z.Or(*known.values()) if known else self.model.named(f"{THEN}{other} known")
        return self.model.z.And(there, apart), self.model.z.And(there, self.model.z.Not(apart))

    def actor_is(self, kind: str, value: str) -> Bool:
        """Return that the person who acts next holds a post or belongs to a class."""
        return self.model.named(f"{THEN}actor {kind} {value}")

    def given(self, field: str, values: Sequence[str] = ()) -> Bool:
        """Return that a field of the next act's form is filled in."""
        filled = self.model.named(f"{THEN}given {field}")
        named = [self.model.named(f"{THEN}given {field}={v}", filled) for v in values]
        return self.model.z.Or(*named) if values else filled

    def matches(self, attr: str, dim: str, link: str) -> Bool:
        """Return that an attribute here equals the present content of a linked case's dimension."""
        base = self.before.matches(attr, dim, link)
        effect = self._touched("set", attr)
        free = self.model.named(f"{attr} as set = {link}/{dim}", self.at(link).written(dim))
        if effect is not None:
            return self._if(self._has_value(effect), free, base)
        return self._unless(self._fresh(attr), base)

    def dim_equals(self, dim: str, attr: str, link: str) -> Bool:
        """Return that a dimension's present content here equals an attribute of the linked case or element."""
        z, base = self.model.z, self.before.dim_equals(dim, attr, link)
        if self._touched("write", dim) is None:
            return base
        free = self.model.named(f"{dim} as written = {link}/{attr}", self.at(link).attr_set(attr))
        return self._if(z.BoolVal(True), z.If(self.before.changes(dim), free, base), base)

    def roster_complete(self) -> Bool:
        """Return that every post of the item's roster has a seat; adding seats or changing the item decides it anew."""
        base, last = self.before.roster_complete(), self.last
        if not isinstance(last, Done) or last.on.get("item", "") != self.bound.get("item", "-"):
            return base
        if last.effect.verb not in ("add", "drop") and last.effect.name != "item_kind":
            return base
        return self._if(self.model.z.BoolVal(True), self.model.named("roster complete anew"), base)
