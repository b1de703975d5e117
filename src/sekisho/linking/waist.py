"""The waist of a candidate: the fewest incidents without which two sides of it have no link to one another.

Whoever wants two campaigns taken for one sends reports that have values of both; these are then all that leads from one
side to the other. What may be sides is found by asking more of a group, step by step. Between two of these the fewest
incidents that stand in every way are as many as the most ways of which no two share an incident (Menger 1927); the ways
are found one after the other (Ford and Fulkerson 1956), and no more of them than could be told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations

import msgspec

from .cluster import SIDE
from .engine import Link
from .linking import Candidate, clusters_of
from .parameters import Parameters
from .resolution import STEPS

MOST = 8
"""Holders that are told; a candidate held together by more is not thin."""
GROUPS = 6
"""Groups of a step that are looked at in pairs, the largest first."""

Place = tuple[str, bool]
"""Where a way enters an incident (false) and where it leaves it (true); each incident has room for one way."""
Ways = dict[Place, set[Place]]
_START, _END = ("", False), ("", True)


class Waist(msgspec.Struct, frozen=True, kw_only=True):
    """Two sides, the larger first, and the incidents that alone hold them together; all sorted."""

    sides: tuple[tuple[str, ...], tuple[str, ...]]
    holders: tuple[str, ...]


def waist(candidate: Candidate, parameters: Parameters) -> Waist | None:
    """Return where a candidate is thinnest: ``MOST`` holders or fewer, and fewer than either side has members; or none.

    Of places equally thin, the one that leaves the larger small side.
    """
    if len(candidate.members) <= 2 * SIDE:
        return None
    near = _near(candidate.links)
    best: Waist | None = None
    for one, other in _pairs(candidate, parameters):
        most = min(len(best.holders) if best else MOST, len(one) - 1, len(other) - 1)
        found = _between(one, other, near, most)
        best = min((each for each in (best, found) if each), key=_thickness, default=None)
    return best


def _thickness(found: Waist) -> tuple[int, int]:
    return len(found.holders), -len(found.sides[1])


def _near(links: Iterable[Link]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for link in links:
        near.setdefault(link.one, set()).add(link.other)
        near.setdefault(link.other, set()).add(link.one)
    return near


def _pairs(candidate: Candidate, parameters: Parameters) -> Iterator[tuple[list[str], list[str]]]:
    """Yield pairs of groups into which the candidate falls at finer steps, each once."""
    seen: set[tuple[str, ...]] = set()
    for points, _ in STEPS:
        if points > parameters.resolution:
            asked = msgspec.structs.replace(parameters, resolution=points)
            groups = clusters_of(list(candidate.members), candidate.links, asked)
            large = sorted((g for g in groups if len(g) >= SIDE), key=lambda g: (-len(g), g))[:GROUPS]
            for one, other in combinations(large, 2):
                if (pair := (*one, "", *other)) not in seen:
                    seen.add(pair)
                    yield one, other


def _between(one: list[str], other: list[str], near: dict[str, set[str]], most: int) -> Waist | None:
    """Return what holds two groups together, where that is no more than ``most`` incidents and leaves two sides.

    Places that are equally thin may follow one another from one group to the other; all are looked at.
    """
    found: list[Waist] = []
    passed: set[str] = set()
    entered = set(one)
    while passed.isdisjoint(other):
        holders = _holders(_ways(entered, other, near, passed), most)
        if not holders:  # too many, or people joined what no link leads between
            break
        side = _side((entered | passed) - holders, holders, near)
        found += [each for each in [_waist(side, holders, near)] if each]
        passed, most = side | holders, len(holders)
        entered = {name for place in passed for name in near[place]} - passed
    return min(found, key=_thickness, default=None)


def _holders(ways: Ways, most: int) -> set[str] | None:
    """Return the first incidents that stand in every way, if they are no more than ``most``."""
    for _ in range(most + 1):
        reached = _reached(ways)
        if _END not in reached:
            return {name for name, leaving in reached if name and not leaving and (name, True) not in reached}
        _take(_END, reached, ways)
    return None


def _ways(entered: Iterable[str], other: Iterable[str], near: dict[str, set[str]], passed: set[str]) -> Ways:
    """Return where each place leads to, those passed left out."""
    ways: Ways = {_START: {(name, False) for name in entered}, _END: set()}
    for name in near.keys() - passed:
        ways[name, False] = {(name, True)}
        ways[name, True] = {(each, False) for each in near[name] - passed}
    for name in other:
        ways[name, True].add(_END)
    return ways


def _reached(ways: Ways) -> dict[Place, Place]:
    """Return where each place that the start still leads to was reached from; looking ends at the end."""
    reached, waiting = {_START: _START}, deque([_START])
    while waiting and _END not in reached:
        place = waiting.popleft()
        for further in sorted(ways[place] - reached.keys()):
            reached[further] = place
            waiting.append(further)
    return reached


def _take(place: Place, reached: dict[Place, Place], ways: Ways) -> None:
    """Take the way that was found to a place: each of its steps can from now on only be taken back."""
    while place != _START:
        before = reached[place]
        ways[before].remove(place)
        ways[place].add(before)
        place = before


def _side(start: set[str], holders: set[str], near: dict[str, set[str]]) -> set[str]:
    """Return what links lead to from some incidents without those that hold."""
    side, waiting = set(start), list(start)
    while waiting:
        new = near[waiting.pop()] - holders - side
        side |= new
        waiting += new
    return side


def _waist(side: set[str], holders: set[str], near: dict[str, set[str]]) -> Waist | None:
    rest = near.keys() - side - holders
    small, large = sorted((sorted(side), sorted(rest)), key=lambda part: (len(part), part))
    if len(small) < max(SIDE, len(holders) + 1):
        return None
    return Waist(sides=(tuple(large), tuple(small)), holders=tuple(sorted(holders)))
