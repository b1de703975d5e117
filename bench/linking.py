"""Figures on linking: time, memory and growth on synthetic data, beside exact-value correlation on the same data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.linking import link
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.waist import waist

from ._growth import replicate, seed_incidents, write_growth
from ._measuring import figure

SIZES = {10_000: "300MB", 100_000: "300MB", 1_000_000: "300MB"}
"""Observations, and the memory that the engine may use."""
LONG_SIZES = {10_000_000: "1600MB"}
SPARK_SIZE, SPARK_HEAP = 1_000_000, "3GB"
LIMITS = {1_000_000: (6, 600), 10_000_000: (60, 2500)}
"""Seconds and megabytes that are asked of a size on two cores."""
POPULAR = 100_000
"""Incidents that share one value, where the cost of a common value is measured."""


def exact_correlations(folder: Path) -> int:
    """Return how many correlations a store of exact matches would keep: every pair of incidents per shared value."""
    query = """
        SELECT SUM(n * (n - 1) // 2) FROM (
            SELECT COUNT(DISTINCT id) AS n FROM (SELECT id, UNNEST(observables) AS o FROM given) GROUP BY o)
    """
    with duckdb_engine() as engine:
        engine.read("given", folder)
        return int(engine.take(query).column(0)[0].as_py() or 0)


def false_reports_to_join() -> tuple[int, int]:
    """Return how many false reports, each copying two values of either of two campaigns, bring these into one cluster,
    and how many of them its explanation then names as what alone holds the two together.
    """
    background = list(replicate(seed_incidents(), 1))[:300]
    for count in range(1, 60):
        found = link([*_campaign("north", 0), *_campaign("south", 500), *_false(count), *background])
        both = (each for each in found.candidates if {"north0", "south0"} <= set(each.members))
        if candidate := next(both, None):
            thin = waist(candidate, found.weights.parameters)
            return count, sum(name.startswith("false") for name in thin.holders) if thin else 0
    return 60, 0


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
    """Yield time and memory by size, the number of exact correlations, a popular value, and a poisoned feed."""
    sizes = SIZES | (LONG_SIZES if os.environ.get("SEKISHO_BENCH_LONG") else {})
    for size, memory in sizes.items():
        with tempfile.TemporaryDirectory() as place:
            write_growth(Path(place), size)
            yield from _of_size(Path(place), size, memory)
            if size == SPARK_SIZE and os.environ.get("SEKISHO_BENCH_LONG"):
                yield from _of_spark(Path(place), size)
    yield from _of_popular_value()
    joined, named = false_reports_to_join()
    yield figure("false reports that join two campaigns of 8", "reports", [joined], "more than one", 1)
    yield figure("of these, named by the explanation", "reports", [named], "all of them", joined)


def _of_size(folder: Path, size: int, memory: str) -> Iterator[dict[str, Any]]:
    run = measure(folder, memory)
    seconds, megabytes = LIMITS.get(size, (None, None))
    asked = "asked of two idle cores" if seconds else None
    yield figure(
        f"link {size} observations, from Parquet to contributions", "s", [run["seconds"]], asked, seconds
    )
    yield figure(f"processor time of it, {size} observations", "s", [run["processor"]])
    yield figure(f"peak memory, {size} observations", "MB", [run["megabytes"]], asked, megabytes)
    pairs = exact_correlations(folder)
    yield figure(
        f"links of {size} observations", "links", [run["links"]], "correlations of exact values", pairs
    )


def _of_popular_value() -> Iterator[dict[str, Any]]:
    """Measure a collection without and with one value that very many incidents share."""
    import pyarrow.parquet as pq

    from sekisho.linking.incident_table import incident_table

    taken = []
    for shared in ((), (Observable("domain", "everybody-has-this.example"),)):
        incidents = (
            Incident(id=f"i{n:06}", observables=(_hash(n // 2), *shared), date=date(2026, 1, 1 + n % 28))
            for n in range(POPULAR)
        )
        with tempfile.TemporaryDirectory() as place:
            pq.write_table(incident_table(incidents), Path(place) / "all.parquet")
            taken.append(measure(Path(place), "400MB"))
    without, with_it = taken
    name = f"link {POPULAR} incidents that all share one value"
    yield figure(name, "s", [with_it["processor"]], "the same without that value", without["processor"])


def _of_spark(folder: Path, size: int) -> Iterator[dict[str, Any]]:
    """Measure Spark on this machine beside DuckDB. Raises ``ValueError`` where their rows differ."""
    duckdb, spark = measure(folder, SIZES[size]), measure(folder, SPARK_HEAP, "spark")
    if spark["digest"] != duckdb["digest"]:
        raise ValueError("Spark and DuckDB found different rows")
    name = f"Spark local[2] links {size} observations, the same rows"
    yield figure(name, "s", [spark["seconds"]], "DuckDB", duckdb["seconds"])
    yield figure("start of Spark", "s", [spark["start"]], "its whole run", spark["seconds"])
    worked, beside = spark["processor"] + spark["java"], duckdb["processor"]
    yield figure(f"processor time of Spark, {size} observations", "s", [worked], "DuckDB", beside)


def measure(folder: Path, memory: str, engine: str = "duckdb") -> dict[str, Any]:
    """Return what one run in a process of its own took and found; see ``_linking_run`` for the names."""
    command = [sys.executable, "-m", "bench._linking_run", str(folder), memory, engine]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))
