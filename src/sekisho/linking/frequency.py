"""Frequencies: in how many incidents a key occurs, frozen in a numbered epoch.

Within one epoch a known key keeps its weight whatever is added; a key that the epoch does not know counts as often
as it occurs now. Only incidents that share the key are touched by that, so an unrelated incident changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

import msgspec

from .keys import Key
from .profile import Profile


class Frequencies(Protocol):
    """What is asked of frozen frequencies: how many incidents had a key, none where it is not known."""

    def get(self, key: Key, /) -> int | None:
        """Return in how many incidents a key was."""
        ...


class Epoch(msgspec.Struct, frozen=True, kw_only=True):
    """Numbered frequencies: ``incidents`` counted, and per key the number of incidents that have it (2 or more)."""

    number: int
    incidents: int
    frequencies: Frequencies


def count_frequencies(profiles: Iterable[Profile]) -> Counter[Key]:
    """Return in how many profiles every key and every stated value occurs."""
    counts: Counter[Key] = Counter()
    for profile in profiles:
        counts.update(held(profile))
    return counts


def held(profile: Profile) -> set[Key]:
    """Return every key and every stated value of a profile."""
    return {*profile.keys, *((kind, value) for kind, values in profile.stated.items() for value in values)}


def make_epoch(profiles: Iterable[Profile], number: int = 1) -> Epoch:
    """Freeze the frequencies of these profiles under a number; keys of one incident alone are left out."""
    known = list(profiles)
    counts = {key: n for key, n in count_frequencies(known).items() if n > 1}
    return Epoch(number=number, incidents=len(known), frequencies=counts)
