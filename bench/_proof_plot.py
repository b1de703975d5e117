"""What a proof from storage costs as the log grows: counted, measured, and drawn.

``python -m bench._proof_plot count`` writes how many hashes a proof has, and how many tiles it is made from, on average over 300
places, to ``docs/images/proof-steps.jsonl``: the same on every machine.

``python -m bench._proof_plot measure`` lays logs of 10³ to 10⁷ leaves on both engines, and writes what 300 proofs of each
kind took, one JSON object a line, to ``docs/images/proof-cost.jsonl``. Above a million leaves only complete tiles are laid,
for no proof reads more. ``python -m bench._proof_plot draw`` draws those lines.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench._installation import ENGINES, ROOT, installation
from sekisho.ledger.tiles import needed
from sekisho.ledger.tree import Subtree, consistency_proof, inclusion_proof

SIZES = tuple(10**power for power in range(3, 8))
KINDS = ("inclusion", "consistency")
LIMIT_MS = 2.0
IMAGES = ROOT / "docs" / "images"
NUMBERS, PICTURE = IMAGES / "proof-cost.jsonl", IMAGES / "proof-cost.svg"
STEPS = IMAGES / "proof-steps.jsonl"
PLACES = 300


def counted() -> Iterator[dict[str, Any]]:
    """Yield, by size and kind, how many hashes a proof has and how many tiles it is made from, on average."""
    for size in SIZES:
        places = [number * 7919 % size for number in range(PLACES)]
        for kind in KINDS:
            asked = [_asking(kind, place, size) for place in places]
            hashes = sum(len(ask(lambda start, end: b"")) for ask in asked) / PLACES
            tiles = sum(len(needed(ask, size)) for ask in asked) / PLACES
            yield {"size": size, "kind": kind, "hashes": round(hashes, 2), "tiles": round(tiles, 2)}


def _asking(kind: str, place: int, size: int) -> Callable[[Subtree], list[bytes]]:
    if kind == "inclusion":
        return partial(inclusion_proof, place, size)
    return partial(consistency_proof, place + 1, size)


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


def draw(rows: list[dict[str, Any]], steps: list[dict[str, Any]], picture: Path) -> None:
    """Draw both over the logarithm of the size, where what grows with the logarithm is a straight line.

    Of the time, that of the processor is drawn, which other programs on the machine disturb least; the clock's is in the numbers.
    """
    # The same numbers give the same file.
    rcParams["svg.hashsalt"] = "sekisho"
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_steps(left, steps)
    _draw_times(right, rows)
    for axes in (left, right):
        axes.set(xscale="log", ylim=(0, None), xlabel="leaves in the log")
        axes.legend(fontsize="small", ncols=2)
    figure.savefig(picture, metadata={"Date": None})


def _draw_steps(axes: Axes, steps: list[dict[str, Any]]) -> None:
    for kind, mark in zip(KINDS, "os", strict=True):
        shown = [row for row in steps if row["kind"] == kind]
        sizes = [row["size"] for row in shown]
        for what, line in (("hashes", "-"), ("tiles", ":")):
            axes.plot(sizes, [row[what] for row in shown], f"{mark}{line}", label=f"{kind}: {what}")
    axes.set(ylabel="of one proof, on average")


def _draw_times(axes: Axes, rows: list[dict[str, Any]]) -> None:
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
    axes.set(ylabel="ms of the processor (client)")


def main(command: str) -> None:
    """Count, measure, or draw what was counted and measured."""
    if command == "count":
        _write(counted(), STEPS)
    elif command == "measure":
        _write(measured(), NUMBERS)
    else:
        draw(_read(NUMBERS), _read(STEPS), PICTURE)


def _write(rows: Iterator[dict[str, Any]], path: Path) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(*sys.argv[1:])
