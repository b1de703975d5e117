"""The score of one pair, written plainly: the waterfall that a person sees, and the meaning the SQL must match."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sekisho.vocabulary.text import Text

from .keys import Key
from .kinds import EVIDENCE_OF_KIND, STATED_KINDS
from .profile import Profile
from .weights import Weights


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of evidence adds to (or takes from) a link.

    ``keys`` are the shared keys that count, rarest first; ``too_common`` those shared by too many to count; ``lessened`` those
    that count less as shared or benign infrastructure, each with what its category is called.
    """

    evidence: str
    points: int
    keys: tuple[Key, ...] = ()
    too_common: tuple[Key, ...] = ()
    lessened: tuple[tuple[Key, Text], ...] = ()


def contributions(one: Profile, other: Profile, weights: Weights) -> tuple[Contribution, ...]:
    """Return every contribution to the score of a pair; their points sum exactly to the score."""
    found = [Contribution(evidence="base", points=weights.parameters.base)]
    found += _shared_keys(one, other, weights)
    found += [c for kind in STATED_KINDS if (c := _stated(kind, one, other, weights))]
    found.append(Contribution(evidence="period", points=_of_period(one, other, weights)))
    found.append(Contribution(evidence="size", points=_of_sizes(one, other, weights)))
    return tuple(found)


def score(one: Profile, other: Profile, weights: Weights) -> int:
    """Return the points of a pair: the sum of its contributions, without saying of what."""
    known = weights.parameters.base + _of_period(one, other, weights) + _of_sizes(one, other, weights)
    stated = sum(_of_stated(kind, one, other, weights) or 0 for kind in STATED_KINDS)
    return known + stated + points_of_keys(one.keys & other.keys, weights)


def points_of_keys(shared: Iterable[Key], weights: Weights) -> int:
    """Return the points that shared keys add to a pair."""
    best: dict[str, int] = {}
    total: dict[str, int] = {}
    for key in shared:
        first, each = weights.worth(key)
        if first or each:
            evidence = EVIDENCE_OF_KIND[key[0]]
            best[evidence] = max(best.get(evidence, 0), first)
            total[evidence] = total.get(evidence, 0) + each
    limits = weights.parameters.evidence
    return sum(best.values()) + sum(min(limits[name].limit, points) for name, points in total.items())


def most_stated(profile: Profile, weights: Weights) -> int:
    """Return the points that what an incident states can add at most to any pair it is in."""
    return sum(
        min(worth.limit, sum(weights.of_key((kind, value))[1] for value in profile.stated[kind]))
        for kind in STATED_KINDS
        if (worth := weights.parameters.evidence.get(kind))
    )


def _of_period(one: Profile, other: Profile, weights: Weights) -> int:
    return weights.of_gap(one.day - other.day if one.day is not None and other.day is not None else None)


def _of_sizes(one: Profile, other: Profile, weights: Weights) -> int:
    return weights.of_size(len(one.keys)) + weights.of_size(len(other.keys))


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
        lessened=tuple((key, listed.label) for key in counted if (listed := weights.listing.category(key))),
    )


def _points(evidence: str, keys: tuple[Key, ...], weights: Weights) -> int:
    worth = [weights.of_key(key) for key in keys]
    first = max((first for first, _ in worth), default=0)
    return first + min(weights.parameters.evidence[evidence].limit, sum(each for _, each in worth))


def _stated(kind: str, one: Profile, other: Profile, weights: Weights) -> Contribution | None:
    points = _of_stated(kind, one, other, weights)
    if points is None:
        return None
    keys = tuple((kind, value) for value in sorted(one.stated[kind] & other.stated[kind]))
    return Contribution(evidence=kind, points=points, keys=keys)


def _of_stated(kind: str, one: Profile, other: Profile, weights: Weights) -> int | None:
    worth = weights.parameters.evidence.get(kind)
    if worth is None or not one.stated[kind] or not other.stated[kind]:
        return None
    agreed = one.stated[kind] & other.stated[kind]
    if not agreed:
        return -worth.against
    return min(worth.limit, sum(weights.of_key((kind, value))[1] for value in agreed))
