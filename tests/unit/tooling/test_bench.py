"""The runner of the benchmarks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench._measuring import KEYS, figure

ROOT = Path(__file__).parent.parent.parent.parent


def test_an_area_that_is_not_there_is_answered_with_those_that_are() -> None:
    """A mistyped area gets status 2 and the list of areas."""
    command = [sys.executable, "-m", "bench", "lwa"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "command" in done.stderr
    assert done.stdout == ""


def test_a_figure_is_the_median_beside_its_peer() -> None:
    """The value is the median, the ratio ours over theirs, and every key is there."""
    made = figure("sorted", "s", [3.0, 1.0, 2.0], "another sort", 4.0)
    assert tuple(made) == KEYS
    assert made["value"] == 2.0
    assert made["ratio"] == 0.5
    assert (made["runs"], made["min"], made["max"]) == (3, 1.0, 3.0)


def test_a_figure_without_a_peer_says_so() -> None:
    """Where there is nothing to compare with, nothing is made up."""
    made = figure("alone", "s", [1.0])
    assert made["against"] is None
    assert made["ratio"] is None
