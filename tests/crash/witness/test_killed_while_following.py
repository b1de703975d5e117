"""A mirror killed anywhere serves a whole copy, old or new, and the next time goes on to the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


WAYS = ("fetched", "brought")


def places(folder: Path, every: int, way: str) -> int:
    """Return in how many places the mirror was killed; fails with what did not hold."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[2])}
    command = [sys.executable, str(HERE / "following.py"), str(folder), str(every), way]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("way", WAYS)
def test_killed_in_places_between(tmp_path: Path, way: str) -> None:
    """Some lines from the first to the last; the full sweep takes every one."""
    assert places(tmp_path, 29, way) > 5


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_killed_at_every_line(tmp_path: Path, way: str) -> None:
    """Every line of the mirror's own code, those in loops three times."""
    assert places(tmp_path, 1, way) > 150
