"""A process killed at any statement leaves the record as it was before, and what it meant to do can be done again."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sekisho.records import models
from sekisho.records.defence import unarmed
from sekisho.records.log import latest_checkpoint

from .conftest import Elsewhere

TILE = 256


def _whole() -> bool:
    """Every leaf that is no entry's has its salts, every case is where its last entry left it, every place is in a checkpoint."""
    last = {case.pk: case.entries.order_by("sequence").last() for case in models.Case.objects.all()}
    heads = all(entry and (entry.hash, entry.sequence) == _head(case) for case, entry in last.items())
    places = models.Position.objects.count()
    return (
        heads
        and models.Leaf.objects.count() == models.LeafSecret.objects.count()
        and places == latest_checkpoint("real").size
        and models.Tile.objects.filter(level=0).count() == places // TILE
    )


def _head(case: str) -> tuple[str, int]:
    row = models.Case.objects.get(pk=case)
    return row.head, row.sequence


def _counts() -> dict[str, int]:
    kinds: tuple[Any, ...] = (models.Entry, models.Leaf, models.Position, models.Checkpoint, models.Tile)
    return {kind.__name__: kind.objects.count() for kind in (*kinds, models.ReadPlace)}


def _succeeds(done: Any) -> str:
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.mark.parametrize("what", ["act", "integrate"])
def test_killed_before_any_statement_nothing_has_happened(
    elsewhere: Elsewhere, tmp_path: Path, what: str
) -> None:
    """Nothing is lost, doubled or half written; afterwards the same deed goes through and the record verifies."""
    case = _succeeds(elsewhere("prepare", "0"))
    _succeeds(elsewhere("count", what, case))
    _succeeds(elsewhere("fill", str(TILE + 2)))  # so that each of the next two integrations completes a tile
    statements = int(_succeeds(elsewhere("count", what, case)))
    assert statements > 5
    _succeeds(elsewhere("fill", str(2 * TILE + 2)))
    before = _counts()
    points = range(1, statements + 1)
    killed = elsewhere("die", what, case, *map(str, points))
    assert killed.stdout.split() == [str(int(signal.SIGKILL))] * len(points), killed.stderr
    assert _counts() == before
    assert _whole()
    _succeeds(elsewhere("count", what, case))
    assert _counts() != before
    assert _whole()
    assert unarmed(connection) == []
    verified = elsewhere("verify", str(tmp_path / "export"))
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.parametrize("what", ["act", "integrate", "reads"])
def test_killed_after_the_commit_it_has_happened_once(
    elsewhere: Elsewhere, tmp_path: Path, what: str
) -> None:
    """What was committed is there after the restart, once, although nobody was told; and the record verifies."""
    case = _succeeds(elsewhere("prepare", "0"))
    before = _counts()
    killed = elsewhere("die", what, case, "0")
    assert killed.stdout == str(int(signal.SIGKILL)), killed.stderr
    after = _counts()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "act": {"Entry": 1},
        "integrate": {"Position": before["Entry"] + before["Leaf"], "Checkpoint": 1},
        "reads": {},  # the read itself is committed first; its leaf is the next transaction's
    }[what]
    assert models.ReadRecord.objects.count() == (1 if what == "reads" else 0)
    assert _whole()
    verified = elsewhere("verify", str(tmp_path / "export"))
    assert verified.returncode == 0, verified.stdout + verified.stderr
