"""A mirror: a copy of a log that was checked leaf by leaf, to be served to others (c2sp.org/tlog-mirror).

What is in ``copy`` was authenticated before it came there: the leaves that are fetched wait in ``pending`` until the
root that they lead to, from the tree mirrored before, is the one that the log signed. The checkpoint comes last; so a
mirror that was killed goes on from where it was, and what it serves is whole at any moment.

It fetches, and nobody uploads to it, which the specification asks for besides. Hash tiles are computed from the leaves: they
are, byte for byte, what the log must serve.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import msgspec

from sekisho.ledger.checkpoint import Checkpoint, read_checkpoint
from sekisho.ledger.growing import grown_to
from sekisho.ledger.note import BadNote, add_signature, split_note
from sekisho.ledger.tiles import WIDTH, BadTile, bundle_path, make_bundle, read_bundle, tile_path
from sekisho.ledger.tree import EMPTY_ROOT, leaf_hash
from sekisho.ledger.witnessing import signed_note

from .home import Home
from .service import origin_hash
from .source import Source


class Outcome(StrEnum):
    """How following a log ended."""

    MIRRORED = "mirrored"
    CURRENT = "current"
    BEHIND = "behind"
    FORKED = "forked"
    NOT_JOINED = "not-joined"
    UNSIGNED = "unsigned"
    SET_BACK = "set-back"


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended: the log's origin, the size mirrored now, and the size that the log showed."""

    outcome: Outcome
    origin: str = ""
    size: int = 0
    shown: int = 0


class _Copy:
    """The folder of one log's copy, and what waits to come into it."""

    def __init__(self, home: Home, origin: str) -> None:
        base = home.folder / "logs-mirrored" / origin_hash(origin)
        self.served, self.pending, self.evidence = base / "copy", base / "pending", base / "evidence"
        self.waiting: list[str] = []

    def note(self) -> str:
        path = self.served / "checkpoint"
        return path.read_text("utf-8") if path.exists() else ""

    def tile(self, level: int, number: int, width: int) -> bytes:
        return (self.served / tile_path(level, number, width)).read_bytes()

    def held(self, path: str) -> bytes | None:
        """Return what was fetched before, checked or not."""
        found = next((each / path for each in (self.served, self.pending) if (each / path).exists()), None)
        return found.read_bytes() if found else None

    def put(self, path: str, data: bytes) -> None:
        """Let a file wait for the root that proves it; one that is there already is not written again."""
        self.waiting.append(path)
        if self.held(path) != data:
            _write(self.pending / path, data)

    def commit(self, note: str) -> None:
        """Bring what waits into the copy, and the checkpoint last."""
        for path in self.waiting:
            if (self.pending / path).exists():
                (self.served / path).parent.mkdir(parents=True, exist_ok=True)
                (self.pending / path).replace(self.served / path)
        _write(self.served / "checkpoint", note.encode())
        self.discard()

    def discard(self) -> None:
        """Forget what was fetched and did not come into the copy."""
        for path in sorted(self.pending.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


def copy_folder(home: Home, origin: str) -> Path:
    """Return the folder that is served of a log."""
    return _Copy(home, origin).served


def follow(home: Home, read: Source, now: datetime) -> Followed:
    """Bring the copy of a log up to what it shows now. Raises ``OSError`` where the log cannot be read or the copy not
    be written, ``BadTile`` for a bundle that is none: then the copy is as before, and the next time goes on.

    1. The checkpoint is signed by a key that is trusted for its log.
    2. It is not smaller than the tree mirrored; of one size there is one root.
    3. Fetch the leaves since, from the last complete bundle on.
    4. At the size mirrored before they lead to that root, and at the end to the one signed. Otherwise both checkpoints
       are kept as evidence, and nothing is mirrored: the log forked, or whoever serves it gave other leaves.
    5. Bring them into the copy, cosign, and put the mark.
    """
    note = read("checkpoint").decode(errors="replace")
    try:
        new = read_checkpoint(split_note(note)[0])
        note = signed_note(note, home.trusted().keys_of(new.origin, new.size))  # 1
    except BadNote:
        return Followed(outcome=Outcome.UNSIGNED)
    copy, marked = _Copy(home, new.origin), home.mark().get(new.origin, 0)
    old = _mirrored(copy, new.origin)
    ended = Followed(outcome=Outcome.CURRENT, origin=new.origin, size=old.size, shown=new.size)
    if old.size < marked:
        return msgspec.structs.replace(ended, outcome=Outcome.SET_BACK)
    if new.size < old.size:  # 2
        return msgspec.structs.replace(ended, outcome=Outcome.BEHIND)
    same = new.size == old.size and bool(copy.note())
    if same and new.root == old.root:
        return ended
    if same or not _fetched(copy, read, old, new):  # 3, 4
        _keep_evidence(copy, note)
        return msgspec.structs.replace(ended, outcome=Outcome.FORKED if same else Outcome.NOT_JOINED)
    for key in home.signing_keys():
        note = add_signature(note, key.cosign(new.text(), now))
    copy.commit(note)  # 5
    home.put_mark({**home.mark(), new.origin: new.size})
    return msgspec.structs.replace(ended, outcome=Outcome.MIRRORED, size=new.size)


def _mirrored(copy: _Copy, origin: str) -> Checkpoint:
    note = copy.note()
    return read_checkpoint(split_note(note)[0]) if note else Checkpoint(origin, 0, EMPTY_ROOT)


def _fetched(copy: _Copy, read: Source, old: Checkpoint, new: Checkpoint) -> bool:
    tree = grown_to(old.size, copy.tile)
    joined = old.size == tree.size
    for leaf in _leaves(copy, read, tree.size, new.size):
        for path, data in tree.append(leaf):
            copy.put(path, data)
        if tree.size == old.size:
            joined = tree.root() == old.root
            if not joined:
                return False
    for path, data in tree.partial():
        copy.put(path, data)
    return joined and tree.root() == new.root


def _leaves(copy: _Copy, read: Source, start: int, end: int) -> Iterator[bytes]:
    for number in range(start // WIDTH, (end + WIDTH - 1) // WIDTH):
        width = min(WIDTH, end - number * WIDTH)
        yield from (leaf_hash(entry) for entry in _bundle(copy, read, number, width))


def _bundle(copy: _Copy, read: Source, number: int, width: int) -> list[bytes]:
    """Return the entries of a bundle, fetched if it was not; the log may have the complete one only."""
    path = bundle_path(number, width)
    data = copy.held(path)
    if data is None:
        try:
            data = read(path)
        except FileNotFoundError:
            data = read(bundle_path(number))
    entries = read_bundle(data)
    if len(entries) < width:
        raise BadTile(f"{path} holds {len(entries)} entries only")
    copy.put(path, make_bundle(entries[:width]))
    return entries[:width]


def _keep_evidence(copy: _Copy, refused: str) -> None:
    """Keep both checkpoints, and fetch everything anew the next time: what waited led to another root."""
    copy.discard()
    text = f"{copy.note()}\n{refused}"
    _write(copy.evidence / f"{sha256(text.encode()).hexdigest()}.txt", text.encode())


def evidence(home: Home, origin: str) -> list[str]:
    """Return the pairs of checkpoints, the mirrored one first, of which one led where the other did not."""
    return [each.read_text("utf-8") for each in sorted(_Copy(home, origin).evidence.glob("*.txt"))]


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and to the disk before it has its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.new")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
