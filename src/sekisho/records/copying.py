"""Copying the whole database out and in: SQLite by its online backup, PostgreSQL by ``pg_dump`` and ``pg_restore``.

Both read one state of the database while others write on. The programs of PostgreSQL are looked for in ``PG_BIN``, on
the path, and where Debian keeps them.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from .database import TRUSTED

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""What the copy is called, by engine."""


DROP_FUNCTIONS = (
    "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT oid::regprocedure FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace AND (proname LIKE 'sekisho%' OR proname LIKE 'records%')"
    " LOOP EXECUTE format('DROP FUNCTION %s CASCADE', f); END LOOP; END $$"
)


class CopyFailed(RuntimeError):
    """A program of PostgreSQL is not there, or failed; the message is what it said."""


def dump(folder: Path) -> Path:
    """Write a copy of the database into a folder, and return its file. Raises ``CopyFailed``."""
    target = folder / NAMES[connection.vendor]
    if connection.vendor == "postgresql":
        # Privileges are the roles' (``roles``); they are given anew where the copy is restored.
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", *_where())
        return target
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
    return target


def load(source: Path) -> None:
    """Fill the empty database from a copy: all of it, or nothing. Raises ``CopyFailed``."""
    if connection.vendor == "postgresql":
        _run(
            "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
            *_where(), str(source),
        )  # fmt: skip
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        copy.backup(connection.connection)


def is_empty() -> bool:
    """Return whether the database has no table yet."""
    return not connection.introspection.table_names()


def empty_again() -> None:
    """Take away what ``load`` brought; only ever where the database was empty before."""
    if connection.vendor == "postgresql":
        tables = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {tables} CASCADE")
            cursor.execute(DROP_FUNCTIONS)
        return
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    for path in (name, name.with_name(f"{name.name}-wal"), name.with_name(f"{name.name}-shm")):
        path.unlink(missing_ok=True)


def _where() -> tuple[str, ...]:
    """Return what tells a program the way to the database that the application takes, its protection included."""
    from psycopg.conninfo import make_conninfo

    settings = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    told = {ours: str(settings[theirs]) for ours, theirs in names.items() if settings[theirs]}
    return ("--dbname", make_conninfo("", **settings["OPTIONS"], **told))


def _run(program: str, *arguments: str) -> None:
    word = connection.settings_dict[
        "PASSWORD"
    ]  # not among the arguments, which everybody on the machine can read
    told = {"PGPASSWORD": word} if word else {}
    done = subprocess.run(
        [_program(program), *arguments],
        env=os.environ | told,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CopyFailed(f"{program}: {done.stderr.strip()}{_untrusting()}")


def _untrusting() -> str:
    """Return what to do where the program may be too old to know the authorities of the system."""
    if connection.settings_dict["OPTIONS"].get("sslrootcert") != TRUSTED:
        return ""
    return (
        "\n    → PostgreSQL 16より前のプログラムは、システムの認証局を使えない。DATABASE_URL に sslrootcert=認証局の証明書のファイル を加えること。"
        " / Programs of PostgreSQL before 16 do not know the system's authorities: add sslrootcert=FILE to DATABASE_URL."
    )


def _program(name: str) -> str:
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4)
    )
    named = [Path(folder) / name for folder in [os.environ.get("PG_BIN", "")] if folder]
    on_path = [Path(found) for found in [shutil.which(name)] if found]
    for path in (*named, *on_path, *reversed(debian)):
        if path.exists():
            return str(path)
    raise CopyFailed(f"{name}: PG_BIN names no folder that has it, and it is not on the path")
