"""A witness killed at any line of an answer, or without room on the disk, never comes to cosign two histories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sekisho.ledger.note import add_signature, open_note
from sekisho.ledger.tree import root_of
from sekisho.ledger.witnessing import Status
from sekisho.witness import store
from sekisho.witness.answering import Witness, witness
from sekisho.witness.home import Home
from tests.unit.witness.asking import LOG, ask, leaves, made, request, signed

HERE = Path(__file__).parent
KILLED = -9
GROWN, FORKED = leaves(30), leaves(30, "x", 10)
Run = Callable[..., tuple[int, list[str]]]
# What is answered when it ends: growth, the same tree once more, and a fork that is refused.
ASKED = {"growth": (20, GROWN), "again": (20, leaves(20)), "fork": (20, FORKED)}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Answer from a witness that holds 20 leaves, in a process of its own; returns its exit status and what it said."""
    made(tmp_path / "before")
    ask(witness(Home(tmp_path / "before")), request(0, leaves(20)))

    def answered(what: str, asked: str, at: int = 0) -> tuple[int, list[str]]:
        shutil.rmtree(tmp_path / "w", ignore_errors=True)
        shutil.copytree(tmp_path / "before", tmp_path / "w")
        (tmp_path / "request").write_bytes(request(*ASKED[asked]))
        script = [sys.executable, str(HERE / "dying.py"), what, "w", "request", "1", str(at)]
        here = str(HERE.parents[2])
        environment = {**os.environ, "PYTHONPATH": here}
        done = subprocess.run(script, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode in (0, KILLED), done.stderr
        return done.returncode, done.stdout.split("\n", 2)

    return answered


def restarted(folder: Path, said: list[str]) -> None:
    """Check what a witness holds and does after the end, given what it had said by then.

    1. Its database opens; it holds 20 leaves or 30, and no less than it had said.
    2. What was promised can be had: the honest log is cosigned, from the size that it is told.
    3. A fork is cosigned neither before nor after.
    """
    who = witness(Home(folder))
    with store.opened(who.home.database) as base:
        held, (intact,) = store.latest(base, LOG.name).size, base.execute("PRAGMA integrity_check").fetchone()
        assert [each.size for each in store.handed(base)] == [held]
    assert intact == "ok" and held in (20, 30)  # 1
    assert who.home.mark()[LOG.name] <= held
    if len(said) > 1 and said[1] == str(Status.COSIGNED.value):
        tree = GROWN if held == 30 else leaves(20)
        open_note(add_signature(signed(tree), said[2]), [who.keys[0].verifier.as_cosigner()])
    only_one_history(who, held)


def only_one_history(who: Witness, held: int) -> None:
    """2 and 3."""
    assert ask(who, request(held, FORKED), 2).status is Status.INCONSISTENT
    assert ask(who, request(held, GROWN), 3).status is Status.COSIGNED  # 2
    assert ask(who, request(30, FORKED), 4).status is Status.INCONSISTENT  # 3
    assert ask(who, request(30, leaves(40, "x", 20)), 5).status is Status.INCONSISTENT
    with store.opened(who.home.database) as base:
        kept = dict(base.execute("SELECT size, root FROM cosigned").fetchall())
    assert kept == {20: root_of(leaves(20)), 30: root_of(GROWN)}


def sweep(run: Run, folder: Path, asked: str, every: int) -> None:
    _, said = run("count", asked)
    lines = int(said[0])
    assert lines > 60
    restarted(folder, said)
    for at in [*range(1, lines + 1, every), lines]:
        status, said = run("kill", asked, at)
        assert status == KILLED and said == [""], (at, said)
        restarted(folder, said)


def test_killed_at_lines_in_between_of_growth(run: Run, tmp_path: Path) -> None:
    """Some lines of the answer to an honest request; the full sweep takes every one."""
    sweep(run, tmp_path / "w", "growth", 11)


@pytest.mark.long
@pytest.mark.parametrize("asked", ASKED)
def test_killed_at_every_line(run: Run, tmp_path: Path, asked: str) -> None:
    """Every line of the answers to growth, to the same tree again, and to a fork."""
    sweep(run, tmp_path / "w", asked, 1)


def test_without_room_on_the_disk_nothing_is_cosigned_and_nothing_lost(run: Run, tmp_path: Path) -> None:
    """Where the database cannot grow, or the mark not be written, the answer is that it cannot; then all is as before."""
    statuses = set()
    for limit in (0, 1, 512, 4096, 8192, 20480, 32768, 1 << 20):
        status, said = run("full", "growth", limit)
        assert status == 0
        statuses.add(int(said[1]))
        restarted(tmp_path / "w", said)
    assert statuses == {Status.COSIGNED, Status.UNABLE}


@pytest.mark.long
@pytest.mark.parametrize("asked", ASKED)
def test_without_room_at_any_size(run: Run, tmp_path: Path, asked: str) -> None:
    """At every limit that a file of the witness passes."""
    for limit in range(0, 40960, 256):
        _, said = run("full", asked, limit)
        restarted(tmp_path / "w", said)
