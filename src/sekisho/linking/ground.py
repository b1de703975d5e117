"""The ground on which an incident is placed: what stands of an epoch, asked in lots and only of what is touched.

Invariants
1. Of a key no more than ``frequency_cap`` + 1 holders are kept, the first that came: where there are so many, the key links
   nothing and weighs as if it were in just so many (see ``Weights.frequency``), whoever else has it.
2. A link is kept on both its ends.
3. A profile comes without the keys that people excluded; who has these is kept, for when they are admitted again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from .engine import Link
from .frequency import Epoch, count_frequencies
from .keys import Key
from .linking import Linking, named
from .profile import Profile, profiles_of

Pair = tuple[str, str]
"""The ids of two incidents, in order."""
Near = Mapping[str, Mapping[str, int]]
"""The links of incidents: to whom, with how many points. Who has none may be missing."""
Group = tuple[str, ...]
"""The members of a cluster, sorted."""


class Ground(Protocol):
    """What placing asks and tells; what is asked of an unknown key or incident is missing in the answer."""

    number: int
    """The number of the epoch."""
    counted: int
    """How many incidents the epoch counted."""

    def frequencies(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """Return in how many incidents the epoch knows keys to be."""
        ...

    def holders(self, keys: Collection[Key]) -> Mapping[Key, Sequence[str]]:
        """Return who has each of some keys or stated values."""
        ...

    def counts(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """Return how many have each of some keys or stated values, as far as they are kept."""
        ...

    def profiles(self, names: Collection[str]) -> Mapping[str, Profile]:
        """Return the profiles of incidents."""
        ...

    def near(self, names: Collection[str]) -> Near:
        """Return the links of incidents: to whom, with how many points."""
        ...

    def reach(self, names: Collection[str], most: int | None = None) -> Near:
        """Return the links of incidents, and of all to whom links lead from them. Of these no more than ``most`` and some
        are looked at, where it is given: who gets more than that has not got all.
        """
        ...

    def groups(self, names: Collection[str]) -> set[Group]:
        """Return the clusters in which any of some incidents is."""
        ...

    def take(self, profile: Profile, keys: Collection[Key]) -> None:
        """Take in an incident as one more holder of keys."""
        ...

    def revise(self, profiles: Collection[Profile]) -> None:
        """Have other profiles of incidents; who has which key stays as it is."""
        ...

    def relink(self, links: Mapping[Pair, int]) -> None:
        """Give pairs the points that they have now; with none there is no link."""
        ...

    def regroup(self, groups: Iterable[Group]) -> None:
        """Put each incident of some clusters into its cluster, whichever it was in."""
        ...


class GroundInMemory:
    """The ground of a collection that fits into memory."""

    def __init__(self, epoch: Epoch) -> None:
        self.number, self.counted = epoch.number, epoch.incidents
        self._epoch = epoch
        self._profiles: dict[str, Profile] = {}
        self._holders: dict[Key, list[str]] = {}
        self._near: dict[str, dict[str, int]] = {}
        self._group: dict[str, Group] = {}

    @classmethod
    def after(cls, linking: Linking) -> GroundInMemory:
        """Return the ground as a rebuild leaves it."""
        ground = cls(linking.epoch)
        for profile in linking.profiles.values():
            ground._profiles[profile.id] = profile
        ground._holders = holders_in(linking)
        ground.relink({(each.one, each.other): each.points for each in linking.links})
        ground.regroup(groups_in(linking.machine))
        return ground

    def frequencies(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """See ``Ground.frequencies``."""
        return {key: count for key in keys if (count := self._epoch.frequencies.get(key))}

    def holders(self, keys: Collection[Key]) -> Mapping[Key, Sequence[str]]:
        """See ``Ground.holders``."""
        return {key: self._holders[key] for key in keys if key in self._holders}

    def counts(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """See ``Ground.counts``."""
        return {key: len(names) for key, names in self.holders(keys).items()}

    def profiles(self, names: Collection[str]) -> Mapping[str, Profile]:
        """See ``Ground.profiles``."""
        return {name: self._profiles[name] for name in names if name in self._profiles}

    def near(self, names: Collection[str]) -> Near:
        """See ``Ground.near``."""
        return {name: self._near[name] for name in names if name in self._near}

    def reach(self, names: Collection[str], most: int | None = None) -> Near:
        """See ``Ground.reach``."""
        reached: dict[str, Mapping[str, int]] = {}
        waiting = set(names)
        while waiting and (most is None or len(reached) <= most):
            name = waiting.pop()
            reached[name] = self._near.get(name, {})
            waiting |= reached[name].keys() - reached.keys()
        return reached

    def groups(self, names: Collection[str]) -> set[Group]:
        """See ``Ground.groups``."""
        return {self._group[name] for name in names if name in self._group}

    def take(self, profile: Profile, keys: Collection[Key]) -> None:
        """See ``Ground.take``."""
        self._profiles[profile.id] = profile
        for key in keys:
            self._holders.setdefault(key, []).append(profile.id)

    def revise(self, profiles: Collection[Profile]) -> None:
        """See ``Ground.revise``."""
        self._profiles.update({each.id: each for each in profiles})

    def relink(self, links: Mapping[Pair, int]) -> None:
        """See ``Ground.relink``."""
        for (one, other), points in links.items():
            for here, there in ((one, other), (other, one)):
                near = self._near.setdefault(here, {})
                near.pop(there, None)
                if points:
                    near[there] = points

    def regroup(self, groups: Iterable[Group]) -> None:
        """See ``Ground.regroup``."""
        self._group.update({name: group for group in groups for name in group})

    def clusters(self) -> dict[str, str]:
        """Return the cluster id of every incident."""
        return named(set(self._group.values()))

    def links(self) -> list[Link]:
        """Return all links in the order of their ids."""
        found = ((one, other, n) for one, near in self._near.items() for other, n in near.items())
        return [Link(*each) for each in sorted(found) if each[0] < each[1]]


def holders_in(linking: Linking) -> dict[Key, list[str]]:
    """Return who has each key or stated value, excluded or not, as far as a ground keeps it."""
    most = linking.weights.parameters.frequency_cap + 1
    held: dict[Key, list[str]] = {}
    for profile in profiles_of(linking.incidents.values()):
        for key in count_frequencies([profile]):
            names = held.setdefault(key, [])
            if len(names) < most:
                names.append(profile.id)
    return held


def groups_in(clusters: Mapping[str, str]) -> list[Group]:
    """Return the members of each cluster, from the cluster of each incident."""
    rows = sorted((cluster, name) for name, cluster in clusters.items())
    return [tuple(name for _, name in each) for _, each in groupby(rows, key=lambda row: row[0])]
