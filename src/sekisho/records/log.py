"""The log's rows: leaves waiting for their place, places given, tiles and checkpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from sekisho.ledger.sequencing import Pending
from sekisho.ledger.tiles import WIDTH, Place
from sekisho.ledger.tree import perfect_root

from . import models

SEQUENCER_LOCK = 0x5E_15_10
"""The advisory lock of PostgreSQL that lets one sequencer work at a time; any number would do, this one
is ours.
"""
AT_ONCE = 5000
"""How many leaves are given their place in one transaction."""
LOOK_BACK = 100_000
"""How far behind the last leaf that has a place a leaf without one is looked for.

Ids are drawn before a transaction commits, so a lower one may appear after a higher one; never by so many,
since a transaction draws few and writers are counted in tens.
"""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The latest checkpoint of a log; size 0 and no note before the first."""

    size: int = 0
    root: str = ""
    frontier: tuple[str, ...] = ()
    note: str = ""
    signed_at: datetime | None = None


@contextmanager
def alone() -> Iterator[None]:
    """Open a transaction in which no other sequencer works."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        yield


def logs() -> list[str]:
    """Return the logs that have leaves: one per realm, each found at one look into the index of first leaves."""
    with connection.cursor() as cursor:
        cursor.execute(_LOGS)
        return [row[0] for row in cursor.fetchall()]


def waiting(log: str, limit: int = AT_ONCE) -> list[Pending]:
    """Return leaves without a place, in the order in which they were written."""
    placed = models.Position.objects.filter(log=log).order_by("-index")
    last = placed.values_list("leaf_id", flat=True).first() or 0
    rows = models.Leaf.objects.filter(log=log, pk__gt=last - LOOK_BACK, position=None).order_by("pk")[:limit]
    return [
        Pending(
            id=row.pk, case=row.case, sequence=row.sequence, reads=row.reads, committed_at=row.committed_at
        )
        for row in rows
    ]


def reached(cases: Collection[str]) -> dict[str, int]:
    """Return the last sequence number that has a place, for each of the cases that has any."""
    rows = models.Leaf.objects.filter(case__in=sorted(cases), position__isnull=False).order_by()
    return dict(rows.values_list("case").annotate(last=Max("sequence")))


def size_of(log: str) -> int:
    """Return how many leaves have a place."""
    last = models.Position.objects.filter(log=log).aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def give_places(log: str, first: int, leaves: Sequence[int]) -> None:
    """Give leaves their places, from ``first`` on; the database refuses a gap."""
    models.Position.objects.bulk_create(
        models.Position(leaf_id=leaf, log=log, index=first + n) for n, leaf in enumerate(leaves)
    )


def keep_tiles(log: str, tiles: Mapping[tuple[int, int], bytes]) -> None:
    """Store complete tiles by (level, index), each with the hash of the level above that it comes to."""
    models.Tile.objects.bulk_create(
        models.Tile(log=log, level=level, index=index, data=data, root=perfect_root(data).hex())
        for (level, index), data in tiles.items()
    )


def leaf_hashes(log: str, start: int, end: int) -> list[bytes]:
    """Return the leaf hashes at places ``start`` up to, not including, ``end``."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_LEAVES} ORDER BY 3", [0, 0, log, start, end])
        return [bytes.fromhex(row[4]) for row in cursor.fetchall()]


def tile(log: str, level: int, index: int) -> bytes | None:
    """Return a complete tile, or ``None`` where it is not complete yet."""
    return pieces(log, [(level, index, WIDTH)])[level, index] or None


def pieces(log: str, places: Collection[Place]) -> dict[tuple[int, int], bytes]:
    """Return tiles by (level, index), read in one query; what is not complete is put together from the level below.

    One is shorter than the width asked for where its hashes are not there, or were stored without the root of their tile.
    """
    if not places:
        return {}
    asked = [_ask(log, place) for place in places]
    found: dict[tuple[int, int], list[bytes]] = {(level, index): [] for level, index, _ in places}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([_TYPES, *(query for query, _ in asked)]) + " ORDER BY 1, 2, 3",
            [value for _, values in asked for value in values],
        )
        for level, index, _, data, hashed in cursor.fetchall():
            found[level, index].append(bytes.fromhex(hashed) if data is None else bytes(data))
    return {place: b"".join(parts) for place, parts in found.items()}


_FIRST = "SELECT min(log) FROM records_leaf WHERE sequence <= 1"
"""The log of every leaf that is no entry, or the first of its case; no log begins with another."""
_LOGS = (
    f"WITH RECURSIVE found (log) AS ({_FIRST} UNION ALL"
    f" SELECT ({_FIRST} AND log > found.log) FROM found WHERE found.log IS NOT NULL)"
    " SELECT log FROM found WHERE log IS NOT NULL"
)
_TYPES = 'SELECT level, "index", 0, data, root FROM records_tile WHERE 1 = 0'
"""No row, but from the first part of a union PostgreSQL learns of what type each column is."""
_WHOLE = (
    'SELECT level, "index", 0, data, NULL FROM records_tile WHERE log = %s AND level = %s AND "index" = %s'
)
_LEAVES = (
    'SELECT %s, %s, place."index", NULL, leaf.hash FROM records_position place'
    " JOIN records_leaf leaf ON leaf.id = place.leaf_id"
    ' WHERE place.log = %s AND place."index" >= %s AND place."index" < %s'
)
_ROOTS = (
    'SELECT %s, %s, "index", NULL, root FROM records_tile'
    ' WHERE log = %s AND level = %s AND "index" >= %s AND "index" < %s'
)


def _ask(log: str, place: Place) -> tuple[str, list[str | int]]:
    level, index, width = place
    first = index * WIDTH
    if width == WIDTH:
        return _WHOLE, [log, level, index]
    if level == 0:
        return _LEAVES, [level, index, log, first, first + width]
    return _ROOTS, [level, index, log, level - 1, first, first + width]


def latest_checkpoint(log: str) -> Kept:
    """Return the latest checkpoint of a log."""
    return _kept(models.Checkpoint.objects.filter(log=log).order_by("-size").first())


def checkpoint_of(log: str, size: int) -> Kept:
    """Return the checkpoint that was signed at a size; one without a note where none was."""
    return _kept(models.Checkpoint.objects.filter(log=log, size=size).first())


def _kept(row: models.Checkpoint | None) -> Kept:
    if row is None:
        return Kept()
    return Kept(
        size=row.size, root=row.root, frontier=tuple(row.frontier), note=row.note, signed_at=row.signed_at
    )


def keep_checkpoint(log: str, kept: Kept) -> None:
    """Store a signed checkpoint. Raises ``ValueError`` for one that was not signed."""
    if kept.signed_at is None:
        raise ValueError("a checkpoint is kept with the time at which it was signed")
    models.Checkpoint.objects.create(
        log=log,
        size=kept.size,
        root=kept.root,
        frontier=list(kept.frontier),
        note=kept.note,
        signed_at=kept.signed_at,
    )
