"""The flat state of a proof: a small world of fresh elements whose every variable is a z3 Boolean.

Elements and linked cases stand for any real ones: what holds for them holds for any number. A variable with a finite
domain is one Boolean per value, at most one of them true; none true means not known. What a missing linked case would
answer follows from its ``exists`` being false. Whatever is left free here may be anything in a real case, so a proof
over this state covers every real one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Self

import msgspec

from sekisho.law.pack import Kind, Pack, Variable

from . import solver

Bool = Any
"""A z3 Boolean; z3 carries no types."""

YES_NO = ("yes", "no")
DUTY = ("none", "open", "overdue", "discharged")
PERIOD = ("unset", "coming", "running", "ended")
CONFLICT = "not_established"


class Member(msgspec.Struct, frozen=True):
    """An element of a pool: its key, the elements it belongs to (part → key), and for a linked case its kind."""

    key: str
    of: Mapping[str, str]
    kind: str = ""


class Model:
    """The state that one proof is about, grown as conditions ask for it.

    ``axioms`` are what every real state satisfies (one value at a time, nothing in a missing case). ``pools`` hold the
    elements by case and part; ``counted`` names parts whose members are counted and so must not be copies. ``z`` joins
    Booleans: the prover, unless something else is given.
    """

    def __init__(
        self, pack: Pack, prefix: str = "", counted: Mapping[str, int] | None = None, z: Any = None
    ) -> None:
        self.z = solver.load() if z is None else z
        self.pack = pack
        self.prefix = prefix
        self.counted = counted or {}
        self.axioms: list[Bool] = []
        self.bools: dict[str, Bool] = {}
        self.groups: dict[str, dict[str, Bool]] = {}
        self.words: dict[str, dict[str, Bool]] = {}
        self.lists = {f.id for step in pack.steps.values() for f in step.asks.values() if f.type == "list"}
        self.pools: dict[tuple[str, str], dict[str, Member]] = {}
        self.found: dict[str, dict[frozenset[str], dict[str, Bool]]] = {}

    @property
    def size(self) -> int:
        """The number of elements; compiling again until it stays the same reaches the fixpoint."""
        return sum(len(pool) for pool in self.pools.values())

    def named(self, key: str, *within: Bool) -> Bool:
        """Return the Boolean of a name; where it is new, it implies each of ``within``."""
        if key not in self.bools:
            made = self.bools[key] = self.z.Bool(self.prefix + key)
            self.axioms += [self.z.Implies(made, each) for each in within]
        return self.bools[key]

    def group(
        self, key: str, values: Iterable[str], within: Bool = None, total: bool = False
    ) -> dict[str, Bool]:
        """Return one Boolean for each value, at most one of them true (exactly one where ``total``)."""
        if key not in self.groups:
            inside = () if within is None or total else (within,)
            made = self.groups[key] = {v: self.named(f"{key}={v}", *inside) for v in values}
            self.axioms += [self.z.Not(self.z.And(a, b)) for a, b in combinations(made.values(), 2)]
            if total:
                self.axioms.append(self.z.Or(*made.values()))
        return self.groups[key]

    def word(self, field: str, value: str, filled: Bool) -> Bool:
        """Return that a field of the form says a word: one at a time, as the form has it, unless it is a list."""
        words = self.words.setdefault(field, {})
        if value not in words:
            made = self.named(f"given {field}={value}", filled)
            if field not in self.lists:
                self.axioms += [self.z.Not(self.z.And(made, other)) for other in words.values()]
            words[value] = made
        return words[value]

    def option(self, name: str) -> dict[str, Bool]:
        """Return the option as a free constant over all its values."""
        return self.group(f"option {name}", self.pack.options[name].values, total=True)

    def start(self, kind: str) -> Place:
        """Return the case that the step is on."""
        return Place(self, "case", kind, {}, self.z.BoolVal(True))


class Place(msgspec.Struct, frozen=True):
    """A case of the model seen from what is bound (part → key); the counterpart of a runtime view."""

    model: Model
    case: str
    kind: str
    bound: Mapping[str, str]
    exists: Bool

    @property
    def _kind(self) -> Kind:
        return self.model.pack.kinds[self.kind]

    def holder(self, name: str) -> tuple[str, Variable] | None:
        """Return the key of where a variable lives from here, and the variable; ``None`` where nowhere."""
        variable = self._kind.variables.get(name)
        if variable is None or (variable.part and variable.part not in self.bound):
            return None
        return f"{self.case}/{self.bound.get(variable.part, '')}/{name}", variable

    def _no(self) -> Bool:
        return self.model.z.BoolVal(False)

    def attr(self, name: str) -> dict[str, Bool]:
        """Return an attribute as one Boolean per declared value."""
        held = self.holder(name)
        if held is None or held[1].in_time:
            return {}
        key, variable = held
        values = variable.values or (YES_NO if variable.type == "yesno" else ())
        return self.model.group(key, values, self.exists)

    def attr_is(self, name: str, values: Sequence[str]) -> Bool:
        """Return that an attribute has one of the values."""
        group = self.attr(name)
        return self.model.z.Or(*(group[v] for v in values if v in group))

    def attr_set(self, name: str) -> Bool:
        """Return that an attribute has a value at all; free text is no more than set or not."""
        held = self.holder(name)
        if held is None:
            return self._no()
        if held[1].in_time:
            return self.model.z.Not(self.period(name)["unset"])
        group = self.attr(name)
        return self.model.z.Or(*group.values()) if group else self.model.named(f"{held[0]} set", self.exists)

    def written(self, dim: str) -> Bool:
        """Return that a dimension has content."""
        held = self.holder(dim)
        return self._no() if held is None else self.model.named(f"{held[0]} written", self.exists)

    def finding(self, name: str, same: Sequence[str]) -> dict[str, Bool]:
        """Return a finding, current for the dimensions named, as one Boolean per value.

        Several offices may have found different things about older content, so each set of dimensions has its own
        value. What is current for more dimensions is current for fewer, or is contradicted there.
        """
        held = self.holder(name)
        if held is None:
            return {}
        key, variable = held
        dims = frozenset(same)
        known = self.model.found.setdefault(key, {})
        if dims not in known:
            about = "+".join(sorted(dims))
            known[dims] = self.model.group(f"{key} now {about}", variable.values or YES_NO, self.exists)
            self._relate(known, dims)
        return known[dims]

    def _relate(self, known: Mapping[frozenset[str], dict[str, Bool]], new: frozenset[str]) -> None:
        z, group = self.model.z, known[new]
        self.model.axioms += [z.Implies(z.Or(*group.values()), self.written(d)) for d in sorted(new)]
        for other in known:
            small, large = (new, other) if new < other else (other, new)
            if small < large:
                for value, now in known[large].items():
                    rest = [b for v, b in known[small].items() if v not in (value, CONFLICT)]
                    self.model.axioms += [z.Implies(now, z.Not(b)) for b in rest]

    def finding_is(self, name: str, values: Sequence[str], same: Sequence[str] = ()) -> Bool:
        """Return that a finding, current for the dimensions, has one of the values."""
        group = self.finding(name, same)
        return self.model.z.Or(*(group[v] for v in values if v in group))

    def record(self, name: str) -> dict[str, Bool]:
        """Return a record as one Boolean per stage, whatever content it is about."""
        held = self.holder(name)
        return {} if held is None else self.model.group(held[0], held[1].values, self.exists)

    def about_present(self, name: str, dim: str) -> Bool:
        """Return that a record is about the present content of a dimension."""
        held = self.holder(name)
        return (
            self._no()
            if held is None
            else self.model.named(f"{held[0]} about present {dim}", self.written(dim))
        )

    def done(self, name: str, stages: Sequence[str], same: Sequence[str] = ()) -> Bool:
        """Return that a record stands in one of the stages and is about the present content of the dimensions."""
        group = self.record(name)
        bits = [self.about_present(name, dim) for dim in same]
        return self.model.z.And(self.model.z.Or(*(group[s] for s in stages if s in group)), *bits)

    def duty(self, name: str) -> dict[str, Bool]:
        """Return a duty as one Boolean per state, seen from all that is bound."""
        where = "+".join(f"{p}:{k}" for p, k in sorted(self.bound.items()))
        key = f"{self.case}/{where}/duty {name}"
        fresh = key not in self.model.groups
        group, z = self.model.group(key, DUTY, total=True), self.model.z
        if fresh:
            open_ = z.Or(group["open"], group["overdue"])
            self.model.axioms += [z.Or(self.exists, group["none"]), z.Implies(self.settled(), z.Not(open_))]
        return group

    def duty_is(self, name: str, values: Sequence[str]) -> Bool:
        """Return that a duty stands in one of the states; *overdue* counts as *open*."""
        group = self.duty(name)
        wanted = {*values, *(("overdue",) if "open" in values else ())}
        return self.model.z.Or(*(group[v] for v in DUTY if v in wanted))

    def borne_by(self, name: str, bearer: str) -> Bool:
        """Return that a duty is borne by an office or post."""
        where = "+".join(f"{p}:{k}" for p, k in sorted(self.bound.items()))
        return self.model.named(f"{self.case}/{where}/duty {name} borne by {bearer}")

    def settled(self) -> Bool:
        """Return that no duty of the case is open."""
        return self.model.named(f"{self.case} settled")

    def period(self, name: str) -> dict[str, Bool]:
        """Return a period as one Boolean for each way that it may stand at the moment judged."""
        z, held = self.model.z, self.holder(name)
        if held is None:
            return {v: z.BoolVal(v == "unset") for v in PERIOD}
        fresh = held[0] not in self.model.groups
        group = self.model.group(held[0], PERIOD, total=True)
        if fresh:
            self.model.axioms.append(z.Or(self.exists, group["unset"]))
        return group

    def period_is(self, name: str, values: Sequence[str]) -> Bool:
        """Return how a period stands at the moment judged."""
        group = self.period(name)
        return self.model.z.Or(*(group[v] for v in PERIOD if v in values))

    def person_is(self, attr: str, officer_class: str) -> Bool:
        """Return that whom an attribute names belongs to a class (the contrary is known only where one is named)."""
        held = self.holder(attr)
        return (
            self._no()
            if held is None
            else self.model.named(f"{held[0]} is {officer_class}", self.attr_set(attr))
        )

    def differs(self, attr: str, other: str) -> tuple[Bool, Bool]:
        """Return that persons differ, and that they are the same; neither where one of them is not known."""
        held, z = self.holder(other), self.model.z
        if held is None:
            return self._no(), self._no()
        key = f"{held[0]} {attr or 'actor'}"
        known = self.model.named(f"{key} known", self.exists)
        free = self.model.named(f"{key} differs")
        return z.And(known, free), z.And(known, z.Not(free))

    def actor_is(self, kind: str, value: str) -> Bool:
        """Return that the person acting holds a post or belongs to a class."""
        return self.model.named(f"actor {kind} {value}")

    def given(self, field: str, values: Sequence[str] = ()) -> Bool:
        """Return that a field of the form is filled in, with one of the values where any are named."""
        filled = self.model.named(f"given {field}")
        return self.model.z.Or(*(self.model.word(field, v, filled) for v in values)) if values else filled

    def matches(self, attr: str, dim: str, link: str) -> Bool:
        """Return that an attribute here equals the present content of a linked case's dimension."""
        there, held = self.at(link), self.holder(attr)
        if held is None:
            return self._no()
        return self.model.named(f"{held[0]} = {there.case}/{dim}", self.attr_set(attr), there.written(dim))

    def dim_equals(self, dim: str, attr: str, link: str) -> Bool:
        """Return that a dimension's present content here equals an attribute of the linked case or element."""
        there, held = self.at(link), self.holder(dim)
        if held is None or there.holder(attr) is None:
            return self._no()
        return self.model.named(f"{held[0]} = {there.case}/{attr}", self.written(dim), there.attr_set(attr))

    def same_case(self, way: Sequence[str], other: Sequence[str]) -> Bool:
        """Return that two ways of links lead to one case. Nothing else follows from it here: two names of one case may
        differ in what is known of them, so that more states are looked at than there are.
        """
        one, two = sorted((self.along(way), self.along(other)), key=lambda place: place.case)
        if one.kind != two.kind:
            return self._no()
        return self.model.named(f"{one.case} is {two.case}", one.exists, two.exists)

    def along(self, way: Sequence[str]) -> Place:
        """Return the case to which links lead, each followed from where the one before it leads."""
        place: Place = self
        for link in way:
            place = place.at(link)
        return place

    def roster_complete(self) -> Bool:
        """Return that every post of the item's roster has a seat."""
        item = self.bound.get("item", "")
        return self.model.named(
            f"{self.case}/{item}/roster complete", self.exists, self.attr_set("item_kind")
        )

    def seat_held(self) -> Bool:
        """Return that somebody holds the post of the seat bound."""
        return self.model.named(f"{self.case}/{self.bound.get('seat', '')}/seat held")

    def seat_by(self, kind: str, field: str) -> Bool:
        """Return that the person in a field may stand in at the seat bound, or has a part in another seat of its item."""
        seat = f"{self.case}/{self.bound.get('seat', '')}"
        return self.model.named(f"{seat}/seat {kind} {field}", self.given(field))

    def clock(self, name: str) -> Bool:
        """Return that a provision is in force."""
        return self.model.named(f"clock {name}")

    def at(self, link: str) -> Self:
        """Return the neighbour behind a link, with the element that the link names bound."""
        role = self._kind.links[link]
        case = f"{self.case}.{link}"
        exists = self.model.named(f"{case} exists", self.exists)
        bound = {role.part: f"{case}:{role.part}"} if role.part else {}
        return self._moved(case=case, kind=role.kind, bound=bound, exists=exists)

    def _moved(self, **where: Any) -> Self:
        return msgspec.structs.replace(self, **where)

    def elements(self, name: str) -> list[tuple[Bool, Self]]:
        """Return the elements of a part (or cases behind a link) in the pool that belong here, each with its being."""
        if name in self.model.counted:
            for number in range(self.model.counted[name]):
                self._put(name, f"{self.case}:{name}{number}")
        pool = self.model.pools.get((self.case, name), {})
        fit = [m for m in pool.values() if all(self.bound.get(p, k) == k for p, k in m.of.items())]
        return [(self.there(m.key), self._inside(name, m)) for m in fit]

    def there(self, key: str) -> Bool:
        """Return that an element of a pool is there."""
        return self.model.named(f"{key} is there", self.exists)

    def is_there(self, part: str) -> Bool:
        """Return that the element of a part that is bound here is there."""
        return self.there(self.bound[part])

    def changes(self, dim: str) -> Bool:
        """Return that an entry writes other content than there is; the first content is always other."""
        key, z = f"{self._written_at(dim)} changes", self.model.z
        fresh = key not in self.model.bools
        changed = self.model.named(key)
        if fresh:
            self.model.axioms.append(z.Or(changed, self.written(dim)))
        return changed

    def returns(self, dim: str) -> Bool:
        """Return that an entry writes content that was there once before."""
        return self.model.named(f"{self._written_at(dim)} returns", self.written(dim))

    def _written_at(self, dim: str) -> str:
        held = self.holder(dim)
        return held[0] if held else f"{self.case}//{dim}"

    def _inside(self, name: str, member: Member) -> Self:
        if member.kind:
            return self._moved(case=member.key, kind=member.kind, bound={}, exists=self.there(member.key))
        return self._moved(bound={**self.bound, **member.of, name: member.key})

    def witness(self, name: str, mark: str) -> None:
        """Put one more element of a part into the pool: what an existential of that mark would be satisfied by."""
        if name in self.model.counted:
            return
        where = "+".join(k for _, k in sorted(self.bound.items()))
        self._put(name, f"{self.case}:{name}#{mark}({where})")

    def _put(self, name: str, key: str) -> Member:
        pool = self.model.pools.setdefault((self.case, name), {})
        if key not in pool:
            pool[key] = self._member(name, key)
        return pool[key]

    def _member(self, name: str, key: str) -> Member:
        kind = self._kind
        if name in kind.parts:
            parents = {p: self.bound.get(p) or self._put(p, f"{key}^{p}").key for p in kind.parts[name].of}
            return Member(key, parents)
        link = kind.backlinks.get(name) or kind.links[name]
        return Member(key, {}, link.kind)

    def only(self, *parts: str) -> Self:
        """Return the same case bound to no more than these parts and the elements that they belong to."""
        kept = {*parts, *(above for part in parts for above in self._kind.parts[part].of)}
        return self._moved(bound={part: key for part, key in self.bound.items() if part in kept})

    def bind(self, part: str) -> Self:
        """Return the place bound to a fresh element of a part that is there: any one that a step may act on."""
        member = self._put(part, f"{self.case}:{part}")
        self.model.axioms.append(self.model.named(f"{member.key} is there", self.exists))
        return self._inside(part, member)
