"""Signed notes (c2sp.org/signed-note): a text, a blank line, and a line per signature.

A signature of a key that nobody knows is ignored; a wrong one of a known key makes the whole note unusable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from .keys import BadKey, Signer, SigningKey, VerifierKey, decode, encode, read_verifier_key, verifier_key

__all__ = [
    "BadNote",
    "Signature",
    "Signer",
    "SigningKey",
    "VerifierKey",
    "add_signature",
    "open_note",
    "read_verifier_key",
    "sign_note",
    "split_note",
    "verifier_key",
]

MOST_SIGNATURES = 64
"""How many signatures a note may carry; the specification asks for at least 16."""


class BadNote(ValueError):
    """A note that is malformed, unsigned by the keys asked for, or wrongly signed."""


class Signature(msgspec.Struct, frozen=True):
    """A signature as it stands under a note: the key's name, its id (4 bytes), and what it wrote."""

    name: str
    id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """The line that it stands in."""
        return f"— {self.name} {encode(self.id + self.data)}\n"


def sign_note(text: str, keys: Iterable[Signer]) -> str:
    """Return the signed note of a text; raises ``ValueError`` where the text cannot be one's."""
    if not text.endswith("\n") or _control(text):
        raise ValueError("a note's text ends with a line feed and has no other control character")
    return f"{text}\n{''.join(key.sign(text) for key in keys)}"


def add_signature(note: str, line: str) -> str:
    """Return a note with one more signature line."""
    _signature(line.removesuffix("\n"))
    return note + line


def split_note(note: str) -> tuple[str, list[Signature]]:
    """Return a note's text and its signatures, none of them checked; raises ``BadNote`` where it is malformed."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or _control(note):
        raise BadNote("this is not a signed note")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MOST_SIGNATURES:
        raise BadNote(f"a note carries at most {MOST_SIGNATURES} signatures here")
    return text + "\n", [_signature(line) for line in signatures]


def open_note(note: str, keys: Iterable[VerifierKey]) -> tuple[str, tuple[VerifierKey, ...]]:
    """Return a note's text and which of the keys signed it.

    Raises ``BadNote`` where it is malformed, where a known key's signature is wrong, or where no known key signed.
    """
    text, signatures = split_note(note)
    known = {(key.name, key.id): key for key in keys}
    signed: list[VerifierKey] = []
    for each in signatures:
        key = known.get((each.name, each.id))
        if key is None:
            continue
        if not key.holds(text, each.data):
            raise BadNote(f"the signature of {key.name} is wrong")
        if key not in signed:
            signed.append(key)
    if not signed:
        raise BadNote("no known key signed this note")
    return text, tuple(signed)


def _signature(line: str) -> Signature:
    found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
    if found is None:
        raise BadNote("a signature line is malformed")
    try:
        data = decode(found[2])
    except BadKey as error:
        raise BadNote("a signature is not base64") from error
    if len(data) < 5:
        raise BadNote("a signature is too short to be one")
    return Signature(found[1], data[:4], data[4:])


def _control(text: str) -> bool:
    return any(c < " " and c != "\n" for c in text)
