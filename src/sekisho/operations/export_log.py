"""Exporting a log so that anyone can check it without this installation; the layout is
``ledger.export``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from sekisho.ledger.export import Commit, lay_out
from sekisho.records.cosignatures import cosignatures
from sekisho.records.export import batch_digests, checkpoints, committed, placed
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

    1. Read the leaves that the newest checkpoint covers which counts under the policy; where the witnesses have
       cosigned none yet, the newest of all, and the verifier will say what it lacks.
    2. Open every field that can still be opened: entries whose payload was not erased, and the batches.
    3. Lay all of it out, and write the files.
    """
    policy = policy_of(log)
    counted = counting(log, policy)
    kept = checkpoint_of(log, counted) if counted else latest_checkpoint(log)
    if not kept.note:
        raise NothingToExport(log)
    rows = list(placed(log, kept.size))  # 1
    batches = {row.index: batch_digests(row.batch) for row in rows if row.batch}
    opened = {row.index: shown for row in rows if (shown := disclosure_of(row)) is not None}  # 2
    given = cosignatures(log, kept.size)
    notes = [with_lines(each.note, given.get(each.size, ())) for each in checkpoints(log, kept.size)]
    commits = [Commit(leaf, at) for leaf, at in committed(log)]
    files = lay_out(
        [row.data for row in rows], notes, opened, policy.logs[0], batches, commits=commits, policy=policy
    )  # 3
    _write(path, files)
    return Exported(log=log, size=kept.size, root=kept.root, disclosed=len(opened))


def _write(path: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
