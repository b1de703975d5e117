"""The log's rows: leaves waiting for their place, places given, tiles and checkpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from sekisho.ledger.sequencing import Pending
from sekisho.ledger.tiles import tile_hashes
from sekisho.ledger.tree import root_of

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
    """Return the logs that have leaves: one per realm."""
    return sorted(models.Leaf.objects.order_by().values_list("log", flat=True).distinct())


def waiting(log: str, limit: int = AT_ONCE) -> list[Pending]:
    """Return leaves without a place, in the order in which they were written."""
    last = models.Position.objects.filter(log=log).aggregate(last=Max("leaf_id"))["last"] or 0
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


def leaf_hashes(log: str, start: int, end: int) -> list[bytes]:
    """Return the leaf hashes at places ``start`` up to, not including, ``end``."""
    rows = models.Position.objects.filter(log=log, index__gte=start, index__lt=end).order_by("index")
    return [bytes.fromhex(each) for each in rows.values_list("leaf__hash", flat=True)]


def keep_tiles(log: str, tiles: Mapping[tuple[int, int], bytes]) -> None:
    """Store complete tiles by (level, index), each with the hash of the level above that it comes to."""
    models.Tile.objects.bulk_create(
        models.Tile(log=log, level=level, index=index, data=data, root=root_of(tile_hashes(data)).hex())
        for (level, index), data in tiles.items()
    )


def tile_roots(log: str, level: int, first: int, count: int) -> list[bytes]:
    """Return what so many complete tiles in a row come to, as far as it was stored with them; shorter where not."""
    rows = models.Tile.objects.filter(log=log, level=level, index__gte=first, index__lt=first + count)
    return [bytes.fromhex(root) for root in rows.order_by("index").values_list("root", flat=True) if root]


def tile(log: str, level: int, index: int) -> bytes | None:
    """Return a complete tile, or ``None`` where it is not complete yet."""
    data = (
        models.Tile.objects.filter(log=log, level=level, index=index).values_list("data", flat=True).first()
    )
    return None if data is None else bytes(data)


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
