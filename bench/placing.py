"""``make bench ONLY=placing``: what it costs to find the place of one more incident among those that stand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.linking import link
from sekisho.linking.placing import Placing
from sekisho.linking.profile import Profile, profiles_of

from ._measuring import figure

PER_INCIDENT = 10
PLACED = (2_000, 20_000)
ARRIVALS = 300
PLACED_WITHIN = 0.2
"""Numbers of incidents that stand, how many then arrive, and the seconds in which one has to have its place."""
COMMON = 40
"""Values that incidents of every replica share, as popular services do."""


def grow(observations: int, seed: int = 1) -> list[Incident]:
    """Return invented incidents with about so many observations: campaigns of six, loners, and popular values."""
    draw = Random(seed)
    popular = [Observable("domain", f"service{n}.example") for n in range(COMMON)]
    return [_incident(number, draw, popular) for number in range(observations // PER_INCIDENT)]


def _incident(number: int, draw: Random, popular: list[Observable]) -> Incident:
    campaign = number // 6
    pool = [_value(campaign * 40 + draw.randrange(20)) for _ in range(4)] if campaign % 2 else []
    own = [_value(10_000_000 + number * 10 + n) for n in range(PER_INCIDENT - 2 - len(pool))]
    return Incident(
        id=f"i{number:09}",
        date=date(2026, 1, 1) + timedelta(days=campaign % 300 + draw.randrange(40)),
        sectors=(draw.choice(("energy", "finance", "government", "health")),),
        observables=tuple(dict.fromkeys([*pool, *own, *draw.sample(popular, 2)])),
        techniques=tuple(f"T{1000 + (campaign * 7 + draw.randrange(9)) % 200}" for _ in range(3)),
    )


def _value(number: int) -> Observable:
    if number % 3 == 0:
        return Observable("sha256", f"{number:064x}")
    if number % 3 == 1:
        return Observable(
            "ipv4", f"{11 + number % 80}.{number // 80 % 250}.{number // 20_000 % 250}.{number % 250}"
        )
    word = "".join("bcdfghklmnprstvz"[number >> 4 * n & 15] + "aeiou"[(number >> n) % 5] for n in range(4))
    return Observable("domain", f"{word}{number % 97}.example")


def figures() -> Iterator[dict[str, Any]]:
    """Yield what the last arrivals cost, the slowest among them, beside the limit and by how many there are before."""
    for size in PLACED:
        incidents = grow((size + ARRIVALS) * PER_INCIDENT)
        Random(size).shuffle(incidents)
        placing = Placing.after(link(incidents[:size]))
        taken = [_placed_in(placing, profile) for profile in profiles_of(incidents[size:])]
        name = f"placing one incident among {size} (max: the slowest of {ARRIVALS})"
        yield figure(name, "s", taken, "limit at a million incidents", PLACED_WITHIN)


def _placed_in(placing: Placing, profile: Profile) -> float:
    began = time.perf_counter()
    placing.add(profile)
    return time.perf_counter() - began
