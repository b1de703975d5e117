"""A log of many leaves, laid into a database as the sequencer would have left it: leaves, places and complete tiles."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Max

from sekisho.ledger.tiles import WIDTH
from sekisho.ledger.tree import HASH_BYTES, leaf_hash, perfect_root
from sekisho.records.defence import arm, disarm
from sekisho.records.models import Leaf, Tile

LAID_AT = datetime(2026, 10, 5, tzinfo=UTC)
WHOLE_UP_TO = 1_000_000
"""Above this size, the leaves that stand in complete tiles are left out as rows: no proof reads them, and ten million of
them would take an hour to write."""
AT_ONCE = 40 * WIDTH
LEAF = (
    'INSERT INTO records_leaf (id, log, committed_at, data, leaf_class, "after", batch, envelope)'
    " VALUES (%s, %s, %s, %s, 'batch', 0, '', '{}')"
)
PLACE = 'INSERT INTO records_position (leaf_id, log, "index", hash) VALUES (%s, %s, %s, %s)'


def lay(log: str, size: int) -> None:
    """Lay a log of so many leaves, in one transaction. The triggers, which look up every row, are off meanwhile."""
    disarm(connection)
    with transaction.atomic():
        leaves = _lay_leaves(log, size)
        level = 0
        while leaves:
            leaves = _lay_tiles(log, level, leaves)
            level += 1
    arm(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _lay_leaves(log: str, size: int) -> bytes:
    """Return the hashes of all leaves, one behind the other."""
    shown_from = 0 if size <= WHOLE_UP_TO else size - size % WIDTH
    hashes = []
    for first in range(0, size, AT_ONCE):
        last = min(first + AT_ONCE, size)
        made = [leaf_hash(f"{log}/{n}".encode()) for n in range(first, last)]
        hashes.append(b"".join(made))
        if last > shown_from:
            shown = max(first, shown_from)
            _lay_rows(log, shown, made[shown - first :])
    return b"".join(hashes)


def _lay_rows(log: str, first: int, hashes: Sequence[bytes]) -> None:
    # The ids are given here, so that the places need not ask for them.
    start = (Leaf.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    with connection.cursor() as cursor:
        cursor.executemany(LEAF, [(start + n, log, LAID_AT, b"x") for n in range(len(hashes))])
        places = [(start + n, log, first + n, each.hex()) for n, each in enumerate(hashes)]
        cursor.executemany(PLACE, places)


def _lay_tiles(log: str, level: int, hashes: bytes) -> bytes:
    """Store the complete tiles of a level; return their roots, which are the level above."""
    roots = []
    for some in _batched(enumerate(_cut(hashes))):
        rows = [
            Tile(log=log, level=level, index=index, data=data, root=perfect_root(data).hex())
            for index, data in some
        ]
        Tile.objects.bulk_create(rows)
        roots += [row.root for row in rows]
    return bytes.fromhex("".join(roots))


def _cut(hashes: bytes) -> Iterator[bytes]:
    whole = WIDTH * HASH_BYTES
    return (hashes[at : at + whole] for at in range(0, len(hashes) - whole + 1, whole))


def _batched(tiles: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while some := list(itertools.islice(tiles, 200)):
        yield some
