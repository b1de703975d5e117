"""Figures on intake: how fast files are read and written, beside a peer on the same bytes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import stix2

import sekisho.demo_data
from sekisho.intel.reading import read_file
from sekisho.intel.stix_out import write_stix

RUNS = 3
COPIES = 4
"""How many times over the bundle is written, so that one run takes long enough to time."""


def figures() -> Iterator[dict[str, Any]]:
    """Yield one figure after another, each measured against a peer in the same run where one exists."""
    police = (Path(sekisho.demo_data.__path__[0]) / "npa.stix.json").read_bytes()
    text = police.decode("utf-8")
    peer = _times(lambda: stix2.parse(text, allow_custom=True))
    yield _figure("stix_read_demo_bundle", _times(lambda: read_file(police, "npa")), "stix2.parse", peer)
    event = (Path(sekisho.demo_data.__path__[0]) / "mod.misp.json").read_bytes()
    yield _figure("misp_read_demo_event", _times(lambda: read_file(event, "mod")), None, None)
    reading = read_file(police, "npa")
    at = datetime(2026, 10, 1, tzinfo=UTC)
    parsed = stix2.parse(text, allow_custom=True)
    written = _times(lambda: [write_stix(reading.objects, reading.incidents, at=at) for _ in range(COPIES)])
    serialized = _times(lambda: [parsed.serialize() for _ in range(COPIES)])
    yield _figure("stix_write_demo_objects", written, "stix2 serialize", serialized)


def _times(work: Callable[[], object]) -> list[float]:
    """Return the milliseconds of several runs, after one that warms up."""
    work()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _figure(name: str, ours: list[float], peer: str | None, theirs: list[float] | None) -> dict[str, Any]:
    value = statistics.median(ours)
    against = {"name": peer, "value": round(statistics.median(theirs), 2)} if theirs else None
    return {
        "figure": name,
        "value": round(value, 2),
        "unit": "ms",
        "against": against,
        "ratio": round(value / statistics.median(theirs), 4) if theirs else None,
        "runs": len(ours),
        "min": round(min(ours), 2),
        "max": round(max(ours), 2),
    }


if __name__ == "__main__":
    import json

    for figure in figures():
        print(json.dumps(figure))
