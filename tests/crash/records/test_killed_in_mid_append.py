"""A process killed in the middle of an act leaves the record as it was before, and the next act goes
through.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from sekisho.records import models
from sekisho.records.defence import arm, disarm, unarmed

HERE = Path(__file__).parent
PACK = HERE.parents[1] / "contract" / "operations" / "pack"


@pytest.fixture
def _armed_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        arm(connection)


@pytest.fixture
def elsewhere(_armed_again: None, transactional_db: None, tmp_path: Path) -> Iterator[Any]:
    """Runs the acting script in a process of its own, on the database of this test."""
    environment = {
        **os.environ,
        "SEKISHO_HOME": str(tmp_path),
        "SEKISHO_PACK": str(PACK),
        "DATABASE_URL": _url(),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(HERE / "acting.py"), *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    yield run
    disarm(connection)


def _url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    who = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}" if settings["USER"] else ""
    at = f"{who}@" if who else ""
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{at}/{settings['NAME']}?host={quote(settings['HOST'], safe='')}{port}"


def _whole() -> bool:
    """Every entry has its leaf and salts, and every case is where its last entry left it."""
    last = {case.pk: case.entries.order_by("sequence").last() for case in models.Case.objects.all()}
    heads = all(entry and (entry.hash, entry.sequence) == _head(case) for case, entry in last.items())
    entries = models.Entry.objects.count()
    return heads and entries == models.Leaf.objects.count() == models.LeafSecret.objects.count()


def _head(case: str) -> tuple[str, int]:
    row = models.Case.objects.get(pk=case)
    return row.head, row.sequence


def test_an_act_killed_at_any_statement_leaves_nothing_half_written(elsewhere: Any) -> None:
    """Killed before the first, the last and statements in between, the act has not happened; then it can be
    done.
    """
    prepared = elsewhere("prepare")
    assert prepared.returncode == 0, prepared.stderr
    case = prepared.stdout
    undisturbed = elsewhere("act", case)
    assert undisturbed.returncode == 0, undisturbed.stderr
    statements = int(undisturbed.stdout)
    assert statements > 6
    before = models.Entry.objects.count()
    points = sorted({1, 2, statements // 3, 2 * statements // 3, statements - 1, statements})
    killed = elsewhere("die", case, *map(str, points))
    assert killed.stdout.split() == [str(int(signal.SIGKILL))] * len(points), killed.stderr
    assert models.Entry.objects.count() == before
    assert _whole()
    assert elsewhere("act", case).returncode == 0
    assert models.Entry.objects.count() == before + 1
    assert _whole()
    assert unarmed(connection) == []
