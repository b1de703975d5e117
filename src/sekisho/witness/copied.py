"""The folder of one log's copy: what is served of it, what waits to come into it, and what speaks against the log.

Every file is written whole or not at all, and is on the disk before it has its name. Whoever changes what is served does so
alone, among all processes of the mirror.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sekisho.ledger.checkpoint import Checkpoint, read_checkpoint
from sekisho.ledger.note import split_note
from sekisho.ledger.tiles import WIDTH, bundle_path, make_bundle, read_bundle, tile_path
from sekisho.ledger.tree import EMPTY_ROOT

from .home import Home, sync
from .service import origin_hash


class Copy:
    """The copy of a log; what waits to come into it does so in a folder of its own, by its name ``waiting_in``."""

    def __init__(self, home: Home, origin: str, waiting_in: str = "pending") -> None:
        self.origin, self._lock = origin, home.folder / "logs-mirrored" / "lock"
        base = self._lock.parent / origin_hash(origin)
        self.served, self.pending, self.evidence = base / "copy", base / waiting_in, base / "evidence"
        self.waiting: list[str] = []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process and thread of the mirror from changing what is served meanwhile."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def note(self) -> str:
        """Return the checkpoint that is served, empty before the first."""
        path = self.served / "checkpoint"
        return path.read_text("utf-8") if path.exists() else ""

    def checkpoint(self) -> Checkpoint:
        """Return what the checkpoint that is served says; before the first, that of a tree without leaves."""
        note = self.note()
        return read_checkpoint(split_note(note)[0]) if note else Checkpoint(self.origin, 0, EMPTY_ROOT)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return a tile of hashes that is served."""
        return (self.served / tile_path(level, number, width)).read_bytes()

    def held(self, path: str) -> bytes | None:
        """Return what is at a path, or waits for it."""
        found = next((each / path for each in (self.served, self.pending) if (each / path).exists()), None)
        return found.read_bytes() if found else None

    def leaves(self, number: int, width: int) -> list[bytes]:
        """Return the first so many leaves of a bundle. Raises ``FileNotFoundError`` where the copy has fewer."""
        held = max([each for each in self._widths(number) if each >= width], default=0)
        return read_bundle((self.served / bundle_path(number, held or width)).read_bytes())[:width]

    def next(self) -> int:
        """Return the index of the first leaf that the copy lacks; it may have more than its checkpoint covers."""
        size = self.checkpoint().size
        number = size // WIDTH
        while (self.served / bundle_path(number)).exists():
            number += 1
        return max(size, number * WIDTH + max(self._widths(number), default=0))

    def _widths(self, number: int) -> list[int]:
        """Return how many leaves the files of a bundle hold."""
        partial = (self.served / bundle_path(number, 1)).parent
        widths = [int(each.name) for each in partial.glob("*") if each.name.isdecimal()]
        return [*widths, WIDTH] if (self.served / bundle_path(number)).exists() else widths

    def keep(self, number: int, leaves: list[bytes]) -> None:
        """Put the first leaves of a bundle into the copy; they must have been proved. What is there already stays."""
        path = self.served / bundle_path(number, len(leaves))
        if not path.exists():
            write(path, make_bundle(leaves))

    def put(self, path: str, data: bytes) -> None:
        """Let a file wait for the root that proves it; one that is there already is not written again."""
        self.waiting.append(path)
        if self.held(path) != data:
            write(self.pending / path, data)

    def commit(self, note: str) -> None:
        """Bring what waits into the copy, and the checkpoint last."""
        for path in self.waiting:
            if (self.pending / path).exists():
                (self.served / path).parent.mkdir(parents=True, exist_ok=True)
                (self.pending / path).replace(self.served / path)
        for folder in {(self.served / path).parent for path in self.waiting}:
            sync(folder)
        write(self.served / "checkpoint", note.encode())
        self.discard()

    def discard(self) -> None:
        """Forget what waited and did not come into the copy."""
        for path in sorted(self.pending.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()

    def keep_evidence(self, refused: str) -> None:
        """Keep the checkpoint that is served and one that its leaves do not lead to, and forget what waited."""
        self.discard()
        text = f"{self.note()}\n{refused}"
        write(self.evidence / f"{sha256(text.encode()).hexdigest()}.txt", text.encode())


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and to the disk before it has its name. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.new")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
