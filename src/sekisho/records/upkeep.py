"""Bringing the tables up to date: what is missing, who may do it, and one process at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

MIGRATION_LOCK = 0x5E_15_11
"""The advisory lock of PostgreSQL that lets one process migrate at a time."""

LOCK_WAIT = "500ms"
"""How long a migration may stand in line for a table: whoever comes meanwhile stands behind it."""
ATTEMPTS, PAUSE = 120, 1.0
"""How often a migration steps back and tries again, and the seconds between."""
LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's error code for that."""

EVERY_TABLE = 0x10002
"""Analyze where it is due, tables included that this connection has not asked yet (sqlite.org/pragma.html#pragma_optimize)."""


class Behind(RuntimeError):
    """The tables are not up to date and the role connected may not change them: the message names what is missing.

    What to do: run ``sekisho database migrate`` with the owner's role in ``DATABASE_URL``.
    """


class Busy(RuntimeError):
    """Others held a table for so long that a migration gave up; nothing of it was done.

    What to do: end what has been going on in the database for minutes (``pg_stat_activity``), and migrate again.
    """


class Unfit(RuntimeError):
    """What is in the tables has no room in this release; nothing was done. The message says what, and what to do, in both
    languages.
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


def migrate_forward() -> None:
    """Run the migrations that are missing, with writers going on. Raises ``Busy``.

    A change of a table needs it alone for a moment. Standing in line for it behind a long transaction would hold up every
    writer behind itself, so each migration stands there for ``LOCK_WAIT`` only, steps back whole, lets others pass, and
    tries again.
    """
    if connection.vendor != "postgresql":
        call_command("migrate", verbosity=0, interactive=False)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
        try:
            _stepping_back(lambda: call_command("migrate", verbosity=0, interactive=False))
        finally:
            cursor.execute("RESET lock_timeout")


def _stepping_back(migrate: Callable[[], object]) -> None:
    for _ in range(ATTEMPTS):
        try:
            migrate()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            time.sleep(PAUSE)
        else:
            return
    raise Busy(", ".join(behind()))


def refresh_statistics() -> None:
    """Let SQLite count anew what its choice of indexes rests on, as far as that has changed; PostgreSQL does so itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA optimize={EVERY_TABLE}")
