"""Eight processes writing at once on PostgreSQL, two on SQLite: no gap, nothing twice, and the record verifies."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sekisho.records import models
from tests.leaves import committed

from .conftest import Elsewhere

ACTS = 3


@pytest.mark.parametrize(
    "processes",
    [pytest.param(8, marks=pytest.mark.only_on("postgresql")), pytest.param(2, marks=pytest.mark.only_on("sqlite"))],
)  # fmt: skip
def test_processes_writing_at_once_leave_no_gap(
    elsewhere: Elsewhere, at_once: Any, tmp_path: Path, processes: int
) -> None:
    """All plan the same measure and open others; every act is in the record once, in one unbroken order."""
    case = elsewhere("prepare", "0").stdout
    before = models.Entry.objects.count()
    done = at_once(processes, "write", case, str(ACTS))
    assert [each.returncode for each in done] == [0] * processes, [each.stderr for each in done]
    assert models.Entry.objects.count() == before + 2 * processes * ACTS
    numbers = models.Entry.objects.filter(case=case).values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, 2 + processes * ACTS))
    verified = elsewhere("verify", str(tmp_path / "export"))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    placed = Counter(models.Position.objects.values_list("entry", "leaf"))
    assert set(placed.values()) == {1}
    assert len(placed) == committed()
    places = models.Position.objects.order_by("index").values_list("index", flat=True)
    assert list(places) == list(range(len(placed)))
