"""Which database an installation uses: SQLite in its home folder, or PostgreSQL named by ``DATABASE_URL``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from sekisho.vocabulary.network import on_this_machine

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


VERIFIED, TRUSTED = "verify-full", "system"
"""How a server on another machine is trusted: by its name in a certificate that the system, or ``sslrootcert``, vouches for."""


class NoDriver(RuntimeError):
    """The driver of the database named is not installed; the message says how to install it."""


def database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for the database that ``url`` names; an empty one means SQLite in ``folder``.

    Understood: ``sqlite:///relative``, ``sqlite:////absolute``, ``postgresql://user:word@host:port/name``
    and, for a Unix socket, ``postgresql:///name?host=/folder``. To a server on another machine nothing but TLS with its
    name verified leads. Raises ``ValueError`` for any other scheme and for less than that, and ``NoDriver`` where what
    PostgreSQL needs is not installed.
    """
    if not url:
        return _sqlite(str(folder / "sekisho.sqlite3"))
    parts = _parts(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path)[1:])
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(parts)
    raise ValueError(f"DATABASE_URL: the scheme {parts.scheme!r} is not known; use sqlite or postgresql")


def _parts(url: str) -> SplitResult:
    """Return the parts of a URL. What is wrong with one is said without quoting it, for it has the password in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(
            "DATABASE_URL: it cannot be read; what is no plain letter or digit in user, word or name is percent-encoded"
        ) from None
    return parts


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


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    if find_spec("psycopg") is None:
        raise NoDriver(
            "DATABASE_URL names PostgreSQL: install its driver with `pip install sekisho[postgres]`"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    if not _stays_here(host, options):
        options = _over_tls(options)
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


def _stays_here(host: str, options: Mapping[str, str]) -> bool:
    """Return whether every server that the driver may try is a socket's folder or this machine.

    What the URL leaves open the driver takes from its environment, or from a service file, which could name any host.
    """
    if options.get("service") or os.environ.get("PGSERVICE"):
        return False
    named = host or os.environ.get("PGHOST", "")
    at = options.get("hostaddr") or os.environ.get("PGHOSTADDR", "")
    hosts = [each for each in (*named.split(","), *at.split(",")) if each]
    return all(each.startswith(("/", "@")) or on_this_machine(each) for each in hosts)


def _over_tls(options: Mapping[str, str]) -> dict[str, str]:
    mode = options.get("sslmode", VERIFIED)
    if mode != VERIFIED:
        raise ValueError(
            f"DATABASE_URL: sslmode={mode} to another machine; nothing but {VERIFIED} will do (the default), with"
            f" sslrootcert naming the authority that signed the server's certificate unless the system knows it"
        )
    known = {} if os.environ.get("PGSSLROOTCERT") else {"sslrootcert": TRUSTED}
    return {**known, **options, "sslmode": VERIFIED, "gssencmode": "disable"}
