"""Weights: what one shared key is worth in points, and what two incidents' day and size cost.

Logarithms are taken here, once per table row, and rounded to integers; engines only look up and add.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

from .frequency import Epoch
from .keys import Key
from .kinds import EVIDENCE_OF_KIND
from .listing import Listing
from .parameters import BANDS, Parameters

LONGEST_GAP = 3660
"""Days apart beyond which more distance costs nothing more (ten years)."""


def band_of(frequency: int) -> int:
    """Return the number of the rarity band (see ``BANDS``) of a key in so many incidents (2 or more)."""
    return bisect_right(BANDS, frequency) - 1


class Weights:
    """Look-up of points under one set of parameters, one epoch and one list of shared infrastructure."""

    def __init__(self, parameters: Parameters, epoch: Epoch, live: Counter[Key], listing: Listing) -> None:
        self.parameters = parameters
        self.epoch = epoch
        self._live = live
        self.listing = listing
        self.rarity = lru_cache(maxsize=None)(self._rarity_points)
        self.worth = lru_cache(maxsize=None)(self._worth)

    def frequency(self, key: Key) -> int:
        """Return the number of incidents a key counts as having: the epoch's, else as many as have it now, but no more than
        one beyond the cap: who else comes to have it then changes nothing for those that do.
        """
        now = min(self._live[key], self.parameters.frequency_cap + 1)
        return max(2, self.epoch.frequencies.get(key) or now)

    def counts(self, key: Key) -> bool:
        """Say whether keys of this kind are evidence at all under these parameters."""
        return self.has(key[0])

    def has(self, kind: str) -> bool:
        """Say whether a kind of keys or of stated values is evidence under these parameters."""
        return EVIDENCE_OF_KIND[kind] in self.parameters.evidence

    def links(self, key: Key) -> bool:
        """Say whether a key may count between two incidents at all (not too common, of a kind that counts)."""
        cap = self.parameters.frequency_cap
        return self.counts(key) and self._live[key] <= cap and self.frequency(key) <= cap

    def is_shared(self, key: Key) -> bool:
        """Say whether at least two incidents have a key now."""
        return self._live[key] > 1

    def of_key(self, key: Key) -> tuple[int, int]:
        """Return ``(first, each)`` points of a shared key, shared infrastructure already down-weighted."""
        permille = self.listing.permille(key)
        first, each = self.rarity(EVIDENCE_OF_KIND[key[0]], self.frequency(key))
        return first * permille // 1000, each * permille // 1000

    def _worth(self, key: Key) -> tuple[int, int]:
        """Return ``(first, each)`` points of a shared key as it counts in a link; none where it is too common for one."""
        return self.of_key(key) if self.links(key) else (0, 0)

    def of_gap(self, days: int | None) -> int:
        """Return the points (≤ 0) of a distance in days; where a date is missing, of ``undated_days``."""
        if days is None:
            days = self.parameters.undated_days
        doublings = math.log2(1 + min(abs(days), LONGEST_GAP) / self.parameters.period_days)
        return -round(self.parameters.period_points * doublings)

    def of_size(self, keys: int) -> int:
        """Return the points (≤ 0) that one incident's number of keys costs each of its pairs."""
        return -round(self.parameters.size_points * math.log2(max(1, keys)) / 2)

    def _rarity_points(self, evidence: str, frequency: int) -> tuple[int, int]:
        """Return ``(first, each)`` points of a shared key by how many incidents have it."""
        worth = self.parameters.evidence[evidence]
        bits = math.log2(max(self.epoch.incidents, frequency) / frequency)
        return (worth.first[band_of(frequency)] if worth.first else 0), round(worth.each * bits)
