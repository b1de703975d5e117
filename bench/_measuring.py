"""Time a piece of work, and put a figure beside a peer or a limit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

KEYS = ("figure", "value", "unit", "against", "ratio", "runs", "min", "max")
"""What every figure says, in this order."""


def seconds(work: Callable[[], object], runs: int = 5) -> list[float]:
    """Return the seconds of several runs, after one that warms up and is not counted."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return taken


def figure(
    name: str, unit: str, values: Sequence[float], against: str | None = None, peer: float | None = None
) -> dict[str, Any]:
    """Return a figure: the median of the values, beside what it is compared with.

    ``against`` names the peer or the limit, ``peer`` is its value in the same unit and from the same run; ``ratio`` is
    ours divided by it.
    """
    value = statistics.median(values)
    compared = (
        {"name": against, "value": round(peer, 4)} if against is not None and peer is not None else None
    )
    return {
        "figure": name,
        "value": round(value, 4),
        "unit": unit,
        "against": compared,
        "ratio": round(value / peer, 4) if compared and peer else None,
        "runs": len(values),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
    }
