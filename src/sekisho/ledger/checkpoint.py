"""Checkpoints (c2sp.org/tlog-checkpoint): the log's name, its size and its root, as the text of a signed note.

The log signs twice: plainly, and with the time (c2sp.org/tlog-cosignature), so that what a checkpoint left out can be
judged by when it was signed. No extension line is needed, and none is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from .keys import ML_DSA_44, BadKey, decode, encode, stamp_of
from .note import BadNote, Signer, VerifierKey, open_note, sign_note, split_note
from .tree import HASH_BYTES

_LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


class Checkpoint(msgspec.Struct, frozen=True):
    """So many leaves, this root, of the log of that origin; ``extensions`` are further lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the note text."""
        lines = [self.origin, str(self.size), encode(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    def sign(self, keys: Iterable[Signer], at: datetime | None = None) -> str:
        """Return the signed checkpoint; with ``at`` each key signs a second time, with the time.

        ML-DSA-44 keys sign with the time only.
        """
        keys, text = tuple(keys), self.text()
        stamps = "".join(key.cosign(text, at) for key in keys) if at else ""
        return sign_note(text, (key for key in keys if key.verifier.kind != ML_DSA_44)) + stamps


def read_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's note text; raises ``BadNote`` where it is malformed."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise BadNote("a checkpoint has an origin, a size and a root, each on a line")
    origin, size, root, *extensions = lines[:-1]
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
        raise BadNote("the size of a checkpoint is a decimal number without leading zeros")
    return Checkpoint(origin, int(size), _root(root), tuple(extensions))


def _root(text: str) -> bytes:
    try:
        root = decode(text)
    except BadKey as error:
        raise BadNote("the root of a checkpoint is not base64") from error
    if len(root) != HASH_BYTES:
        raise BadNote("the root of a checkpoint has 32 bytes")
    return root


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Return a signed checkpoint of the log with this key; raises ``BadNote`` otherwise, as for another log's."""
    text, signed = open_note(note, [key, key.as_cosigner()])
    checkpoint = read_checkpoint(text)
    if checkpoint.origin != key.name:
        raise BadNote(f"this is a checkpoint of {checkpoint.origin}, not of {key.name}")
    if key not in signed:
        raise BadNote(f"{key.name} has signed the time, but not the checkpoint")
    return checkpoint


def stamp(note: str, key: VerifierKey) -> datetime | None:
    """Return when a key says that it signed a note, checked; ``None`` where it did not sign with a time.

    ``key`` is of either kind. Raises ``BadNote`` where its timestamped signature is wrong.
    """
    cosigner = key.as_cosigner()
    text, signatures = split_note(note)
    stamps = [each.data for each in signatures if (each.name, each.id) == (cosigner.name, cosigner.id)]
    if not all(cosigner.holds(text, each) and stamp_of(each) < _LATEST for each in stamps):
        raise BadNote(f"the timestamped signature of {key.name} is wrong")
    return max((datetime.fromtimestamp(stamp_of(each), UTC) for each in stamps), default=None)
