"""What people decided about clusters, as constraints that hold whatever the machine finds.

Invariants
1. Members that belong together are in one group; no two that are apart are.
2. A group that no constraint is about stays as the machine made it, so a decision taken back leaves the machine's answer.
3. The answer follows from groups, links and constraints alone: placing and a rebuild, which agree on the groups, agree on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from .engine import Link
from .keys import Key
from .profile import Profile

Side = frozenset[str]
Unit = tuple[str, ...]
"""Incidents that go together wherever they go, sorted."""


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of incidents, by their ids. ``together``: each set is in one group. ``apart``: none of one side is in a
    group with any of the other. ``excluded``: keys that count as if nobody had supplied them.
    """

    together: tuple[Side, ...] = ()
    apart: tuple[tuple[Side, Side], ...] = ()
    excluded: frozenset[Key] = frozenset()

    @property
    def contradicted(self) -> bool:
        """Say whether some incidents would have to be both together and apart."""
        home = _homes(self.together)
        return any(
            home.get(a, (a,)) == home.get(b, (b,)) for one, two in self.apart for a in one for b in two
        )


NONE = Constraints()


def without(profiles: Iterable[Profile], excluded: frozenset[Key]) -> list[Profile]:
    """Return the profiles as if nobody had supplied the excluded keys."""
    return [
        msgspec.structs.replace(each, keys=each.keys - excluded) if each.keys & excluded else each
        for each in profiles
    ]


def settle(
    groups: Sequence[Sequence[str]], links: Iterable[Link], constraints: Constraints
) -> list[list[str]]:
    """Return the groups changed as far as the constraints ask; raises ``ValueError`` where these contradict.

    1. Groups that hold incidents of one ``together`` become one.
    2. A group that holds incidents from both sides of an ``apart`` is parted; whoever is on no side goes where its links
       weigh most.
    """
    if constraints.contradicted:
        raise ValueError("what is to be together is to be apart as well")
    merged = _merged(groups, constraints.together)  # 1
    cut = [group for group in merged if _is_cut(set(group), constraints.apart)]
    if not cut:
        return merged
    pulls = _pulls(links, {name for group in cut for name in group})
    present = {name for group in groups for name in group}
    home = _homes(each & present for each in constraints.together)
    kept = [group for group in merged if not _is_cut(set(group), constraints.apart)]
    return sorted(
        kept + [part for group in cut for part in _parted(group, home, pulls, constraints.apart)]
    )  # 2


def _homes(sets: Iterable[Side]) -> dict[str, Unit]:
    """Return which incidents each goes with: sets that overlap count as one."""
    home: dict[str, Unit] = {}
    for each in sets:
        whole = set(each).union(*(home[name] for name in each if name in home))
        home |= dict.fromkeys(whole, tuple(sorted(whole)))
    return home


def _merged(groups: Sequence[Sequence[str]], together: tuple[Side, ...]) -> list[list[str]]:
    present = {name for group in groups for name in group}
    bound = (frozenset(each & present) for each in together)
    touched = {name for each in together for name in each}
    held = [frozenset(group) for group in groups if not touched.isdisjoint(group)]
    home = _homes([*held, *bound])
    free = [list(group) for group in groups if touched.isdisjoint(group)]
    return sorted(free + [list(unit) for unit in set(home.values())])


def _is_cut(group: set[str], apart: tuple[tuple[Side, Side], ...]) -> bool:
    return any(group & one and group & two for one, two in apart)


def _pulls(links: Iterable[Link], names: set[str]) -> dict[str, dict[str, int]]:
    pulls: dict[str, dict[str, int]] = defaultdict(dict)
    for link in links:
        if link.one in names and link.other in names:
            pulls[link.one][link.other] = pulls[link.other][link.one] = link.points
    return pulls


def _parted(
    group: Sequence[str],
    home: dict[str, Unit],
    pulls: dict[str, dict[str, int]],
    apart: tuple[tuple[Side, Side], ...],
) -> list[list[str]]:
    """Part a group: who is on a side comes first, then always whoever is pulled most."""
    units = sorted({home.get(name, (name,)) for name in group})
    sided = {name for one, two in apart for name in one | two}
    first = [unit for unit in units if not sided.isdisjoint(unit)]
    left = [unit for unit in units if sided.isdisjoint(unit)]
    parts: list[set[str]] = []
    for unit in first:
        _join(unit, parts, pulls, apart)
    while left:
        nearest = max(left, key=lambda unit: (max(_pull(unit, part, pulls) for part in parts), unit))
        left.remove(nearest)
        _join(nearest, parts, pulls, apart)
    return [sorted(part) for part in parts]


def _join(
    unit: Unit,
    parts: list[set[str]],
    pulls: dict[str, dict[str, int]],
    apart: tuple[tuple[Side, Side], ...],
) -> None:
    allowed = [part for part in parts if not _is_cut(part.union(unit), apart)]
    if allowed:
        max(allowed, key=lambda part: _pull(unit, part, pulls)).update(unit)
    else:
        parts.append(set(unit))


def _pull(unit: Unit, part: set[str], pulls: dict[str, dict[str, int]]) -> int:
    return sum(points for name in unit for other, points in pulls.get(name, {}).items() if other in part)
