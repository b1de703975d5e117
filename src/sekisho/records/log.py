"""The log's rows: leaves waiting for their place, places given, tiles and checkpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from sekisho.ledger.tiles import WIDTH, Place
from sekisho.ledger.tree import leaf_hash, perfect_root

from . import models
from .entries import newest_entry

SEQUENCER_LOCK = 0x5E_15_10
"""The advisory lock of PostgreSQL that lets one sequencer work at a time; any number would do, this one
is ours.
"""
AT_ONCE = 5000
"""How many leaves are given their place in one transaction."""
LOOK_BACK = {"sqlite": 0, "postgresql": 100_000}
"""By engine, how far behind the ids of which all have a place a row without one is looked for.

PostgreSQL draws an id before the transaction commits, so a lower one may appear after a higher one; never by so many, since a
transaction draws few and writers are counted in tens. On SQLite one writes at a time. Leaves that are no entry's are taken in an
order that need not be that of their ids; there are never so many.
"""
NEAR = 1_000
"""How far behind one looks in between, as often as leaves come: as far as they get that are written within a second."""
GIVEN_UP = 100_000
"""How far behind the highest id that has a place a row is left alone which never got one: it was said often enough."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The latest checkpoint of a log; size 0 and no note before the first. ``entries`` and ``leaves`` are the ids up to which
    all rows that were there had their place.
    """

    size: int = 0
    root: str = ""
    frontier: tuple[str, ...] = ()
    entries: int = 0
    leaves: int = 0
    note: str = ""
    signed_at: datetime | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A committed leaf without a place: the id of its row, its hash in the tree, and since when it waits.

    ``case``, ``sequence`` and ``reads`` are those of its entry, empty for what is none. Leaves were written in the order of
    ``order``: an entry in that of the number which it was given, another after the entries that were there.
    """

    row: int
    hash: bytes
    committed_at: datetime
    order: tuple[int, int]
    case: str = ""
    sequence: int = 0
    reads: Mapping[str, int] = {}


@contextmanager
def alone() -> Iterator[None]:
    """Open a transaction in which no other sequencer works.

    PostgreSQL keeps the plans of triggers and references for a session, and one made while a table was small reads it whole when
    it has grown; here every plan is made anew.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                anew = "set_config('plan_cache_mode', 'force_custom_plan', true)"
                cursor.execute(f"SELECT pg_advisory_xact_lock(%s), {anew}", [SEQUENCER_LOCK])
        yield


def logs() -> list[str]:
    """Return the logs that have leaves: one per realm, each found at one look into an index."""
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION '.join(_realms(*each) for each in NAMING)} ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


NAMING = (("records_checkpoint", "log"), ("records_leaf", "log"), ("records_case", "realm"))
"""What names a log. Who may see none of a realm's cases knows of its log by its checkpoints."""


def _realms(table: str, column: str) -> str:
    first = f"SELECT min({column}) AS name FROM {table}"
    return (
        f"SELECT name FROM (WITH RECURSIVE found AS ({first} UNION ALL"
        f" SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.name) FROM found WHERE found.name IS NOT NULL)"
        f" SELECT name FROM found WHERE name IS NOT NULL) {table}"
    )


def waiting(log: str, limit: int = AT_ONCE, far: bool = True) -> list[Waiting]:
    """Return leaves without a place, at most so many, in the order in which they were written.

    One whose transaction took long while many others were written is seen by who looks ``far``.
    """
    kept, back = latest_checkpoint(log), LOOK_BACK[connection.vendor]
    back = back if far else min(back, NEAR)
    return unplaced(log, kept.entries - back, kept.leaves - back, limit)


def unplaced(log: str, entries: int = 0, leaves: int = 0, limit: int | None = None) -> list[Waiting]:
    """Return leaves without a place in the order in which they were written: those of rows with ids beyond ``entries`` and
    ``leaves``, at most ``limit``.

    1. Take the newest id of an entry. What came after it is left for the next time.
    2. Take the leaves that are no entry's, but for those that were written after a later entry.
    3. Take the entries, so that each is there which one of 2 comes after; one that comes after one of 2 has an id that was drawn
       when that one was there.
    """
    newest = newest_entry()  # 1
    others = models.Leaf.objects.filter(log=log, pk__gt=leaves, after__lte=newest, position=None)  # 2
    found = [*map(_other, others.order_by("after", "pk")[:limit])]
    rows = models.Entry.objects.filter(realm=log, pk__gt=entries, pk__lte=newest, position=None)  # 3
    found += map(_entry, rows.defer("sealed").order_by("pk")[:limit])
    return sorted(found, key=attrgetter("order"))[:limit]


def _entry(row: models.Entry) -> Waiting:
    return Waiting(
        row=row.pk,
        hash=leaf_hash(bytes(row.leaf)),
        committed_at=row.recorded_at,
        order=(row.pk, 0),
        case=row.case_id,
        sequence=row.sequence,
        reads=row.reads,
    )


def _other(row: models.Leaf) -> Waiting:
    return Waiting(
        row=row.pk, hash=leaf_hash(bytes(row.data)), committed_at=row.committed_at, order=(row.after, row.pk)
    )


def settled(before: int, rows: Collection[int], placed: Collection[int]) -> int:
    """Return the id up to which all rows have a place, once those ``placed`` of the ``rows`` that waited have theirs; ``before``
    is what it was.
    """
    highest = max(placed, default=before)
    left = min(set(rows).difference(placed), default=None)
    return max(before, highest) if left is None else max(left - 1, highest - GIVEN_UP)


def reached(cases: Collection[str]) -> dict[str, int]:
    """Return the last sequence number that has a place, for each of the cases that has any."""
    rows = models.Entry.objects.filter(case__in=sorted(cases), position__isnull=False).order_by()
    return dict(rows.values_list("case").annotate(last=Max("sequence")))


def give_places(log: str, first: int, leaves: Sequence[Waiting]) -> None:
    """Give leaves their places, from ``first`` on; the database refuses a gap."""
    models.Position.objects.bulk_create(
        models.Position(**_held(each), log=log, index=first + n, hash=each.hash.hex())
        for n, each in enumerate(leaves)
    )


def _held(leaf: Waiting) -> dict[str, int]:
    return {"entry_id" if leaf.case else "leaf_id": leaf.row}


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


_TYPES = 'SELECT level, "index", 0, data, root FROM records_tile WHERE 1 = 0'
"""No row, but from the first part of a union PostgreSQL learns of what type each column is."""
_WHOLE = (
    'SELECT level, "index", 0, data, NULL FROM records_tile WHERE log = %s AND level = %s AND "index" = %s'
)
_LEAVES = (
    'SELECT %s, %s, "index", NULL, hash FROM records_position'
    ' WHERE log = %s AND "index" >= %s AND "index" < %s'
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
    stored = {name: getattr(row, name) for name in Kept.__struct_fields__}
    return Kept(**{**stored, "frontier": tuple(row.frontier)})


def keep_checkpoint(log: str, kept: Kept) -> None:
    """Store a signed checkpoint. Raises ``ValueError`` for one that was not signed."""
    if kept.signed_at is None:
        raise ValueError("a checkpoint is kept with the time at which it was signed")
    models.Checkpoint.objects.create(log=log, **msgspec.structs.asdict(kept))
