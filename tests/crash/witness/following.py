"""Run by the crash test in a process of its own: follow a log, or take in what is brought of it, and die on the way, once for
every so many lines.

``following.py FOLDER EVERY WAY`` mirrors a log of 250 entries, lets it grow to 520, and follows it (WAY ``fetched``), or takes in
its leaves (``brought``), in forks that kill themselves with SIGKILL before the first line of the mirror's own code, the one so
many lines later, and so on. After each it checks the copy, does it again, and checks again. Prints in how many places it died.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import sekisho.witness
from sekisho.ledger.note import open_note
from sekisho.witness.home import Home, found
from sekisho.witness.mirror import Outcome, copy_folder, follow
from sekisho.witness.source import in_folder
from tests.unit.witness.asking import LOG, START
from tests.unit.witness.bringing import body, brought, shown
from tests.unit.witness.publishing import entries, files, publish

OWN = str(Path(sekisho.witness.__file__).parent)
OLD, NEW = 250, 520


def fetched(home: Home, log: Path) -> bool:
    """Follow the log; return whether the copy is then as it should be."""
    return follow(home, in_folder(log), START).outcome in (Outcome.MIRRORED, Outcome.CURRENT)


def taken(home: Home, log: Path) -> bool:
    """Take in the leaves from the last place that was mirrored on; return whether they were cosigned."""
    return brought(home, body(entries(NEW), OLD))[0] == 200


WAYS: dict[str, Callable[[Home, Path], bool]] = {"fetched": fetched, "brought": taken}


def main(folder: Path, every: int, way: Callable[[Home, Path], bool]) -> None:
    """Die, check and go on, place after place."""
    before = found(folder / "before", "mirror.example/one", [LOG.verifier])
    follow(before, in_folder(publish(folder / "old", entries(OLD))), START)
    assert shown(before, OLD, entries(NEW))[0] == 200
    log, at = publish(folder / "log", entries(NEW)), 1
    while die(folder, log, at, way):
        home = Home(folder / "mirror")
        checked(home)
        assert way(home, log)
        assert checked(home) == NEW
        at += every
    sys.stdout.write(str((at - 1) // every))


def die(folder: Path, log: Path, at: int, way: Callable[[Home, Path], bool]) -> bool:
    """Do it from before in a fork that dies at a line; return whether it died, and did not come to the end."""
    shutil.rmtree(folder / "mirror", ignore_errors=True)
    shutil.copytree(folder / "before", folder / "mirror")
    child = os.fork()
    if child == 0:
        sys.settrace(watching(at))
        way(Home(folder / "mirror"), log)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def watching(at: int) -> Any:
    """Return what kills the process before so many lines of the mirror's own code have run; of a line in a loop the
    first three times count.
    """
    lines, times = 0, Counter[tuple[str, int]]()

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(OWN):
            return None
        place = (frame.f_code.co_filename, frame.f_lineno)
        times[place] += event == "line"
        if event == "line" and times[place] <= 3:
            lines += 1
            if lines == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return watch

    return watch


def checked(home: Home) -> int:
    """Return the size of the copy: signed by the log and the mirror, whole, and no byte of it another than the log's."""
    copy = copy_folder(home, LOG.name)
    note = (copy / "checkpoint").read_text()
    assert len(open_note(note, [LOG.verifier, home.signing_keys()[0].verifier.as_cosigner()])[1]) == 2
    size = int(note.split("\n")[1])
    held = {str(p.relative_to(copy)): p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    old, new = files(entries(OLD)), files(entries(NEW))
    whole = files(entries(size)).keys() - {"checkpoint"}
    assert size in (OLD, NEW) and whole <= held.keys()
    finished = {
        name: data for name, data in held.items() if name != "checkpoint" and not name.endswith(".new")
    }
    assert finished.items() <= {**old, **new}.items()
    assert home.mark()[LOG.name] <= size
    return size


main(Path(sys.argv[1]), int(sys.argv[2]), WAYS[sys.argv[3]])
