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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import msgspec

from sekisho.intel.objects import Incident

from .decided import NONE, Constraints, settle
from .engine import Link
from .frequency import Epoch, count_frequencies
from .ground import Ground, Group, Pair
from .keys import Key
from .linking import Linking, clusters_of, named
from .listing import Listing, default_listing
from .parameters import Parameters, default_parameters
from .profile import Profile
from .scoring import Contribution, contributions, score
from .weights import Weights

Holders = Mapping[Key, Sequence[str]]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where an arrival went: the members of its cluster (itself among them), how many pairs were scored for it, the
    clusters that stood before and stand no more (their members), and all incidents whose cluster or links it changed.
    """

    members: Group
    scored: int
    undone: tuple[Group, ...]
    touched: frozenset[str]


class Placing:
    """Incidents of one epoch, linked as they arrive on a ground."""

    def __init__(
        self, ground: Ground, parameters: Parameters | None = None, listing: Listing | None = None
    ) -> None:
        self.ground = ground
        self.parameters = parameters or default_parameters()
        self.listing = listing or default_listing()

    def add(self, profile: Profile) -> Placed:
        """Place one incident; raises ``ValueError`` where its id is known already.

        1. Take it in, and see which of its keys weigh otherwise than before.
        2. Score the pairs that this concerns.
        3. Cluster the parts anew in which a link changed.
        """
        if self.ground.profiles([profile.id]):
            raise ValueError(f"the incident {profile.id!r} has its place already")
        keys = list(count_frequencies([profile]))  # 1
        before, known = self.ground.holders(keys), self.ground.frequencies(keys)
        open_keys = [key for key in keys if len(before.get(key, ())) <= self.parameters.frequency_cap]
        after = {**before, **{key: (*before.get(key, ()), profile.id) for key in open_keys}}
        then, now = self._weights(known, before), self._weights(known, after)
        changed = [key for key in open_keys if _weighed(then, key) != _weighed(now, key)]
        self.ground.take(profile, open_keys)
        pairs = {*_new_pairs(profile, after, now), *self._changed_pairs(profile, changed, after)}  # 2
        links = self._rescored(pairs)
        self.ground.relink(links)
        members, undone = self._regroup({profile.id}.union(*links), profile.id)  # 3
        touched = {profile.id}.union(*links, *undone)
        return Placed(members=members, scored=len(pairs), undone=undone, touched=frozenset(touched))

    def gathered(self, names: Iterable[str], constraints: Constraints = NONE) -> list[Group]:
        """Return the machine's clusters that decide in which clusters some incidents are under constraints (sorted):
        those that they are in, and those that what belongs together leads to from there.
        """
        reached = set(names)
        while True:
            groups = self.ground.groups(reached)
            found = {name for group in groups for name in group}
            found = found.union(*(each for each in constraints.together if not found.isdisjoint(each)))
            if found == reached:
                return sorted(groups)
            reached = found

    def linking(
        self,
        groups: Sequence[Group],
        incidents: Mapping[str, Incident],
        constraints: Constraints = NONE,
    ) -> Linking:
        """Return what a rebuild would return of the incidents (by id) in some gathered clusters of the machine's.

        ``constraints`` may be others than before, but for the excluded keys: these the profiles came without.
        """
        links = self.among(name for group in groups for name in group)
        links.sort(key=lambda each: (each.one, each.other))
        profiles = self.ground.profiles(sorted({name for group in groups for name in group}))
        weights = self._weighing(_shared(((k.one, k.other) for k in links), profiles))
        return Linking(
            machine=named(groups),
            clusters=named(settle(groups, links, constraints)),
            links=tuple(links),
            epoch=weights.epoch,
            weights=weights,
            profiles=dict(profiles),
            incidents=dict(incidents),
        )

    def around(self, start: Iterable[str]) -> tuple[list[str], list[Link]]:
        """Return the incidents (sorted) that links lead to from some, these included, and the links among them."""
        parts = list(self._parts(set(start)))
        links = [link for part in parts for link in _links_in(part)]
        return sorted(name for part in parts for name in part), links

    def almost(self, names: Iterable[str], lacking: int) -> list[Link]:
        """Return the pairs of some incidents with any others that share a key that links and lack fewer points than this
        to be linked, in the order of their ids.
        """
        own = self.ground.profiles(sorted(set(names)))
        keys = {key for profile in own.values() for key in profile.keys}
        held, known = self.ground.holders(keys), self.ground.frequencies(keys)
        weights = self._weights(known, held)
        pairs = {pair for profile in own.values() for pair in _new_pairs(profile, held, weights)}
        near = self.ground.near(list(own))
        apart = {p for p in pairs if p[1] not in near.get(p[0], {}) and p[0] not in near.get(p[1], {})}
        scored = (Link(*pair, points) for pair, points in self._scores(apart).items())
        return sorted(
            (each for each in scored if each.points > -lacking), key=lambda each: (each.one, each.other)
        )

    def among(self, names: Iterable[str]) -> list[Link]:
        """Return the links among some incidents, the strongest first."""
        inside = set(names)
        found = [each for each in _links_in(self.ground.near(sorted(inside))) if each.other in inside]
        return sorted(found, key=lambda each: (-each.points, each.one, each.other))

    def links_on(self, key: Key, names: Iterable[str]) -> bool:
        """Say whether a key counts in any link among some incidents."""
        holders = set(names).intersection(self.ground.holders([key]).get(key, ()))
        linked = any(holders & near.keys() for near in self.ground.near(sorted(holders)).values())
        return linked and self._weighing([key]).links(key)

    def waterfalls(self, pairs: Collection[Pair]) -> dict[Pair, tuple[Contribution, ...]]:
        """Return the contributions of pairs of incidents placed, linked or not; their points sum to the score."""
        profiles = self.ground.profiles(sorted({end for pair in pairs for end in pair}))
        weights = self._weighing(_shared(pairs, profiles))
        return {(one, other): contributions(profiles[one], profiles[other], weights) for one, other in pairs}

    def _weighing(self, keys: Iterable[Key]) -> Weights:
        asked = list(keys)
        return self._weights(self.ground.frequencies(asked), self.ground.holders(asked))

    def _weights(self, known: Mapping[Key, int], held: Holders) -> Weights:
        """Return weights that are right for the keys that were asked about."""
        live = Counter({key: len(names) for key, names in held.items()})
        epoch = Epoch(number=self.ground.number, incidents=self.ground.counted, frequencies=known)
        return Weights(self.parameters, epoch, live, self.listing)

    def _changed_pairs(self, profile: Profile, changed: Iterable[Key], held: Holders) -> Iterator[Pair]:
        """Yield the pairs whose score a changed key may have changed.

        A key that links is in no more than ``frequency_cap`` incidents, one more where it has just ceased to. A stated
        value links nothing by itself and weighs less as it grows common, so there only present links can change.
        """
        for key in changed:
            if key in profile.keys:
                yield from map(_ordered, combinations(held[key], 2))
            else:
                inside = set(held[key])
                near = self.ground.near(held[key])
                yield from (
                    _ordered((one, two)) for one, ends in near.items() for two in ends.keys() & inside
                )

    def _scores(self, pairs: Collection[Pair]) -> dict[Pair, int]:
        """Return the points of pairs that share a key that links; the others are missing."""
        profiles = self.ground.profiles(sorted({end for pair in pairs for end in pair}))
        weights = self._weighing(_shared(pairs, profiles))
        both = {(one, other): (profiles[one], profiles[other]) for one, other in pairs}
        return {
            pair: score(*ends, weights)
            for pair, ends in both.items()
            if any(weights.links(key) for key in ends[0].keys & ends[1].keys)
        }

    def _rescored(self, pairs: Collection[Pair]) -> dict[Pair, int]:
        """Return the points of those pairs whose link is another than before; none where it is a link no more."""
        scores = self._scores(pairs)
        near = self.ground.near(sorted({one for one, _ in pairs}))
        found = {pair: max(0, scores.get(pair, 0)) for pair in pairs}
        return {
            (one, other): points
            for (one, other), points in found.items()
            if points != near.get(one, {}).get(other, 0)
        }

    def _regroup(self, touched: set[str], arrived: str) -> tuple[Group, tuple[Group, ...]]:
        """Cluster the connected parts of the touched incidents anew; return the arrival's group and those that are no more."""
        after: set[Group] = set()
        parts = list(self._parts(touched))
        before = self.ground.groups([name for part in parts for name in part])
        for part in parts:
            groups = clusters_of(sorted(part), _links_in(part), self.parameters)
            after |= {tuple(group) for group in groups}
        self.ground.regroup(after - before)
        (members,) = (group for group in after if arrived in group)
        return members, tuple(sorted(before - after))

    def _parts(self, touched: set[str]) -> Iterator[dict[str, Mapping[str, int]]]:
        """Yield the connected parts that hold the touched incidents, each once, with the links of each incident."""
        left = set(touched)
        while left:
            part: dict[str, Mapping[str, int]] = {}
            reached = {left.pop()}
            while reached:
                near = self.ground.near(sorted(reached))
                part |= {name: near.get(name, {}) for name in reached}
                reached = {end for name in reached for end in part[name]} - part.keys()
            left -= part.keys()
            yield part


def _weighed(weights: Weights, key: Key) -> tuple[bool, int]:
    return weights.links(key), weights.frequency(key)


def _new_pairs(profile: Profile, held: Holders, weights: Weights) -> Iterator[Pair]:
    for key in profile.keys:
        if weights.links(key):
            yield from (_ordered((profile.id, other)) for other in held[key] if other != profile.id)


def _shared(pairs: Iterable[Pair], profiles: Mapping[str, Profile]) -> set[Key]:
    """Return the keys and stated values that the two of any pair share."""
    found: set[Key] = set()
    for one, other in ((profiles[one], profiles[other]) for one, other in pairs):
        found |= one.keys & other.keys
        found |= {(kind, value) for kind, said in one.stated.items() for value in said & other.stated[kind]}
    return found


def _links_in(near: Mapping[str, Mapping[str, int]]) -> list[Link]:
    """Return the links of some incidents in the order of their ids, each once if both its ends are among these."""
    return [
        Link(one, other, near[one][other])
        for one in sorted(near)
        for other in sorted(near[one])
        if one < other
    ]


def _ordered(pair: Pair) -> Pair:
    one, other = pair
    return (one, other) if one < other else (other, one)
