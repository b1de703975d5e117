"""Append-only, by the database itself: triggers refuse update, delete, truncation and silent replacement.

Invariants, in the order in which they are armed:
1. No row of an append-only table is changed.
2. No row of an append-only table is deleted, one by one or by truncation.
3. No row replaces another that has the same key (SQLite's ``INSERT OR REPLACE``, PostgreSQL's upsert is
   refused by 1).
4. An entry has the next number of its case, and its ``previous`` is the hash of the case's last entry.
5. A position is the next one of its log.
6. A judgement whose leaf has its place in the log gets no further incidents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sekisho.casework.entry import GENESIS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "records_entry": (("id",), ("hash",), ("case_id", "sequence")),
    "records_leaf": (("id",), ("case", "sequence")),
    "records_position": (("id",), ("leaf_id",), ("log", "index")),
    "records_checkpoint": (("id",), ("log", "size")),
    "records_tile": (("id",), ("log", "level", "index")),
    "records_batch": (("id",),),
    "records_receipt": (("id",), ("batch_id", "position")),
    "records_intelobject": (("id",), ("realm", "supplier", "digest")),
    "records_refusal": (("id",),),
    "records_readrecord": (("id",),),
    "records_logkey": (("leaf_id",), ("log", "number")),
    "records_erasure": (("leaf_id",), ("case",)),
    "records_cosignature": (("id",), ("log", "size", "witness", "signed_at")),
    "records_judgement": (("id",), ("leaf_id",), ("takes_back_id",)),
    "records_judgement_incidents": (("id",), ("judgement_id", "incident_id")),
    "records_linkepoch": (("id",), ("realm", "number")),
    "records_readplace": (("id",), ("read_id",), ("leaf_id", "index")),
}
"""Each append-only table with its unique keys, by which a row could be replaced."""
ONLY_WHERE: Mapping[str, str] = {"records_leaf_case_sequence": '"sequence" > 0'}
"""Keys (table and columns) of which a row has none unless this is so of it: a leaf that is no entry has no number."""

REFUSAL = "sekisho: this table is append-only; a correction is another entry"
BROKEN_CHAIN = "sekisho: not the next entry of the case"
BROKEN_ORDER = "sekisho: not the next position of the log"
TOO_LATE = "sekisho: the judgement is in the log already"

ENTRY_IS_NEXT = (
    "NEW.sequence = (SELECT coalesce(max(sequence), 0) + 1 FROM records_entry WHERE case_id = NEW.case_id)"
    " AND NEW.previous = coalesce((SELECT hash FROM records_entry WHERE case_id = NEW.case_id"
    f" ORDER BY sequence DESC LIMIT 1), '{GENESIS}')"
)
JUDGEMENT_IS_NEW = (
    "NOT EXISTS (SELECT 1 FROM records_judgement j JOIN records_position p ON p.leaf_id = j.leaf_id"
    " WHERE j.id = NEW.judgement_id)"
)
POSITION_IS_NEXT = (
    'NEW."index" = (SELECT coalesce(max(p."index") + 1, 0) FROM records_position p WHERE p.log = NEW.log)'
)


def arm(connection: BaseDatabaseWrapper, tables: Sequence[str] | None = None) -> None:
    """Create the triggers on the tables that exist (all append-only ones by default); repeating it does no
    harm.
    """
    there = _there(connection, tables)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, there):
            cursor.execute(statement)


def disarm(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers. Only for emptying a test database and for erasing an exercise; a check reports
    it.
    """
    there = _there(connection, None)
    with connection.cursor() as cursor:
        for name, table in _names(connection.vendor, there):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def unarmed(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that ought to be there and are not; empty when the record is defended."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name, _ in _names(connection.vendor, list(APPEND_ONLY)) if name not in present]


def _there(connection: BaseDatabaseWrapper, tables: Sequence[str] | None) -> list[str]:
    existing = set(connection.introspection.table_names())
    return [table for table in (APPEND_ONLY if tables is None else tables) if table in existing]


def _names(vendor: str, tables: Sequence[str]) -> list[tuple[str, str]]:
    last = "replace" if vendor == "sqlite" else "truncate"
    names = [(f"{table}_no_{what}", table) for table in tables for what in ("update", "delete", last)]
    chains = [
        ("records_entry_chain", "records_entry"),
        ("records_position_order", "records_position"),
        ("records_judgement_whole", "records_judgement_incidents"),
    ]
    return names + [(name, table) for name, table in chains if table in tables]


def _statements(vendor: str, tables: Sequence[str]) -> list[str]:
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    return make(tables)


def _sqlite(tables: Sequence[str]) -> list[str]:
    made = []
    for table in tables:
        for event in ("update", "delete"):
            made.append(
                _sqlite_trigger(
                    f"{table}_no_{event}",
                    f"BEFORE {event.upper()} ON {table}",
                    "1",
                    REFUSAL,
                )
            )
        made.append(
            _sqlite_trigger(
                f"{table}_no_replace",
                f"BEFORE INSERT ON {table}",
                _clash(table),
                REFUSAL,
            )
        )
    for name, table, condition, message in _order_rules(tables):
        made.append(_sqlite_trigger(name, f"BEFORE INSERT ON {table}", f"NOT ({condition})", message))
    return made


def _clash(table: str) -> str:
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {_same(table, key)})" for key in APPEND_ONLY[table]
    )


def _same(table: str, key: Sequence[str]) -> str:
    only = ONLY_WHERE.get("_".join((table, *key)))
    return " AND ".join([*(f'"{column}" = NEW."{column}"' for column in key), *([only] if only else [])])


def _sqlite_trigger(name: str, event: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} {event} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _order_rules(tables: Sequence[str]) -> list[tuple[str, str, str, str]]:
    rules = [
        ("records_entry_chain", "records_entry", ENTRY_IS_NEXT, BROKEN_CHAIN),
        ("records_position_order", "records_position", POSITION_IS_NEXT, BROKEN_ORDER),
        ("records_judgement_whole", "records_judgement_incidents", JUDGEMENT_IS_NEW, TOO_LATE),
    ]
    return [rule for rule in rules if rule[1] in tables]


def _postgresql(tables: Sequence[str]) -> list[str]:
    made = [
        _function(
            "sekisho_refuse",
            f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';",
        )
    ]
    for table in tables:
        for event in ("update", "delete"):
            made.append(
                _pg_trigger(
                    f"{table}_no_{event}",
                    f"BEFORE {event.upper()}",
                    table,
                    "ROW",
                    "sekisho_refuse",
                )
            )
        made.append(
            _pg_trigger(
                f"{table}_no_truncate",
                "BEFORE TRUNCATE",
                table,
                "STATEMENT",
                "sekisho_refuse",
            )
        )
    for name, table, condition, message in _order_rules(tables):
        made.append(_function(name, _pg_check(condition, message)))
        made.append(_pg_trigger(name, "BEFORE INSERT", table, "ROW", name))
    return made


def _pg_check(condition: str, message: str) -> str:
    return (
        f"IF NOT ({condition}) THEN RAISE EXCEPTION '{message}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;"
    )


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _pg_trigger(name: str, event: str, table: str, each: str, function: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {name} {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
    )
