"""Figures on the desk: what it and an act cost among many open cases, beside what they cost among few."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from ._installation import ENGINES, installation
from ._measuring import figure

CASES = 50_000


def figures() -> Iterator[dict[str, Any]]:
    """Yield the figures on both databases; an act is to cost what it costs among ten cases."""
    for engine in ENGINES:
        with installation(engine) as run:
            few, many = run("_desk_run", str(CASES))
        for what in ("desk", "act"):
            name = f"{engine}_{what}_among_{CASES}_cases"
            yield figure(name, "ms", many[what], f"among {few['cases']} cases", median(few[what]))
