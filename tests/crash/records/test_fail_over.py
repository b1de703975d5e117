"""The leading database dies under load and its standby takes over: nothing acknowledged is lost, the log verifies."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sekisho.ledger.checkpoint import read_checkpoint
from sekisho.ledger.note import split_note
from tools.with_postgres import ON_DISK, Cluster

from .conftest import HERE, PACK

pytestmark = [pytest.mark.long, pytest.mark.only_on("postgresql")]
WRITERS = 3
LOADED_SECONDS = 5


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A leader and a standby, each with a folder of its own; stopped afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="sk-a-", dir="/tmp", ignore_cleanup_errors=True) as one,
        tempfile.TemporaryDirectory(prefix="sk-b-", dir="/tmp", ignore_cleanup_errors=True) as two,
    ):
        made = Cluster(Path(one), ON_DISK), Cluster(Path(two), ON_DISK)
        try:
            yield made
        finally:
            for each in made:
                each.stop()


def _replicate(leader: Cluster, standby: Cluster) -> tuple[str, str]:
    """Start both; from then on a commit is answered when the standby has written it to its disk too."""
    urls = [leader.start()]
    standby.follow(leader)
    urls.append(standby.launch())
    with psycopg.connect(urls[0], autocommit=True) as server:
        server.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        server.execute("SELECT pg_reload_conf()")
        for _ in range(600):
            if server.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone():
                return urls[0], urls[1]
            time.sleep(0.1)
    raise AssertionError("the standby does not follow")


def _acting(url: str, home: Path, *arguments: str) -> subprocess.Popen[str]:
    told = {"DATABASE_URL": url, "SEKISHO_HOME": str(home), "SEKISHO_PACK": str(PACK)}
    return subprocess.Popen(
        [sys.executable, str(HERE / "acting.py"), *arguments],
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _succeeds(started: subprocess.Popen[str]) -> str:
    said, complained = started.communicate(timeout=300)
    assert started.returncode == 0, said + complained
    return said


def _hashes(url: str) -> set[str]:
    with psycopg.connect(url) as server:
        return {row[0] for row in server.execute("SELECT hash FROM records_entry")}


def test_a_standby_that_takes_over_has_everything_that_was_acknowledged(
    pair: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    """The leader is ended at once while people act; on the standby every accepted entry is there, and it goes on."""
    leader, standby = pair
    first, second = _replicate(leader, standby)
    _succeeds(_acting(first, tmp_path, "prepare", "0"))
    writers = [_acting(first, tmp_path, "acknowledge") for _ in range(WRITERS)]
    acknowledged = {each.stdout.readline().strip() for each in writers if each.stdout}
    time.sleep(LOADED_SECONDS)
    leader.stop()
    answers = [each.communicate(timeout=60) for each in writers]
    acknowledged |= {line for said, _ in answers for line in said.split()}
    assert [complained.split()[-1] for _, complained in answers] == ["lost"] * WRITERS
    assert len(acknowledged) > WRITERS
    standby.promote()
    assert acknowledged <= _hashes(second)
    verified = _acting(second, tmp_path, "verify", str(tmp_path / "export"))
    _succeeds(verified)
    signed = read_checkpoint(split_note((tmp_path / "checkpoints" / "real").read_text("utf-8"))[0])
    assert signed.size == len(_hashes(second))
    case = _succeeds(_acting(second, tmp_path, "count", "reads", "-"))
    assert case
    _succeeds(_acting(second, tmp_path, "verify", str(tmp_path / "again")))
