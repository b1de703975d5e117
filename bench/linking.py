"""Figures on linking: time, memory and growth on synthetic data, beside exact-value correlation on the same data."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.linking import link
from sekisho.linking.placing import Placing
from sekisho.linking.profile import Profile, profiles_of

from ._measuring import figure

SIZES = (10_000, 100_000)
LONG_SIZES = (1_000_000,)
RUNS = 3
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


def exact_correlations(incidents: list[Incident]) -> int:
    """Return how many correlations a store of exact matches would keep: every pair of incidents per shared value."""
    counts = Counter(observable for incident in incidents for observable in set(incident.observables))
    return sum(n * (n - 1) // 2 for n in counts.values())


def false_reports_to_join() -> int:
    """Return how many false reports, each copying four values of two campaigns, bring these into one cluster."""
    for count in range(1, 60):
        found = link([*_campaign("north", 0), *_campaign("south", 500), *_false(count), *grow(3000)])
        if {found.clusters[f"north{n}"] for n in range(8)} & {found.clusters[f"south{n}"] for n in range(8)}:
            return count
    return 60


def _campaign(name: str, start: int) -> list[Incident]:
    day = date(2026, 3, 1)
    return [
        Incident(id=f"{name}{n}", date=day, observables=tuple(_hash(start + (n + k) % 16) for k in range(5)))
        for n in range(8)
    ]


def _false(count: int) -> list[Incident]:
    day = date(2026, 3, 1)
    return [
        Incident(
            id=f"false{n}",
            date=day,
            observables=tuple(_hash(s + (n + k) % 12) for s in (0, 500) for k in (0, 1)),
        )
        for n in range(count)
    ]


def _hash(number: int) -> Observable:
    return Observable("sha256", f"{'f' * 32}{number:032x}")


def figures() -> Iterator[dict[str, Any]]:
    """Yield time per size, peak memory, the number of exact correlations, and what a poisoned feed needs."""
    for size in (*SIZES, *(LONG_SIZES if os.environ.get("SEKISHO_BENCH_LONG") else ())):
        incidents = grow(size)
        runs = RUNS if size < 1_000_000 else 1
        yield _figure(f"link {size} observations", _times(lambda them=incidents: link(them), runs), "s", None)
        links = len(link(incidents).links)
        pairs = exact_correlations(incidents)
        yield _figure(
            f"links of {size} observations", [links], "links", f"exact correlation: {pairs}", links / pairs
        )
    yield _figure("peak memory, 100000 observations", [_peak(100_000)], "MB", None)
    yield from _placing_figures()
    yield _figure(
        "false reports that join two campaigns of 8", [false_reports_to_join()], "reports", "more than 1"
    )


def _placing_figures() -> Iterator[dict[str, Any]]:
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


def _times(work: Callable[[], Any], runs: int) -> list[float]:
    measured = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        measured.append(time.perf_counter() - start)
    return measured


def _peak(size: int) -> float:
    """Return the peak memory of a process of its own that does nothing but one run."""
    code = f"import bench.linking as b; b.link(b.grow({size})); print(b.used())"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(out.stdout)


def used() -> float:
    """Return the peak memory of this process in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _figure(
    name: str, values: list[float], unit: str, against: str | None, ratio: float | None = None
) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(statistics.median(values), 3),
        "unit": unit,
        "against": against,
        "ratio": ratio,
        "runs": len(values),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }
