"""Signed notes (c2sp.org/signed-note): a text, a blank line, and a line per signature; Ed25519 keys.

A signature of a key that nobody knows is ignored; a wrong one of a known key makes the whole note unusable.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = 0x01
_NAME = re.compile(r"^[^\s+]+$")


class BadNote(ValueError):
    """A note that is malformed, unsigned by the keys asked for, or wrongly signed."""


class VerifierKey(msgspec.Struct, frozen=True):
    """Whose signature is checked: name, key id (4 bytes) and Ed25519 public key."""

    name: str
    id: bytes
    public: bytes

    def text(self) -> str:
        """Return the key as ``name+hash+key``."""
        return f"{self.name}+{self.id.hex()}+{_encode(bytes([ED25519]) + self.public)}"


class SigningKey(msgspec.Struct, frozen=True):
    """A key that signs: name and the 32-byte Ed25519 seed."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The key that checks its signatures."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return verifier_key(self.name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, text: str) -> str:
        """Return the signature line over a note's text."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"— {self.name} {_encode(self.verifier.id + signature)}\n"


def verifier_key(name: str, public: bytes) -> VerifierKey:
    """Return the verifier key of a public key; raises ``ValueError`` for a name with blanks or plus signs."""
    if not _NAME.match(name):
        raise ValueError(f"{name!r} cannot be the name of a key")
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([ED25519]) + public).digest()[:4]
    return VerifierKey(name, key_id, public)


def read_verifier_key(text: str) -> VerifierKey:
    """Read ``name+hash+key``; raises ``BadNote`` where it is malformed, of another kind, or its hash is wrong."""
    name, _, rest = text.strip().partition("+")
    hashed, _, encoded = rest.partition("+")
    data = _decode(encoded)
    if not _NAME.match(name) or len(data) != 33 or data[0] != ED25519:
        raise BadNote(f"{text!r} is no Ed25519 verifier key")
    key = verifier_key(name, data[1:])
    if key.id.hex() != hashed:
        raise BadNote(f"the hash of the key {name} is wrong")
    return key


def sign_note(text: str, keys: Iterable[SigningKey]) -> str:
    """Return the signed note of a text that ends with a line feed."""
    if not text.endswith("\n") or "\n\n" in text:
        raise ValueError("a note's text ends with a line feed and has no blank line")
    return f"{text}\n{''.join(key.sign(text) for key in keys)}"


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return a note's text, and its signatures as (name, key id and signature); raises ``BadNote``."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in note):
        raise BadNote("this is not a signed note")
    return text + "\n", [_signature(line) for line in lines[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes]:
    found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
    data = _decode(found[2]) if found else b""
    if found is None or len(data) < 5:
        raise BadNote("a signature line is malformed")
    return found[1], data


def open_note(note: str, keys: Iterable[VerifierKey]) -> tuple[str, tuple[VerifierKey, ...]]:
    """Return a note's text and the known keys that signed it.

    Raises ``BadNote`` where it is malformed, a known key's signature is wrong, or no known key signed.
    """
    text, signatures = split_note(note)
    known = {(key.name, key.id): key for key in keys}
    signed = []
    for name, data in signatures:
        key = known.get((name, data[:4]))
        if key is not None and key not in signed:
            _check(key, data[4:], text)
            signed.append(key)
    if not signed:
        raise BadNote("no known key signed this note")
    return text, tuple(signed)


def _check(key: VerifierKey, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature as error:
        raise BadNote(f"the signature of {key.name} is wrong") from error


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("this is not base64") from error
