"""The witness's database: one SQLite file, each answer one transaction that is on the disk before it is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

import msgspec

from sekisho.ledger.witnessing import NOTHING, Fault, Refusal, Seen

VERSION = 1
WAIT_SECONDS = 10
"""How long an answer waits for the one before it."""


class Handed(msgspec.Struct, frozen=True):
    """The latest cosignature of a log: its size, the note of the log, the witness's lines, POSIX time."""

    origin: str
    size: int
    note: str
    lines: str
    at: int


class Evidence(msgspec.Struct, frozen=True):
    """A refused checkpoint and the one that speaks against it, both signed; the proof that came; POSIX time."""

    number: int
    fault: Fault
    origin: str
    refused: str
    beside: str
    proof: str
    at: int


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database, made where it is not there yet. Raises ``sqlite3.Error``."""
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as base:
        base.execute("PRAGMA synchronous = EXTRA")
        _make(base)
        yield base


def _make(base: sqlite3.Connection) -> None:
    if _version(base) == VERSION:
        return
    with alone(base):
        if _version(base) != VERSION:
            _run(base, files(__package__).joinpath("schema.sql").read_text("utf-8"))
            base.execute(f"PRAGMA user_version = {VERSION}")


def _version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def _run(base: sqlite3.Connection, script: str) -> None:
    """Run a script within the transaction that is open, which ``executescript`` would end."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            base.execute(statement)
            statement = ""


@contextmanager
def alone(base: sqlite3.Connection) -> Iterator[None]:
    """Open a transaction in which nobody else writes; what was read in it still holds when it is written."""
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
        base.execute("COMMIT")
    except BaseException:
        if base.in_transaction:
            base.execute("ROLLBACK")
        raise


def latest(base: sqlite3.Connection, origin: str) -> Seen:
    """Return the largest tree cosigned of a log; ``NOTHING`` where none was."""
    row = base.execute(
        "SELECT size, root, note FROM cosigned WHERE origin = ? ORDER BY size DESC LIMIT 1", (origin,)
    ).fetchone()
    return Seen(*row) if row else NOTHING


def at_size(base: sqlite3.Connection, origin: str, size: int) -> Seen | None:
    """Return what was cosigned of a log at a size."""
    row = base.execute(
        "SELECT size, root, note FROM cosigned WHERE origin = ? AND size = ?", (origin, size)
    ).fetchone()
    return Seen(*row) if row else None


def sizes(base: sqlite3.Connection) -> dict[str, int]:
    """Return the largest size cosigned of each log."""
    return dict(base.execute("SELECT origin, max(size) FROM cosigned GROUP BY origin"))


def keep(base: sqlite3.Connection, origin: str, seen: Seen, at: int) -> None:
    """Keep a tree that is about to be cosigned; the same tree a second time changes nothing."""
    if at_size(base, origin, seen.size) is None:
        base.execute(
            "INSERT INTO cosigned VALUES (?, ?, ?, ?, ?)", (origin, seen.size, seen.root, seen.note, at)
        )


def keep_handed(base: sqlite3.Connection, origin: str, size: int, lines: str, at: int) -> None:
    """Keep the cosignature that is about to be handed out."""
    base.execute(
        "INSERT INTO handed VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE"
        " SET size = excluded.size, lines = excluded.lines, at = excluded.at",
        (origin, size, lines, at),
    )


def handed(base: sqlite3.Connection) -> list[Handed]:
    """Return the latest cosignature of each log."""
    rows = base.execute(
        "SELECT origin, size, note, lines, at FROM handed JOIN cosigned USING (origin, size) ORDER BY origin"
    )
    return [Handed(*row) for row in rows]


def keep_evidence(
    base: sqlite3.Connection, origin: str, refused: str, against: Refusal, proof: Sequence[str], at: int
) -> None:
    """Keep a refused checkpoint with what speaks against it; one that is known already changes nothing."""
    if against.fault is None or against.beside is None:
        return
    base.execute(
        "INSERT OR IGNORE INTO evidence (fault, origin, refused, beside, proof, at) VALUES (?, ?, ?, ?, ?, ?)",
        (against.fault.value, origin, refused, against.beside.note, "\n".join(proof), at),
    )


def evidence(base: sqlite3.Connection) -> list[Evidence]:
    """Return all evidence, oldest first."""
    rows = base.execute("SELECT id, fault, origin, refused, beside, proof, at FROM evidence ORDER BY id")
    return [Evidence(row[0], Fault(row[1]), *row[2:]) for row in rows]
