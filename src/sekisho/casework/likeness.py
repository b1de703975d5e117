"""Which elements of a case no rule can tell apart: what is found of one of them holds for all.

A measure may have hundreds of targets of which most stand where others stand. Two elements are alike where whatever a
condition can ask has the same answer for both: the content of what some condition names, which findings and records are
about present content, the duties that concern them, and the elements that belong to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sekisho.law.expression import Asked
from sekisho.law.pack import Kind, Pack

from .case import Case, Duty, Element, Held

Like = tuple[int, ...]
"""What elements bound together look like: equal where no rule can tell two such combinations apart."""


class Likeness:
    """How the elements of one case look to the rules of a pack at one moment."""

    def __init__(self, pack: Pack, case: Case, at: datetime) -> None:
        self.case, self.at = case, at
        self.asked: Asked = pack.asked
        self.kind: Kind = pack.kinds[case.kind]
        self._sorts: dict[object, int] = {}
        self._known: dict[tuple[str, str], int] = {}
        self._below = _by_owner(case)
        self._duties = _by_element(case)

    def of(self, bound: Mapping[str, str]) -> Like:
        """Return what elements bound together look like."""
        return tuple([self._sort(part, key) for part, key in bound.items()])

    def _sort(self, part: str, key: str) -> int:
        known = self._known.get((part, key))
        if known is None:
            element = self.case.parts[part][key]
            known = self._sorts.setdefault(self._facts(element), len(self._sorts))
            self._known[part, key] = known
        return known

    def _facts(self, element: Element) -> object:
        here = (element.part, element.key)
        below = [(self._sort(e.part, e.key), _without(e.of, here)) for e in self._below.get(here, ())]
        return (
            *(element.part, element.active, element.key if element.part == "seat" else ""),
            tuple([(n, _content(v)) for n, v in sorted(element.attrs.items()) if n in self.asked.attrs]),
            tuple([(n, h if n in self.asked.dims else "") for n, h in sorted(element.dims.items())]),
            frozenset(self._findings(element)),
            frozenset([(n, self._held(element, n, held)) for n, held in element.records.items()]),
            frozenset([self._duty(element, duty) for duty in self._duties.get(here, ())]),
            tuple(below),
        )

    def _findings(self, element: Element) -> Iterator[object]:
        for name, offices in element.findings.items():
            yield from ((name, self._held(element, name, held)) for held in offices.values())

    def _held(self, element: Element, name: str, held: Held) -> object:
        about = tuple([(dim, self._about(element, dim, content)) for dim, content in held.about.items()])
        expired = held.expires is not None and self.at >= held.expires
        return held.value, expired, about, held.persons if name in self.asked.persons else None

    def _about(self, element: Element, dim: str, content: str | None) -> bool | str | None:
        """Return whether content is the present one; the content itself where that hangs on what else is bound."""
        variable = self.kind.variables.get(dim)
        if variable is None:  # a dimension of another edition
            return content
        part = variable.part
        if not part:
            return content is not None and content == self.case.root.dims.get(dim)
        key = element.key if part == element.part else element.of.get(part)
        holder = self.case.element(part, key) if key is not None else None
        return content if holder is None else content is not None and content == holder.dims.get(dim)

    def _duty(self, element: Element, duty: Duty) -> object:
        overdue = duty.due is not None and duty.due <= self.at
        state = "discharged" if duty.discharged is not None else "overdue" if overdue else "open"
        about = {p: k for p, k in duty.element.items() if element.of.get(p) != k}
        return duty.duty, state, _without(about, (element.part, element.key))


def seat_of(key: str) -> str:
    """Return the post that a seat is for."""
    return key.rpartition("/")[2]


def _by_owner(case: Case) -> Mapping[tuple[str, str], list[Element]]:
    found: dict[tuple[str, str], list[Element]] = {}
    for element in (e for part in case.parts.values() for e in part.values()):
        for owner in element.of.items():
            found.setdefault(owner, []).append(element)
    return found


def _by_element(case: Case) -> Mapping[tuple[str, str], list[Duty]]:
    """The duties by the innermost elements that they are about: those that own these see them through them."""
    found: dict[tuple[str, str], list[Duty]] = {}
    for duty in case.duties:
        owners = {o for p, k in duty.element.items() if (e := case.element(p, k)) for o in e.of.items()}
        for about in duty.element.items():
            if about not in owners:
                found.setdefault(about, []).append(duty)
    return found


def _without(of: Mapping[str, str], pair: tuple[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(each for each in of.items() if each != pair)


def _content(value: Any) -> object:
    return value if isinstance(value, str) else (type(value).__name__, repr(value))
