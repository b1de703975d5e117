"""Placing: a new incident finds its cluster by touching only its neighbourhood, with the answer of a full rebuild.

Invariants
1. Within one epoch, after any order of arrivals, links and clusters equal those of ``link`` over the same incidents,
   but for the clusters of what an arrival left to a rebuild (4).
2. An arrival is scored against those who share enough with it to be linked, and clusters anew only connected parts in
   which a link changed; no other cluster is looked at. ``cluster`` treats every connected part by itself, so the rest
   stays as it is.
3. What the epoch knows is frozen. A key that it does not know counts as often as it occurs now, and a key that comes to
   occur in more than ``frequency_cap`` incidents links nothing any more. So a key never comes to weigh more, and what
   an arrival changes between others are links that stand.
4. Where links lead from what changed to more than ``PART`` incidents, these stay in their clusters, and the arrival is by
   itself and is said to be left, until a rebuild. Its links are those of a rebuild all the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from sekisho.intel.objects import Incident

from .decided import NONE, Constraints, settle, without
from .engine import Link
from .frequency import Epoch, count_frequencies
from .ground import Ground, Group, Near, Pair
from .keys import Key
from .linking import Linking, clusters_of, named
from .listing import Listing, default_listing
from .parameters import Parameters, default_parameters
from .profile import Profile
from .scoring import Contribution, contributions, most_stated, points_of_keys, score
from .weights import Weights

Holders = Mapping[Key, Sequence[str]]

PART = 2_000
"""Incidents that one arrival has clustered anew at most, as many as links lead to from what it changed."""


class Redone(msgspec.Struct, frozen=True, kw_only=True):
    """What was done anew: all incidents whose cluster or links this may have changed, and all incidents of the connected parts
    that were clustered anew. These are where a rebuild would have them, even who was left by itself before.
    """

    touched: frozenset[str]
    clustered: frozenset[str]


class Placed(Redone, frozen=True, kw_only=True):
    """Where an arrival went: the members of its cluster (itself among them), how many pairs were scored for it, and the
    clusters that stood before and stand no more (their members).

    ``left``: it is by itself until a rebuild, since links lead from what it changed to too many incidents; nothing was
    clustered anew.
    """

    members: Group
    scored: int
    undone: tuple[Group, ...]
    left: bool = False


class Placing:
    """Incidents of one epoch, linked as they arrive on a ground."""

    def __init__(
        self,
        ground: Ground,
        parameters: Parameters | None = None,
        listing: Listing | None = None,
        excluded: frozenset[Key] = frozenset(),
        part: int = PART,
    ) -> None:
        """``excluded``: keys that count as if nobody had supplied them; who holds them is kept all the same."""
        self.ground = ground
        self.excluded = excluded
        self.part = part
        self.parameters = parameters or default_parameters()
        self.listing = listing or default_listing()

    def add(self, profile: Profile) -> Placed:
        """Place one incident; raises ``ValueError`` where its id is known already.

        1. Take it in, and see which of its keys weigh otherwise than before.
        2. Score it against those with whom it shares enough, and the links again that those keys made.
        3. Cluster the parts anew in which a link changed.
        """
        if self.ground.profiles([profile.id]):
            raise ValueError(f"the incident {profile.id!r} has its place already")
        keys = list(count_frequencies([profile]))  # 1
        (arrived,) = without([profile], self.excluded)
        before, known = self.ground.holders(keys), self.ground.frequencies(keys)
        open_keys = [key for key in keys if len(before.get(key, ())) <= self.parameters.frequency_cap]
        after = {**before, **{key: (*before.get(key, ()), profile.id) for key in open_keys}}
        then, now = self._weights(known, _counted(before)), self._weights(known, _counted(after))
        self.ground.take(arrived, open_keys)
        near = _within_reach(arrived, after, now)  # 2
        found = self._new_links(arrived, near, now)
        changed = [key for key in open_keys if _weighed(then, key) != _weighed(now, key)]
        made = self._made(before[key] for key in changed if key in before and key not in self.excluded)
        links = {**found, **self._rescored(made, made)}
        self.ground.relink(links)
        touched = {profile.id}.union(*links)
        regrouped = self._regroup(touched)  # 3
        if regrouped is None:
            self.ground.regroup([(profile.id,)])
        gone, new = regrouped or ((), ((profile.id,),))
        return Placed(
            members=next(group for group in new if profile.id in group),
            scored=len(near) + len(made),
            undone=gone,
            touched=frozenset(touched.union(*gone)),
            clustered=frozenset().union(*(new if regrouped else ())),
            left=regrouped is None,
        )

    def recount(self, key: Key, excluded: bool) -> Redone | None:
        """Have a key count as if nobody had supplied it, or count again.

        ``None`` where it has to be done by a rebuild: a key in so many incidents that not all are known, or a connected part
        of too many. A key counts in the size of each incident that has it, so that all their pairs are scored again.
        """
        names = self.ground.holders([key]).get(key, ())
        if len(names) > self.parameters.frequency_cap:
            return None
        own = [
            msgspec.structs.replace(each, keys=each.keys - {key} if excluded else each.keys | {key})
            for each in self.ground.profiles(names).values()
        ]
        self.ground.revise(own)
        keys = list(count_frequencies(own))
        held = self.ground.holders(keys)
        weights = self._weights(self.ground.frequencies(keys), _counted(held))
        standing = {
            _ordered((one, other)): points
            for one, near in self.ground.near(names).items()
            for other, points in near.items()
        }
        pairs = {_ordered((each.id, other)) for each in own for other in _within_reach(each, held, weights)}
        links = self._rescored(pairs.union(standing), standing)
        self.ground.relink(links)
        touched = set(names).union(*links)
        regrouped = self._regroup(touched)
        if regrouped is None:
            return None
        gone, new = regrouped
        return Redone(touched=frozenset(touched.union(*gone)), clustered=frozenset().union(*new))

    def gathered(self, names: Iterable[str], constraints: Constraints = NONE) -> list[Group]:
        """Return the machine's clusters that decide in which clusters some incidents are under constraints (sorted):
        those that they are in, and those that what belongs together leads to from there.
        """
        groups: set[Group] = set()
        asked, known = set(names), set[str]()
        while asked:
            known |= asked
            groups |= self.ground.groups(asked)
            found = {name for group in groups for name in group}
            bound = found.union(*(each for each in constraints.together if not found.isdisjoint(each)))
            asked = bound - found - known
        return sorted(groups)

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
        near = self.ground.reach(list(start))
        return sorted(near), _links_in(near)

    def almost(self, names: Iterable[str], lacking: int) -> list[Link]:
        """Return the pairs of some incidents with any others that share a key that links and lack fewer points than this
        to be linked, in the order of their ids.
        """
        own = self.ground.profiles(sorted(set(names)))
        keys = {key for profile in own.values() for key in profile.keys}
        held, known = self.ground.holders(keys), self.ground.frequencies(keys)
        weights = self._weights(known, _counted(held))
        pairs = {pair for profile in own.values() for pair in _pairs_of(profile, held, weights)}
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
        return self._weights(self.ground.frequencies(asked), self.ground.counts(asked))

    def _weights(self, known: Mapping[Key, int], live: Mapping[Key, int]) -> Weights:
        """Return weights that are right for the keys that were asked about."""
        epoch = Epoch(number=self.ground.number, incidents=self.ground.counted, frequencies=known)
        return Weights(self.parameters, epoch, Counter(live), self.listing)

    def _new_links(self, profile: Profile, names: Collection[str], weights: Weights) -> dict[Pair, int]:
        """Return the links of an incident that had none to some others."""
        others = self.ground.profiles(names)
        found = {name: score(profile, other, weights) for name, other in others.items()}
        return {_ordered((profile.id, name)): points for name, points in found.items() if points > 0}

    def _made(self, holders: Iterable[Sequence[str]]) -> dict[Pair, int]:
        """Return the links, with their points, that stand between any two who hold one key."""
        groups = [set(names) for names in holders if len(names) > 1]
        near = self.ground.near(sorted(set().union(*groups)))
        return {
            (one, two): near[one][two]
            for inside in groups
            for one in inside & near.keys()
            for two in near[one].keys() & inside
            if one < two
        }

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

    def _rescored(self, pairs: Collection[Pair], standing: Mapping[Pair, int]) -> dict[Pair, int]:
        """Return the points of those pairs that are linked otherwise than stands; none where there is no link any more."""
        scores = self._scores(pairs)
        found = {pair: max(0, scores.get(pair, 0)) for pair in pairs}
        return {pair: points for pair, points in found.items() if points != standing.get(pair, 0)}

    def _regroup(self, touched: set[str]) -> tuple[tuple[Group, ...], tuple[Group, ...]] | None:
        """Cluster the connected parts of the touched incidents anew; return the groups that are no more, and all that there
        are. ``None``, and nothing is clustered, where they have too many incidents.
        """
        near = self.ground.reach(sorted(touched), self.part)
        if len(near) > self.part:
            return None
        before = self.ground.groups(list(near))
        after = {tuple(group) for group in clusters_of(sorted(near), _links_in(near), self.parameters)}
        self.ground.regroup(after - before)
        return tuple(sorted(before - after)), tuple(sorted(after))


def _counted(holders: Holders) -> dict[Key, int]:
    return {key: len(names) for key, names in holders.items()}


def _weighed(weights: Weights, key: Key) -> tuple[bool, tuple[int, int]]:
    return weights.links(key), weights.of_key(key) if weights.counts(key) else (0, 0)


def _within_reach(profile: Profile, held: Holders, weights: Weights) -> list[str]:
    """Return those who share keys that link with an arrival, as far as what they share can reach a link: what an incident
    states adds no more than all of it agreed upon would, and time and the others' size add nothing.
    """
    shared: dict[str, list[Key]] = defaultdict(list)
    for key in filter(weights.links, profile.keys):
        for other in held[key]:
            shared[other].append(key)
    shared.pop(profile.id, None)
    without = weights.parameters.base + weights.of_size(len(profile.keys)) + most_stated(profile, weights)
    return [other for other, keys in shared.items() if without + points_of_keys(keys, weights) > 0]


def _pairs_of(profile: Profile, held: Holders, weights: Weights) -> set[Pair]:
    """Return the pairs of an incident with those who share a key that links."""
    others = {other for key in filter(weights.links, profile.keys) for other in held[key]}
    return {_ordered((profile.id, other)) for other in others - {profile.id}}


def _shared(pairs: Iterable[Pair], profiles: Mapping[str, Profile]) -> set[Key]:
    """Return the keys and stated values that the two of any pair share."""
    found: set[Key] = set()
    for one, other in ((profiles[one], profiles[other]) for one, other in pairs):
        found |= one.keys & other.keys
        found |= {(kind, value) for kind, said in one.stated.items() for value in said & other.stated[kind]}
    return found


def _links_in(near: Near) -> list[Link]:
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
