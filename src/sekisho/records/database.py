"""Which database an installation uses: SQLite in its home folder, or PostgreSQL named by ``DATABASE_URL``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL: what was acknowledged survives a power cut; NORMAL may lose the last transactions in WAL mode.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Without this, INSERT OR REPLACE would delete a row and never ask the trigger that forbids it.
    "PRAGMA recursive_triggers=ON",
    # A payload key that was erased is overwritten, not only unlinked.
    "PRAGMA secure_delete=ON",
)


class NoDriver(RuntimeError):
    """The driver of the database named is not installed; the message says how to install it."""


def database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for the database that ``url`` names; an empty one means SQLite in ``folder``.

    Understood: ``sqlite:///relative``, ``sqlite:////absolute``, ``postgresql://user:word@host:port/name``
    and, for a Unix socket, ``postgresql:///name?host=/folder``. Raises ``ValueError`` for any other scheme, and
    ``NoDriver`` where what PostgreSQL needs is not installed.
    """
    if not url:
        return _sqlite(str(folder / "sekisho.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path)[1:])
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(url)
    raise ValueError(f"DATABASE_URL: the scheme {parts.scheme!r} is not known; use sqlite or postgresql")


def _sqlite(name: str) -> dict[str, Any]:
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": BUSY_SECONDS,
        "init_command": ";".join(SQLITE_PRAGMAS),
    }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": options,
        # A file, as in use: an in-memory database has neither WAL nor two writers.
        "TEST": {"NAME": f"{name}.test"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    if find_spec("psycopg") is None:
        raise NoDriver(
            "DATABASE_URL names PostgreSQL: install its driver with `pip install sekisho[postgres]`"
        )
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
