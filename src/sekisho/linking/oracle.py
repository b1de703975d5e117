"""The oracle: every pair looked at, nothing clever. Slow and obvious; what the engines are compared with."""

from __future__ import annotations

from itertools import combinations

from .engine import Link
from .profile import Profile
from .scoring import score
from .weights import Weights


def all_links(profiles: list[Profile], weights: Weights) -> list[Link]:
    """Return the links of all pairs that share at least one key that counts, in the order of their ids."""
    ordered = sorted(profiles, key=lambda profile: profile.id)
    found = []
    for one, other in combinations(ordered, 2):
        if any(weights.links(key) for key in one.keys & other.keys):
            points = score(one, other, weights)
            if points > 0:
                found.append(Link(one.id, other.id, points))
    return found
