"""The home folder of an installation: what must live beside the database and never inside it.

``SEKISHO_HOME`` names it; without, it is ``var`` in the working folder. Keys are files that only their owner
may read.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700


class KeyMissing(RuntimeError):
    """A key that must be in the key folder is not there, or is another one; the message names the file."""


def home() -> Path:
    """Return the home folder, made (for its owner only) where it is not there yet."""
    folder = Path(os.environ.get("SEKISHO_HOME") or "var").absolute()
    folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    return folder


def key_folder() -> Path:
    """Return the folder of key files inside the home folder."""
    folder = home() / "keys"
    folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
    return folder


def scan_folder() -> Path:
    """Return the folder in which a file lies while it is scanned; nothing serves it."""
    folder = home() / "scan"
    folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
    return folder


def kept_secret(path: Path, size: int = 32) -> bytes:
    """Return the ``size`` random bytes kept in a file, drawn and written the first time.

    Two processes that start together get the same bytes: the file appears whole or not at all, and the first
    one wins.
    """
    if not path.exists():
        write_once(path, secrets.token_bytes(size))
    return path.read_bytes()


def write_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, unless it is there: whole or not at all, the first one wins."""
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass  # another process was first; its bytes count
    finally:
        scratch.unlink()
