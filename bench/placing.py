"""``make bench ONLY=placing``: what it costs to link all incidents of an installation, and to find the place of one more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable

from ._installation import ENGINES, installation
from ._measuring import figure

PER_INCIDENT = 10
SIZES, LONG_SIZES = (10_000, 100_000), (1_000_000,)
"""How many incidents stand; the longer ones with ``SEKISHO_BENCH_LONG=1``: to store and to link them takes half an hour."""
ARRIVALS = 300
PLACED_WITHIN = 0.2
"""How many then arrive, and the seconds in which one has to have its place."""
COMMON = 40
"""Values of which every incident has two, as popular services are in many."""


def grow(incidents: int, seed: int = 1) -> Iterator[Incident]:
    """Yield so many invented incidents: campaigns of six, loners, and popular values."""
    draw = Random(seed)
    popular = [Observable("domain", f"service{n}.example") for n in range(COMMON)]
    return (_incident(number, draw, popular) for number in range(incidents))


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
    """Yield what a run takes, and what arrivals cost from being stored to their candidates' being kept, beside the limit."""
    sizes = SIZES + (LONG_SIZES if os.environ.get("SEKISHO_BENCH_LONG") else ())
    for engine, size in product(ENGINES, sizes):
        with installation(engine) as run:
            (found,) = run("_placing_run", str(size), str(ARRIVALS))
        yield figure(f"{engine}: a run over {size} incidents", "s", [found["linked"]])
        yield figure(f"{engine}: a run over {size} incidents, memory", "MB", [found["memory"]])
        name = f"{engine}: placing one incident among {size} (max: the slowest of {ARRIVALS})"
        yield figure(name, "s", found["seconds"], "limit at a million incidents", PLACED_WITHIN)
        late = sorted(found["seconds"])[ARRIVALS * 95 // 100]
        yield figure(f"{name}, 95th percentile", "s", [late], "limit at a million incidents", PLACED_WITHIN)
