"""The world that one assessment reads: a case, the cases it is linked with, and the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from sekisho.law.pack import Pack

from .case import Case
from .register import Register


@dataclass(frozen=True, slots=True)
class World:
    """Folded cases by id, the register, and which cases point at a case in which role.

    No case sees one of another realm (N24): ``seen_from`` and ``behind`` are the ways from case to case.
    """

    pack: Pack
    cases: Mapping[str, Case]
    register: Register
    pointing: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def seen_from(self, case: Case, other: str) -> Case | None:
        """Return another case as seen from a case: ``None`` where there is none, or none of its realm."""
        found = self.cases.get(other)
        return found if found is not None and found.realm == case.realm else None

    def behind(self, case: Case, backlink: str) -> tuple[Case, ...]:
        """Return the cases behind a backlink of a case's kind."""
        link = self.pack.kinds[case.kind].backlinks[backlink]
        ids = self.pointing.get((case.id, link.role), ())
        return tuple(
            c for c in (self.seen_from(case, i) for i in ids) if c is not None and c.kind == link.kind
        )


def pointing(cases: Iterable[Case]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return who points at whom: (case pointed at, role) → cases that name it in that role."""
    found: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        for role, references in case.links.items():
            for reference in references:
                found.setdefault((reference.case, role), []).append(case.id)
    return {key: tuple(ids) for key, ids in found.items()}


Follow = Callable[[Set[str]], Iterable[str]]
"""What cases lead to: of all of a round at once, so that a database is asked once a round."""


def reach(start: Iterable[str], out: Follow, back: Follow) -> set[str]:
    """Return the ids of the cases that an assessment may read.

    All that is named from the start, and from what is named, on and on (``out``); and for each of these the cases that
    point at it in a role of a backlink (``back``), with what those name in turn.
    """
    named = _closure(set(start), out)
    return _closure(set(back(named)), out, named)


def _closure(start: Set[str], out: Follow, known: Set[str] = frozenset()) -> set[str]:
    """Return what is known, which lacks nothing that it leads to, and all that the start leads to."""
    seen, waiting = set(known), start - known
    while waiting:
        seen |= waiting
        waiting = set(out(waiting)) - seen
    return seen
