"""Measure linking from 10⁴ observations on and draw its growth: an image, and a page with the numbers in it.

python -m bench._linking_growth SCRATCH [most]

``SCRATCH`` is a folder for the collections (10⁷ observations take about 200 MB) and for what the engine spills;
``most`` the largest collection, 10,000,000 if not given.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ._growth import ROOT, write_growth
from .linking import measure

SIZES = {10_000: "300MB", 100_000: "300MB", 1_000_000: "300MB", 3_000_000: "800MB", 10_000_000: "1600MB"}
"""Observations, and the memory that the engine may use."""
ASKED = {1_000_000: (6.0, 600), 10_000_000: (60.0, 2500)}
"""Seconds by the clock on two idle cores and megabytes that are asked of a size."""
IMAGE = ROOT / "docs" / "images" / "linking-growth.svg"
PAGE = ROOT / "docs" / "explanation" / "linking-growth.md"
TEXT = """# Linking: how time and memory grow

Made by `python -m bench._linking_growth SCRATCH`; do not edit. {cores} cores; the collections are grown from the development
set, each replica renamed (`bench/_growth.py`). A run is a process of its own, from Parquet files to links, clusters and
contributions, in DuckDB with two threads.

![Processor time and memory against observations](../images/linking-growth.svg)

| observations | engine may use | processor s | clock s | peak MB | links | candidates | asked of idle cores |
|--:|--:|--:|--:|--:|--:|--:|---|
{rows}

Processor time is what a run takes of both cores; the clock also shows what else the machine was doing: **{load:.1f}
programs** on average were waiting for its {cores} cores in this run.

From {second:,} to {last:,} observations the marginal cost is **{slope:.1f} µs of processor time** for each further
observation, and {links:.0f} links for each thousand.
"""


def figures(scratch: Path, most: int) -> list[dict[str, float]]:
    """Return what each size took, smallest first."""
    os.environ["TMPDIR"] = str(scratch)
    found = []
    for size, memory in SIZES.items():
        if size > most:
            break
        with TemporaryDirectory(dir=scratch) as place:
            written = write_growth(Path(place), size)
            taken = measure(Path(place), memory)
        found.append({**taken, "size": size, "observations": written})
        print(found[-1], flush=True)
    return found


def page(found: list[dict[str, float]]) -> str:
    """Return the page: a row a size, and the slope between the third largest size and the largest."""
    before, last = found[max(0, len(found) - 3)], found[-1]
    further = last["observations"] - before["observations"]
    return TEXT.format(
        cores=os.cpu_count(),
        rows="\n".join(_row(each) for each in found),
        load=os.getloadavg()[2],
        second=int(before["size"]),
        last=int(last["size"]),
        slope=(last["processor"] - before["processor"]) / further * 1e6,
        links=(last["links"] - before["links"]) / further * 1e3,
    )


def _row(each: dict[str, float]) -> str:
    size = int(each["size"])
    asked = "≤ {:.0f} s, ≤ {} MB".format(*ASKED[size]) if size in ASKED else ""
    cells = [f"{size:,}", SIZES[size], f"{each['processor']:.1f}", f"{each['seconds']:.1f}"]
    cells += [f"{each['megabytes']:.0f}", f"{each['links']:,.0f}", f"{each['candidates']:,.0f}", asked]
    return f"| {' | '.join(cells)} |"


def draw(found: list[dict[str, float]], image: Path) -> None:
    """Draw processor time and memory against observations, both axes in powers of ten."""
    import matplotlib as mpl  # late: of the development tools

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "linking", "font.size": 11})
    import matplotlib.pyplot as plt

    _, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    _axis(left, found, {"processor": "processor time", "seconds": "clock"}, "s", 0)
    _axis(right, found, {"megabytes": "peak memory"}, "MB", 1)
    plt.savefig(image, metadata={"Date": None})
    plt.close()


def _axis(axis: Any, found: list[dict[str, float]], lines: dict[str, str], unit: str, place: int) -> None:
    sizes = [each["size"] for each in found]
    for name, label in lines.items():
        axis.loglog(sizes, [each[name] for each in found], marker="o", label=label)
    asked = {size: limits[place] for size, limits in ASKED.items() if size in sizes}
    axis.scatter(
        list(asked), list(asked.values()), marker="_", s=400, color="black", label="at most asked, cores idle"
    )
    axis.set(xlabel="observations", ylabel=unit)
    axis.grid(visible=True, alpha=0.3)
    axis.legend()


def main(scratch: str, most: str = "10000000") -> None:
    """Measure, draw, write the page."""
    found = figures(Path(scratch), int(most))
    draw(found, IMAGE)
    PAGE.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
