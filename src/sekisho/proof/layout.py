"""The compact state: every variable of a few cases with a few elements as one small number in a row of bytes.

A scene says which cases there are, with which elements, and how they are linked. What a scene leaves out is free: both
certainly true and certainly false, so that a search over it permits more than any real case, never less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import msgspec

from sekisho.law import expression as x
from sekisho.law.pack import Kind, Pack, Variable

PERIODS = ("unset", "coming", "running", "ended")
DUTIES = ("none", "open", "overdue", "discharged")
SET = ("set",)
PAIR = "/"


class Lead(NamedTuple):
    """Where a link may lead: a case, and in it an element of a part (both empty where it is the case itself)."""

    case: str
    part: str
    element: str


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """One case of a scene: its kind, its elements by part, and where its links may lead (role → ``case`` or
    ``case#element``, of which a step names one).

    ``classes`` are the officer classes of whom an element names (element → classes). Elements of a part that belongs to
    others are all their pairs and need not be named.
    """

    kind: str
    elements: Mapping[str, tuple[str, ...]] = {}
    links: Mapping[str, tuple[str, ...]] = {}
    classes: Mapping[str, tuple[str, ...]] = {}


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A few cases by id, and the value of every option; what is not said stands at its default."""

    cases: Mapping[str, Cast]
    options: Mapping[str, str] = {}
    free: tuple[str, ...] = ()
    """Kinds of which linked cases may be anything; a link to a case of any other kind that is not here leads nowhere."""
    steps: tuple[str, ...] = ()
    """The steps to be explored; empty means every step of the kinds."""
    choices: Mapping[str, tuple[str, ...]] = {}
    """Values to which a field is held (field of a step → values), so that a route is one route."""


class Layout:
    """Where each variable of a scene stands in the row, and what its numbers mean."""

    def __init__(self, pack: Pack, scene: Scene) -> None:
        self.pack, self.scene = pack, scene
        self.read = _read(pack)
        self.slots: dict[tuple[str, ...], int] = {}
        self.values: list[tuple[str, ...]] = []
        for case, cast in scene.cases.items():
            self._case(case, cast, pack.kinds[cast.kind])

    @property
    def size(self) -> int:
        """The number of bytes of a state."""
        return len(self.values)

    @property
    def empty(self) -> bytes:
        """The state before anything was done: no case opened, nothing known."""
        return bytes(self.size)

    def slot(self, *key: str) -> int | None:
        """Return where a variable stands; ``None`` where the scene has none."""
        return self.slots.get(key)

    def number(self, place: int, value: str) -> int | None:
        """Return the number of a value (0 is *nothing*)."""
        values = self.values[place]
        return values.index(value) + 1 if value in values else None

    def leads(self, case: str, link: str) -> tuple[Lead, ...]:
        """Return where a link of a case may lead; the number in its slot is the place here, from one on."""
        cast = self.scene.cases[case]
        role = self.pack.kinds[cast.kind].links.get(link)
        part = role.part if role else ""
        told = (word.partition("#") for word in cast.links.get(link, ()))
        return tuple(Lead(other, part if element else "", element) for other, _, element in told)

    def _put(self, values: tuple[str, ...], *key: str) -> None:
        self.slots[key] = len(self.values)
        self.values.append(values)

    def _case(self, case: str, cast: Cast, kind: Kind) -> None:
        self._put(SET, case, "opened")
        self._put(SET, case, "closed")
        for link in (*cast.links, *(n for s in self.pack.steps_of[cast.kind] for n in s.names)):
            if link in cast.links and (case, "link", link) not in self.slots:
                self._put(cast.links[link], case, "link", link)
        for part in kind.parts:
            for element in self.elements(case, part):
                self._put(SET, case, part, element, "there")
        for variable in kind.variables.values():
            for element in self.elements(case, variable.part):
                self._variable(case, element, variable)
        for rule in (r for s in self.pack.steps_of[cast.kind] for r in self.pack.duties_of[s.id]):
            for bound in self.bindings(case, rule.each):
                key = (case, "duty", rule.opens, *_flat(bound))
                if key not in self.slots:
                    self._put(DUTIES[1:], *key)

    def _variable(self, case: str, element: str, variable: Variable) -> None:
        if variable.sort == "duty" or variable.id not in self.read:
            return
        values = tuple(variable.values) or (PERIODS[1:] if variable.in_time else SET)
        if variable.sort == "finding":
            values = tuple(variable.values) or ("yes", "no")
        self._put(values, case, element, variable.id)
        for dim in self.about(variable):
            self._put(SET, case, element, variable.id, dim)
        if variable.type == "hash":
            for other, cast in self.scene.cases.items():
                dims = self.pack.kinds[cast.kind].of_sort.get("dim", ())
                for there in (d.id for d in dims if not d.part):
                    self._put(SET, case, element, variable.id, "=", other, there)

    def about(self, variable: Variable) -> tuple[str, ...]:
        """Return the dimensions that a variable is about and that some condition asks for."""
        return tuple(dim for dim in variable.about if dim in self.read[variable.id])

    def elements(self, case: str, part: str) -> tuple[str, ...]:
        """Return the elements of a part; the case itself is the one element of no part."""
        if not part:
            return ("",)
        cast = self.scene.cases[case]
        of = self.pack.kinds[cast.kind].parts[part].of
        if part in cast.elements or not of:
            return cast.elements.get(part, ())
        return tuple(PAIR.join(keys) for keys in product(*(self.elements(case, p) for p in of)))

    def parents(self, case: str, part: str, element: str) -> Mapping[str, str]:
        """Return the elements that an element belongs to (part → element)."""
        of = self.pack.kinds[self.scene.cases[case].kind].parts[part].of
        return dict(zip(of, element.split(PAIR), strict=False))

    def bindings(self, case: str, parts: tuple[str, ...]) -> list[dict[str, str]]:
        """Return every choice of one element for each part, with those that it belongs to."""
        found: list[dict[str, str]] = [{}]
        for part in parts:
            found = [
                {**bound, **self.parents(case, part, element), part: element}
                for bound in found
                for element in self.elements(case, part)
                if all(bound.get(p, e) == e for p, e in self.parents(case, part, element).items())
            ]
        return found

    def holder(self, case: str, bound: Mapping[str, str], name: str) -> tuple[str, Variable] | None:
        """Return the element where a variable lives from here, and the variable."""
        variable = self.pack.kinds[self.scene.cases[case].kind].variables.get(name)
        if variable is None or (variable.part and variable.part not in bound):
            return None
        return bound.get(variable.part, ""), variable

    def duties(self, case: str, name: str, bound: Mapping[str, str]) -> Iterator[int]:
        """Yield where the duties of a name stand that concern what is bound."""
        for key, place in self.slots.items():
            if key[:3] == (case, "duty", name):
                about = dict(zip(key[3::2], key[4::2], strict=True))
                if all(bound.get(part, element) == element for part, element in about.items()):
                    yield place

    def told(self, state: bytes) -> Mapping[tuple[str, ...], str]:
        """Return what a state holds, in words: each variable that is something, with its value."""
        return {
            key: self.values[place][state[place] - 1] for key, place in self.slots.items() if state[place]
        }


def _read(pack: Pack) -> Mapping[str, set[str]]:
    """Return the variables that some condition reads, with the dimensions for which it asks; no other can matter."""
    rules = (*pack.preconditions, *pack.exemptions, *pack.duties, *pack.standing)
    conditions: list[x.Node] = [rule.when for rule in rules]
    conditions += [rule.require for rule in pack.preconditions]
    conditions += [*pack.defs.values(), *(step.shape for step in pack.steps.values())]
    found: dict[str, set[str]] = {}
    for node in (n for condition in conditions for n in x.walk(condition)):
        for field in ("attr", "finding", "record", "dim", "other"):
            if isinstance(name := getattr(node, field, None), str) and name:
                found.setdefault(name, set()).update(getattr(node, "same", ()))
        for dim in getattr(node, "same", ()):
            found.setdefault(dim, set())
    return found


def _flat(bound: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(word for part, element in sorted(bound.items()) for word in (part, element))
