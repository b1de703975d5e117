"""Exporting a log so that anyone can check it without this installation; the layout is
``ledger.export``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from sekisho.ledger.export import Commit, Told, lay_out
from sekisho.records.cosignatures import cosignatures
from sekisho.records.export import Placed, batch_digests, checkpoints, committed, placed
from sekisho.records.log import checkpoint_of, latest_checkpoint
from sekisho.records.reads import Read
from sekisho.records.world import REAL

from .reading import batch_reads, note_read
from .receipts import disclosure_of
from .sequencer import integrate
from .witnesses import counting, policy_of, with_lines
from .witnessing import ask_witnesses


class NothingToExport(LookupError):
    """The log has no checkpoint yet: nothing was ever recorded in it, or it was never integrated."""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What an export holds: the log, its size and root, and how many of its leaves are opened."""

    log: str
    size: int
    root: str
    disclosed: int


def hand_out(path: Path, person: str, now: datetime, log: str = REAL) -> Exported:
    """Write a log into a folder for somebody, so that the log which they get holds this very export among its reads.

    1. Write down the export. Raises ``reading.Unrecorded``, and hands out nothing, where that fails.
    2. Bring every read and every committed leaf into the log.
    3. Ask the witnesses that can be reached for the tree as it now is; where they do not make up the quorum, the tree
       that they did cosign is what is handed out.
    4. Export. Raises ``NothingToExport``.
    """
    note_read(Read(person=person, act_of="", kind="export", subject=log, realm=log, read_at=now))  # 1
    batch_reads(now, all_waiting=True)  # 2
    integrate(now)
    ask_witnesses(now)  # 3
    return export(path, log)  # 4


def export(path: Path, log: str = REAL) -> Exported:
    """Write a log into a folder. Raises ``NothingToExport`` where it has no checkpoint.

    1. Take the newest checkpoint which counts under the policy; where the witnesses have cosigned none yet, the newest
       of all, and the verifier will say what it lacks.
    2. Read the leaves that it covers, and open every field that can still be opened: entries whose payload was not
       erased, and the batches.
    3. Lay all of it out, and write each file as it is made.
    """
    policy = policy_of(log)  # 1
    counted = counting(log, policy)
    kept = checkpoint_of(log, counted) if counted else latest_checkpoint(log)
    if not kept.note:
        raise NothingToExport(log)
    told = Telling(placed(log, kept.size))  # 2
    given = cosignatures(log, kept.size)
    notes = [with_lines(each.note, given.get(each.size, ())) for each in checkpoints(log, kept.size)]
    commits = (Commit(leaf, at) for leaf, at in committed(log))
    _write(path, lay_out(told, notes, policy.logs[0], commits=commits, policy=policy))  # 3
    return Exported(log=log, size=kept.size, root=kept.root, disclosed=told.disclosed)


class Telling:
    """What an export tells of each leaf, in the order of the log; counts those that are opened."""

    def __init__(self, rows: Iterable[Placed]) -> None:
        self.disclosed = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Told]:
        for row in self._rows:
            shown = disclosure_of(row)
            self.disclosed += shown is not None
            yield Told(
                leaf=row.data, disclosure=shown, digests=batch_digests(row.batch) if row.batch else None
            )


def _write(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, content in files:
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
