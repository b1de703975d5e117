"""The last checkpoint of each log, kept in a file beside the database: a database put back to an older state shows by it."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .home import home

FOLDER = "checkpoints"


def keep_note(log: str, note: str) -> None:
    """Keep the note of a log's last checkpoint; the file is replaced whole."""
    folder = _folder()
    scratch = folder / f".{secrets.token_hex(6)}"
    scratch.write_text(note, "utf-8")
    os.replace(scratch, note_file(log))


@contextmanager
def one_keeps() -> Iterator[None]:
    """Within it no other process of this home, nor another thread, is within it."""
    held = os.open(_folder(), os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def note_file(log: str) -> Path:
    """Return where the note of a log's last checkpoint is kept."""
    return _folder() / log.replace(":", "-")


def kept_notes() -> list[str]:
    """Return the notes that are kept, one for each log."""
    return [path.read_text("utf-8") for path in sorted(_folder().glob("[!.]*"))]


def _folder() -> Path:
    folder = home() / FOLDER
    folder.mkdir(exist_ok=True)
    return folder
