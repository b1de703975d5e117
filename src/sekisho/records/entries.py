"""Entries between their sealed rows and the core's values."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
from django.db import connection

from sekisho.casework import entry as core
from sekisho.vocabulary.canonical import canonical

from . import models
from .sealing import Key, open_key, open_sealed, seal

_decode = msgspec.json.Decoder(core.Entry).decode


NEWEST = {
    "sqlite": "SELECT coalesce(max(id), 0) FROM records_entry",
    "postgresql": "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('records_entry', 'id')::regclass), 0)",
}


def newest_entry() -> int:
    """Return the last id that an entry was given, on PostgreSQL also one that is not committed yet or that whoever asks may not
    see.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEWEST[connection.vendor])
        return int(cursor.fetchone()[0])


def read_entries(case: str, after: int = 0) -> tuple[core.Entry, ...]:
    """Return a case's entries in order, those after sequence number ``after``; empty for a case that is not
    there.

    Raises ``sealing.Erased`` where the case's payload was erased.
    """
    rows = list(
        models.Entry.objects.filter(case=case, sequence__gt=after).order_by("sequence").select_related("case")
    )
    if not rows:
        return ()
    key = open_key(rows[0].case.key)
    return tuple(open_entry(row, key) for row in rows)


def entries_in_order(realm: str, cases: Collection[str] | None = None) -> Iterator[tuple[str, core.Entry]]:
    """Yield the entries of a realm, or of some of its cases, in the order in which they were written, each with the
    kind of its case; those of a case whose payload was erased are not there.
    """
    rows = models.Entry.objects.filter(case__realm=realm, case__erased_at=None)
    chosen = rows if cases is None else rows.filter(case__in=sorted(cases))
    keys: dict[str, Key] = {}
    for row in chosen.order_by("pk").select_related("case").iterator():
        key = keys.get(row.case_id) or keys.setdefault(row.case_id, open_key(row.case.key))
        yield row.case.kind, open_entry(row, key)


def open_entry(row: models.Entry, key: Key) -> core.Entry:
    """Return the entry that a row keeps sealed."""
    return _decode(open_sealed(key, bytes(row.sealed), row.hash))


def entry_row(entry: core.Entry, key: Key, leaf: bytes) -> models.Entry:
    """Return the row, not yet stored, that keeps an entry sealed under the key of its case, with its leaf."""
    digest = entry.hash
    return models.Entry(
        case_id=entry.case,
        sequence=entry.sequence,
        hash=digest,
        previous=entry.previous,
        realm=entry.realm,
        step=entry.step,
        act_of=entry.intent.act_of,
        recorded_by=entry.recorded_by,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        pack=entry.pack,
        sealed=seal(key, canonical(entry), digest),
        leaf=leaf,
        reads=dict(entry.reads),
    )
