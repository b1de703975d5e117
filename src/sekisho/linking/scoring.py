"""The score of one pair, written plainly: the waterfall that a person sees, and the meaning the SQL must match."""

from __future__ import annotations

import msgspec

from .keys import Key
from .kinds import EVIDENCE_OF_KIND, STATED_KINDS
from .profile import Profile
from .weights import Weights


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of evidence adds to (or takes from) a link.

    ``keys`` are the shared keys that count, rarest first; ``too_common`` those shared by too many to count.
    """

    evidence: str
    points: int
    keys: tuple[Key, ...] = ()
    too_common: tuple[Key, ...] = ()


def contributions(one: Profile, other: Profile, weights: Weights) -> tuple[Contribution, ...]:
    """Return every contribution to the score of a pair; their points sum exactly to the score."""
    found = [Contribution(evidence="base", points=weights.parameters.base)]
    found += _shared_keys(one, other, weights)
    found += [c for kind in STATED_KINDS if (c := _stated(kind, one, other, weights))]
    apart = one.day - other.day if one.day is not None and other.day is not None else None
    found.append(Contribution(evidence="period", points=weights.of_gap(apart)))
    size = weights.of_size(len(one.keys)) + weights.of_size(len(other.keys))
    found.append(Contribution(evidence="size", points=size))
    return tuple(found)


def score(one: Profile, other: Profile, weights: Weights) -> int:
    """Return the points of a pair."""
    return sum(c.points for c in contributions(one, other, weights))


def _shared_keys(one: Profile, other: Profile, weights: Weights) -> list[Contribution]:
    grouped: dict[str, list[Key]] = {}
    shared = sorted(one.keys & other.keys, key=lambda key: (weights.frequency(key), key))
    for key in shared:
        if EVIDENCE_OF_KIND[key[0]] in weights.parameters.evidence:
            grouped.setdefault(EVIDENCE_OF_KIND[key[0]], []).append(key)
    return [_group(evidence, keys, weights) for evidence, keys in sorted(grouped.items())]


def _group(evidence: str, keys: list[Key], weights: Weights) -> Contribution:
    counted = tuple(key for key in keys if weights.links(key))
    return Contribution(
        evidence=evidence,
        points=_points(evidence, counted, weights),
        keys=counted,
        too_common=tuple(key for key in keys if key not in counted),
    )


def _points(evidence: str, keys: tuple[Key, ...], weights: Weights) -> int:
    worth = [weights.of_key(key) for key in keys]
    first = max((first for first, _ in worth), default=0)
    return first + min(weights.parameters.evidence[evidence].limit, sum(each for _, each in worth))


def _stated(kind: str, one: Profile, other: Profile, weights: Weights) -> Contribution | None:
    worth = weights.parameters.evidence.get(kind)
    if worth is None or not one.stated[kind] or not other.stated[kind]:
        return None
    keys = tuple((kind, value) for value in sorted(one.stated[kind] & other.stated[kind]))
    agreed = min(worth.limit, sum(weights.of_key(key)[1] for key in keys))
    points = agreed if keys else -worth.against
    return Contribution(evidence=kind, points=points, keys=keys)
