"""Integrating committed leaves into the tree of their log, and signing what the tree has come to.

One sequencer works at a time. It keeps the order in which leaves were written, and in it each entry comes
after the entries that it read: an act reads a case under a lock that it takes before its own entry is
numbered.
"""

from __future__ import annotations

import itertools
import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection

from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.sequencing import Pending, order
from sekisho.ledger.tiles import WIDTH
from sekisho.ledger.tree import Frontier, perfect_root
from sekisho.records.home import KeyMissing
from sekisho.records.kept_notes import keep_note, one_keeps
from sekisho.records.log import (
    Kept,
    Waiting,
    alone,
    give_places,
    keep_checkpoint,
    keep_tiles,
    latest_checkpoint,
    leaf_hashes,
    logs,
    reached,
    settled,
    tile,
    waiting,
)
from sekisho.records.second_wall import assessing
from sekisho.records.trouble import trouble_of

from .log_keys import beside, signing_key
from .reading import batch_reads
from .refresh import refresh
from .set_back import set_back

BEAT_SECONDS = 0.5
"""How often the loop looks; a checkpoint follows a commit within a second."""
FAR = 4
"""At every so many beats it looks far behind: what came late is seen within two seconds, and no beat between costs that."""


logger = logging.getLogger(__name__)


class Damaged(RuntimeError):
    """A tile that must be there is not: rows were taken out of the database behind the application's back."""


@assessing()
def integrate(now: datetime, far: bool = True) -> tuple[str, ...]:
    """Give every waiting leaf its place, log by log, and sign a checkpoint of each log that grew; return
    those logs. ``far``: see ``records.log.waiting``.

    1. Take the waiting leaves in the order in which they were written, and check that order. Raises
       ``OutOfOrder``.
    2. Give them the next places.
    3. Grow the tree from its last frontier; store tiles that became complete.
    4. Sign the checkpoint and store it, all in one transaction per log.
    5. Keep it in a file beside the database as well, by which a database put back shows; the file of one that was put
       back stays as it is, for it is the evidence.
    """
    moment = _going_on(now)
    return tuple(log for log in logs() if _grow(log, moment, far))


def _going_on(now: datetime) -> Callable[[], datetime]:
    """Return a clock that goes on from ``now``: a leaf that came meanwhile is not signed as of before it was there."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)


def _grow(log: str, moment: Callable[[], datetime], far: bool) -> bool:
    grew = False
    while waiting(log, 1, far):
        with alone():
            leaves = waiting(log, far=far)
            note = _extend(log, leaves, moment())
        if not note:
            return grew
        _keep(log)  # 5
        grew = True
    return grew


def _keep(log: str) -> None:
    """Keep the latest checkpoint beside the database. Who does so looks for it while nobody else does: of two sequencers the
    slower one would put the older checkpoint in the place of the newer.
    """
    with one_keeps():
        if (finding := set_back(log)) is None:
            keep_note(log, latest_checkpoint(log).note)
        else:
            logger.error("%s: %s", finding.place, finding.message.en)


def _extend(log: str, leaves: Sequence[Waiting], now: datetime) -> str:
    """Return the signed checkpoint; empty where nothing could be given a place."""
    placed = _ordered(leaves)  # 1
    if not placed:
        return ""
    kept = latest_checkpoint(log)
    size = kept.size + len(placed)
    give_places(log, kept.size, placed)  # 2
    tree = Frontier(kept.size, [bytes.fromhex(each) for each in kept.frontier])  # 3
    for leaf in placed:
        tree.append(leaf.hash)
    keep_tiles(log, complete_tiles(log, kept.size, size))
    key, root = signing_key(log, size), tree.root()  # 4
    # Signed with the time as well, which lets the verifier see that no leaf was held back.
    note = Checkpoint(key.name, size, root).sign([key, *beside(log)], at=now)
    frontier = tuple(each.hex() for each in tree.roots)
    made = Kept(
        size=size,
        root=root.hex(),
        frontier=frontier,
        entries=settled(kept.entries, _rows(leaves, True), _rows(placed, True)),
        leaves=settled(kept.leaves, _rows(leaves, False), _rows(placed, False)),
        note=note,
        signed_at=now,
    )
    keep_checkpoint(log, made)
    return note


def _rows(leaves: Sequence[Waiting], of_entries: bool) -> set[int]:
    return {leaf.row for leaf in leaves if bool(leaf.case) is of_entries}


def _ordered(leaves: Sequence[Waiting]) -> list[Waiting]:
    """What has to wait for an entry that is not in the log yet is left for the next time, and said in the
    server's log.
    """
    cases = {case for leaf in leaves for case in (leaf.case, *leaf.reads) if case}
    pending = [
        Pending(
            id=number,
            case=leaf.case,
            sequence=leaf.sequence,
            reads=leaf.reads,
            committed_at=leaf.committed_at,
        )
        for number, leaf in enumerate(leaves)
    ]
    ordered = order(pending, reached(cases))
    for finding in ordered.findings:
        logger.warning("%s: %s", finding.place, finding.message.en)
    return [leaves[each] for each in ordered.ids]


def complete_tiles(log: str, before: int, after: int) -> dict[tuple[int, int], bytes]:
    """Return the tiles that become complete as a tree grows, by (level, index); the places must be given
    already.
    """
    made: dict[tuple[int, int], bytes] = {}
    level, start, end = 0, before // WIDTH, after // WIDTH
    while start < end:
        for index in range(start, end):
            made[level, index] = _tile(log, level, index, made)
        level, start, end = level + 1, start // WIDTH, end // WIDTH
    return made


def _tile(log: str, level: int, index: int, made: Mapping[tuple[int, int], bytes]) -> bytes:
    first = index * WIDTH
    if level == 0:
        return b"".join(leaf_hashes(log, first, first + WIDTH))
    return b"".join(tile_root(log, level - 1, n, made) for n in range(first, first + WIDTH))


def tile_root(log: str, level: int, index: int, made: Mapping[tuple[int, int], bytes]) -> bytes:
    """Return the root of a complete tile: one hash of the level above. ``made`` are tiles not stored yet."""
    data = made.get((level, index)) or tile(log, level, index)
    if data is None:
        raise Damaged(f"tile {level}/{index} of {log} is not there")
    return perfect_root(data)


@assessing()
def run(stop: threading.Event, beat: float = BEAT_SECONDS) -> None:
    """Integrate and refresh until told to stop; for a thread of the server. A beat without work costs a few
    queries a log; one in which the database fails is written to the server's log, and the next one tries again.
    """
    for finding in filter(None, map(set_back, logs())):
        logger.error("%s: %s %s", finding.place, finding.message.en, finding.remedy.en)
    for number in itertools.count():
        if stop.wait(beat):
            break
        try:
            _beat(datetime.now(UTC), far=not number % FAR)
        except (DatabaseError, InterfaceError, KeyMissing):
            # The thread outlives these troubles: what waits is integrated once the database, or the key, is back.
            logger.exception("the log is not integrated: %s", trouble_of(sys.exc_info()[1]).title.en)
            connection.close()
    connection.close()


def _beat(now: datetime, far: bool) -> None:
    batch_reads(now)
    integrate(now, far)
    refresh(now)


def start() -> threading.Event:
    """Run the sequencer in a thread of this process; set the event that is returned to stop it."""
    stop = threading.Event()
    threading.Thread(target=run, args=(stop,), name="sekisho-sequencer", daemon=True).start()
    return stop
