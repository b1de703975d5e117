"""Placing: a new incident finds its cluster by touching only its neighbourhood, with the answer of a full rebuild.

Invariants
1. Within one epoch, after any order of arrivals, links and clusters equal those of ``link`` over the same incidents.
2. An arrival rescores pairs that share a key with it, and clusters anew only connected parts in which a link changed;
   no other cluster is looked at. ``cluster`` treats every connected part by itself, so the rest stays as it is.
3. What the epoch knows is frozen. A key that it does not know counts as often as it occurs now, and a key that comes to
   occur in more than ``frequency_cap`` incidents links nothing any more: both change only pairs that share the key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import msgspec

from sekisho.intel.objects import Incident

from .decided import NONE, Constraints, settle
from .engine import Link
from .frequency import Epoch, count_frequencies
from .keys import Key
from .linking import Linking, clusters_of, named
from .listing import Listing, default_listing
from .parameters import Parameters, default_parameters
from .profile import Profile
from .scoring import Contribution, contributions, score
from .weights import Weights

Pair = tuple[str, str]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where an arrival went: the members of its cluster (itself among them), how many pairs were scored for it, and
    the clusters that stood before and stand no more (their members), which is all that it changed for others.
    """

    members: tuple[str, ...]
    scored: int
    undone: tuple[tuple[str, ...], ...]


class Placing:
    """Incidents of one epoch, linked as they arrive."""

    def __init__(
        self, epoch: Epoch, parameters: Parameters | None = None, listing: Listing | None = None
    ) -> None:
        self._live: Counter[Key] = Counter()
        self.weights = Weights(
            parameters or default_parameters(), epoch, self._live, listing or default_listing()
        )
        self._profiles: dict[str, Profile] = {}
        self._holders: dict[Key, list[str]] = {}
        self._near: dict[str, dict[str, int]] = {}
        self._group: dict[str, tuple[str, ...]] = {}

    @classmethod
    def after(cls, linking: Linking) -> Placing:
        """Return a placing that goes on from a rebuild, in its epoch and with its parameters."""
        weights = linking.weights
        placing = cls(linking.epoch, weights.parameters, weights.listing)
        for profile in linking.profiles.values():
            placing._take(profile, count_frequencies([profile]))
        for link in linking.links:
            placing._near[link.one][link.other] = placing._near[link.other][link.one] = link.points
        groups: dict[str, list[str]] = {}
        for name in sorted(linking.machine):
            groups.setdefault(linking.machine[name], []).append(name)
        placing._group = {name: tuple(group) for group in groups.values() for name in group}
        return placing

    def add(self, profile: Profile) -> Placed:
        """Place one incident; raises ``ValueError`` where its id is known already."""
        if profile.id in self._profiles:
            raise ValueError(f"the incident {profile.id!r} has its place already")
        changed = self._count(profile)
        pairs = {*self._new_pairs(profile), *self._changed_pairs(changed)}
        ends = {end for pair in pairs if self._rescore(pair) for end in pair}
        undone = self._regroup({profile.id, *ends})
        return Placed(members=self._group[profile.id], scored=len(pairs), undone=undone)

    def clusters(self) -> dict[str, str]:
        """Return the cluster id of every incident."""
        return named(set(self._group.values()))

    def linking(self, incidents: Mapping[str, Incident], constraints: Constraints = NONE) -> Linking:
        """Return what a rebuild of these incidents (by id, those placed) in the epoch would return.

        ``constraints`` may be others than before, but for the excluded keys: these the profiles came without.
        """
        links, groups = self.links(), sorted(set(self._group.values()))
        return Linking(
            machine=named(groups),
            clusters=named(settle(groups, links, constraints)),
            links=tuple(links),
            epoch=self.weights.epoch,
            weights=self.weights,
            profiles=dict(self._profiles),
            incidents=dict(incidents),
        )

    def links(self) -> list[Link]:
        """Return all links in the order of their ids."""
        found = ((one, other, n) for one, near in self._near.items() for other, n in near.items())
        return [Link(*each) for each in sorted(found) if each[0] < each[1]]

    def around(self, start: Iterable[str]) -> tuple[list[str], list[Link]]:
        """Return the incidents (sorted) that links lead to from some, these included, and the links among them."""
        near = sorted(name for part in self._parts(set(start)) for name in part)
        return near, self._links_among(near)

    def almost(self, names: Iterable[str], lacking: int) -> list[Link]:
        """Return the pairs of some incidents with any others that share a key that links and lack fewer points than this
        to be linked, in the order of their ids.
        """
        pairs = {pair for name in names for pair in self._new_pairs(self._profiles[name])}
        known = ((one, other) for one, other in pairs if other not in self._near[one])
        scored = (Link(*p, score(self._profiles[p[0]], self._profiles[p[1]], self.weights)) for p in known)
        return sorted(
            (each for each in scored if each.points > -lacking), key=lambda each: (each.one, each.other)
        )

    def among(self, names: Iterable[str]) -> list[Link]:
        """Return the links among some incidents, the strongest first."""
        inside = set(names)
        found = [each for each in self._links_among(inside) if each.other in inside]
        return sorted(found, key=lambda each: (-each.points, each.one, each.other))

    def links_on(self, key: Key, names: Iterable[str]) -> bool:
        """Say whether a key counts in any link among some incidents."""
        holders = set(names).intersection(self._holders.get(key, ()))
        return any(holders & self._near[name].keys() for name in holders) and self.weights.links(key)

    def waterfall(self, one: str, other: str) -> tuple[Contribution, ...]:
        """Return the contributions of two incidents placed, linked or not; their points sum to the score."""
        return contributions(self._profiles[one], self._profiles[other], self.weights)

    def _links_among(self, part: Iterable[str]) -> list[Link]:
        """Return the links of a connected part."""
        return [Link(one, other, n) for one in part for other, n in self._near[one].items() if one < other]

    def _count(self, profile: Profile) -> list[Key]:
        """Take the incident in; return the keys and stated values that weigh otherwise than before."""
        keys = list(count_frequencies([profile]))
        before = [self._weighed(key) for key in keys]
        self._take(profile, keys)
        return [key for key, weighed in zip(keys, before, strict=True) if weighed != self._weighed(key)]

    def _take(self, profile: Profile, keys: Iterable[Key]) -> None:
        self._profiles[profile.id] = profile
        self._near[profile.id] = {}
        for key in keys:
            self._live[key] += 1
            self._holders.setdefault(key, []).append(profile.id)

    def _weighed(self, key: Key) -> tuple[bool, int]:
        return self.weights.links(key), self.weights.frequency(key)

    def _new_pairs(self, profile: Profile) -> Iterator[Pair]:
        for key in profile.keys:
            if self.weights.links(key):
                yield from (_pair(profile.id, other) for other in self._holders[key] if other != profile.id)

    def _changed_pairs(self, changed: Iterable[Key]) -> Iterator[Pair]:
        """Yield the pairs whose score a changed key may have changed.

        A key that links is in no more than ``frequency_cap`` incidents, one more where it has just ceased to. A stated
        value links nothing by itself and weighs less as it grows common, so there only present links can change.
        """
        cap = self.weights.parameters.frequency_cap
        for key in changed:
            holders = self._holders[key]
            if key in self._profiles[holders[0]].keys:
                yield from map(_ordered, combinations(holders, 2)) if len(holders) <= cap + 1 else ()
            else:
                inside = set(holders)
                yield from (_pair(one, other) for one in holders for other in self._near[one].keys() & inside)

    def _rescore(self, pair: Pair) -> bool:
        """Score a pair again; say whether its link is another than before."""
        one, other = (self._profiles[name] for name in pair)
        shared = any(self.weights.links(key) for key in one.keys & other.keys)
        points = max(0, score(one, other, self.weights)) if shared else 0
        if points == self._near[one.id].get(other.id, 0):
            return False
        for near, name in ((self._near[one.id], other.id), (self._near[other.id], one.id)):
            if points:
                near[name] = points
            else:
                del near[name]
        return True

    def _regroup(self, touched: set[str]) -> tuple[tuple[str, ...], ...]:
        """Cluster the connected parts of the touched incidents anew; return the groups that are no more."""
        before: set[tuple[str, ...]] = set()
        after: set[tuple[str, ...]] = set()
        for part in self._parts(touched):
            before |= {self._group[name] for name in part if name in self._group}
            groups = clusters_of(part, self._links_among(part), self.weights.parameters)
            after |= {tuple(group) for group in groups}
        self._group.update({name: group for group in after for name in group})
        return tuple(sorted(before - after))

    def _parts(self, touched: set[str]) -> Iterator[list[str]]:
        """Yield the connected parts that hold the touched incidents, each once and sorted."""
        left = set(touched)
        while left:
            start = left.pop()
            part, waiting = {start}, [start]
            while waiting:
                near = self._near[waiting.pop()].keys() - part
                part |= near
                waiting += near
            left -= part
            yield sorted(part)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _ordered(pair: Pair) -> Pair:
    return _pair(*pair)
