"""Bringing the tables up to date: what is missing, who may do it, and one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MIGRATION_LOCK = 0x5E_15_11
"""The advisory lock of PostgreSQL that lets one process migrate at a time."""

EVERY_TABLE = 0x10002
"""Analyze where it is due, tables included that this connection has not asked yet (sqlite.org/pragma.html#pragma_optimize)."""


class Behind(RuntimeError):
    """The tables are not up to date and the role connected may not change them: the message names what is missing.

    What to do: run ``sekisho database migrate`` with the owner's role in ``DATABASE_URL``.
    """


def behind() -> list[str]:
    """Return the migrations that have not run yet, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def owns() -> bool:
    """Return whether the role connected may make tables; on SQLite whoever opens the file may."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_user, current_schema(), 'CREATE')")
        return bool(cursor.fetchone()[0])


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep other processes from migrating meanwhile; on SQLite the file's own lock does."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def refresh_statistics() -> None:
    """Let SQLite count anew what its choice of indexes rests on, as far as that has changed; PostgreSQL does so itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA optimize={EVERY_TABLE}")
