"""Checkpoints (c2sp.org/tlog-checkpoint): the log's name, its size and its root, as the text of a signed note."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable

import msgspec

from .note import BadNote, SigningKey, VerifierKey, open_note, sign_note
from .tree import HASH_BYTES


class Checkpoint(msgspec.Struct, frozen=True):
    """So many leaves, this root, of the log of that origin; ``extensions`` are further lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the note text."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode("ascii"), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    def sign(self, keys: Iterable[SigningKey]) -> str:
        """Return the signed checkpoint."""
        return sign_note(self.text(), keys)


def read_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's note text; raises ``BadNote`` where it is malformed."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise BadNote("a checkpoint has an origin, a size and a root, each on a line")
    origin, size, root, *extensions = lines[:-1]
    if not re.fullmatch(r"0|[1-9][0-9]*", size):
        raise BadNote("the size of a checkpoint is a decimal number without leading zeros")
    return Checkpoint(origin, int(size), _root(root), tuple(extensions))


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("the root of a checkpoint is not base64") from error
    if len(root) != HASH_BYTES:
        raise BadNote("the root of a checkpoint has 32 bytes")
    return root


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Return a signed checkpoint of the log with this key; raises ``BadNote`` otherwise, as for another log's."""
    text, _ = open_note(note, [key])
    checkpoint = read_checkpoint(text)
    if checkpoint.origin != key.name:
        raise BadNote(f"this is a checkpoint of {checkpoint.origin}, not of {key.name}")
    return checkpoint
