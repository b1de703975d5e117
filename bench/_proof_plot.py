"""What a proof from storage costs as the log grows: measured, and drawn.

``python -m bench._proof_plot measure`` lays logs of 10³ to 10⁷ leaves on both engines, and writes what 300 proofs of each
kind took, one JSON object a line, to ``docs/images/proof-cost.jsonl``. Above a million leaves only complete tiles are laid,
for no proof reads more. ``python -m bench._proof_plot draw`` draws those lines.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib import rcParams
from matplotlib.figure import Figure

from bench._installation import ENGINES, ROOT, installation

SIZES = tuple(10**power for power in range(3, 8))
KINDS = ("inclusion", "consistency")
LIMIT_MS = 2.0
IMAGES = ROOT / "docs" / "images"
NUMBERS, PICTURE = IMAGES / "proof-cost.jsonl", IMAGES / "proof-cost.svg"


def measured() -> Iterator[dict[str, Any]]:
    """Yield, by engine, size and kind, the median and the 95th percentile of a proof's milliseconds, by the clock and of
    the client's processor.
    """
    for engine in ENGINES:
        with installation(engine) as run:
            for size in SIZES:
                [found] = run("_recording", "proofs", str(size))
                for kind in KINDS:
                    yield {"engine": engine, "size": size, "kind": kind, **_summary(found, kind)}


def _summary(found: dict[str, list[float]], kind: str) -> dict[str, float]:
    summary = {}
    for name, values in (("ms", found[kind]), ("cpu_ms", found[f"{kind}_cpu"])):
        ordered = sorted(values)
        for part in (50, 95):
            summary[f"{name}_p{part}"] = round(ordered[len(ordered) * part // 100], 3)
    return summary


def draw(rows: list[dict[str, Any]], picture: Path) -> None:
    """Draw the lines over the logarithm of the size: a straight line is a cost that grows with the logarithm.

    Drawn is the processor's time, which other programs on the machine disturb least; the clock's is in the numbers.
    """
    # The same numbers give the same file.
    rcParams["svg.hashsalt"] = "sekisho"
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for engine in ENGINES:
        for kind, mark in zip(KINDS, "os", strict=True):
            shown = [row for row in rows if (row["engine"], row["kind"]) == (engine, kind)]
            sizes = [row["size"] for row in shown]
            [line] = axes.plot(
                sizes, [row["cpu_ms_p95"] for row in shown], f"{mark}-", label=f"{engine}, {kind}: p95"
            )
            medians = [row["cpu_ms_p50"] for row in shown]
            axes.plot(sizes, medians, f"{mark}:", color=line.get_color(), alpha=0.6, label="median")
    axes.axhline(
        LIMIT_MS, color="black", linewidth=0.8, linestyle="--", label=f"limit at 10⁶: {LIMIT_MS:g} ms"
    )
    axes.set(
        xscale="log",
        ylim=(0, None),
        xlabel="leaves in the log",
        ylabel="one proof, ms of the processor (client)",
    )
    axes.legend(fontsize="small", ncols=2)
    figure.savefig(picture, metadata={"Date": None})


def main(command: str) -> None:
    """Measure, or draw what was measured."""
    if command == "measure":
        NUMBERS.write_text("".join(f"{json.dumps(row)}\n" for row in measured()), encoding="utf-8")
    else:
        draw([json.loads(line) for line in NUMBERS.read_text(encoding="utf-8").splitlines()], PICTURE)


if __name__ == "__main__":
    main(*sys.argv[1:])
