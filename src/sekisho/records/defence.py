"""Append-only, by the database itself: triggers refuse update, delete, truncation and silent replacement.

Invariants, in the order in which they are armed:
1. No row of an append-only table is changed.
2. No row of an append-only table is deleted, one by one or by truncation.
3. No row replaces another that has the same key (SQLite's ``INSERT OR REPLACE``, PostgreSQL's upsert is
   refused by 1).
4. An entry has the next number of its case, and its ``previous`` is the hash of the case's last entry.
5. A position is the next one of its log.
6. A judgement whose leaf has its place in the log gets no further incidents.
7. Of a passkey neither key nor person change, and one that ended stays ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sekisho.casework.entry import GENESIS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "records_entry": (("id",), ("hash",), ("case_id", "sequence")),
    "records_leaf": (("id",),),
    "records_position": (("id",), ("entry_id",), ("leaf_id",), ("log", "index")),
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
    "records_linkfrequency": (("id",), ("epoch_id", "key")),
    "records_readplace": (("id",), ("read_id",), ("leaf_id", "index")),
}
"""Each append-only table with its unique keys, by which a row could be replaced."""

REFUSAL = "sekisho: this table is append-only; a correction is another entry"
BROKEN_CHAIN = "sekisho: not the next entry of the case"
BROKEN_ORDER = "sekisho: not the next position of the log"
TOO_LATE = "sekisho: the judgement is in the log already"
NO_OTHER_KEY = "sekisho: a passkey is as the log has it"

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
PASSKEY_IS_KEPT = (
    "NEW.id = OLD.id AND NEW.person_id = OLD.person_id AND NEW.public_key = OLD.public_key AND NEW.added_id = OLD.added_id"
    " AND (OLD.ended_id IS NULL OR (NEW.ended_id IS NOT NULL AND NEW.ended_id = OLD.ended_id"
    " AND NEW.ended_at IS NOT NULL AND NEW.ended_at = OLD.ended_at))"
)


class Trigger(NamedTuple):
    """A trigger: what it refuses (``when`` it is so; empty for always) before an event on a table, in which words."""

    name: str
    table: str
    event: str
    when: str = ""
    message: str = REFUSAL

    @property
    def each(self) -> str:
        """For each row, or for the statement as a whole."""
        return "STATEMENT" if self.event == "TRUNCATE" else "ROW"

    @property
    def function(self) -> str:
        """The name of PostgreSQL's function behind it."""
        return self.name if self.when else "sekisho_refuse"

    @property
    def body(self) -> str:
        """What that function consists of."""
        refuse = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation';"
        return (
            f" BEGIN IF {self.when} THEN {refuse} END IF; RETURN NEW; END "
            if self.when
            else f" BEGIN {refuse} END "
        )

    @property
    def sqlite(self) -> str:
        """The definition on SQLite, as it also keeps it."""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW WHEN {self.when or '1'}"
            f" BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )


def arm(connection: BaseDatabaseWrapper, tables: Sequence[str] | None = None) -> None:
    """Create the triggers on the tables that exist (all guarded ones by default), in place of any of the same name; not on a
    table that an earlier release made and that lacks a key yet.
    """
    whole = [each for each in _there(connection, tables) if _has_its_keys(connection, each)]
    with connection.cursor() as cursor:
        for each in _triggers(connection.vendor, whole):
            for statement in _making(connection.vendor, each):
                cursor.execute(statement)


def disarm(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers. Only for emptying a test database and for erasing an exercise; a check reports
    it.
    """
    with connection.cursor() as cursor:
        for each in _triggers(connection.vendor, _there(connection, None)):
            cursor.execute(f"DROP TRIGGER IF EXISTS {each.name}{_on(connection.vendor, each)}")


def unarmed(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that ought to be there and are not, or are other ones; empty when the record is defended."""
    present = {"sqlite": _sqlite_present, "postgresql": _postgresql_present}[connection.vendor](connection)
    wanted = _triggers(connection.vendor, GUARDED)
    return [each.name for each in wanted if present.get(each.name) != _known_as(connection.vendor, each)]


def _there(connection: BaseDatabaseWrapper, tables: Sequence[str] | None) -> list[str]:
    existing = set(connection.introspection.table_names())
    return [table for table in (GUARDED if tables is None else tables) if table in existing]


def _has_its_keys(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        present = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return present.issuperset(column for key in APPEND_ONLY.get(table, ()) for column in key)


def _triggers(vendor: str, tables: Sequence[str]) -> Iterator[Trigger]:
    for table in (each for each in tables if each in APPEND_ONLY):
        yield Trigger(f"{table}_no_update", table, "UPDATE")
        yield Trigger(f"{table}_no_delete", table, "DELETE")
        if vendor == "sqlite":
            yield Trigger(f"{table}_no_replace", table, "INSERT", _clash(table))
        else:
            yield Trigger(f"{table}_no_truncate", table, "TRUNCATE")
    yield from (each for each in RULES if each.table in tables)


RULES = (
    Trigger("records_entry_chain", "records_entry", "INSERT", f"NOT ({ENTRY_IS_NEXT})", BROKEN_CHAIN),
    Trigger(
        "records_position_order", "records_position", "INSERT", f"NOT ({POSITION_IS_NEXT})", BROKEN_ORDER
    ),
    Trigger(
        "records_judgement_whole",
        "records_judgement_incidents",
        "INSERT",
        f"NOT ({JUDGEMENT_IS_NEW})",
        TOO_LATE,
    ),
    Trigger("records_passkey_kept", "records_passkey", "UPDATE", f"NOT ({PASSKEY_IS_KEPT})", NO_OTHER_KEY),
)
"""The triggers of single tables."""
GUARDED = (*APPEND_ONLY, "records_passkey")
"""Every table that has a trigger."""


def _clash(table: str) -> str:
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_same(key)})" for key in APPEND_ONLY[table])


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f'"{column}" = NEW."{column}"' for column in key)


def _making(vendor: str, each: Trigger) -> tuple[str, ...]:
    if vendor == "sqlite":
        return (f"DROP TRIGGER IF EXISTS {each.name}", each.sqlite)
    return (
        f"CREATE OR REPLACE FUNCTION {each.function}() RETURNS trigger LANGUAGE plpgsql AS $${each.body}$$",
        f"CREATE OR REPLACE TRIGGER {each.name} BEFORE {each.event}{_on(vendor, each)}"
        f" FOR EACH {each.each} EXECUTE FUNCTION {each.function}()",
    )


def _on(vendor: str, each: Trigger) -> str:
    return f" ON {each.table}" if vendor == "postgresql" else ""


EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
FOR_EACH = {"STATEMENT": 0, "ROW": 1}
BEFORE = 2
"""The bits of ``pg_trigger.tgtype`` (PostgreSQL, catalog/pg_trigger.h)."""


def _known_as(vendor: str, each: Trigger) -> Any:
    """Return what a database that has the trigger says of it."""
    if vendor == "sqlite":
        return each.sqlite
    kind = EVENTS[each.event] + FOR_EACH[each.each] + BEFORE
    return (each.table, kind, True, each.function, each.body)


def _sqlite_present(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _postgresql_present(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Whatever its name says, a trigger counts that is on in every session that writes, without a condition of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, relname, tgtype, tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr = '', proname, prosrc"
            " FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal"
        )
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
