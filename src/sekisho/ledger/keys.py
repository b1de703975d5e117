"""Ed25519 keys in the text forms of c2sp.org/signed-note: who signs (skey) and whose signature is checked (vkey).

One key pair signs in two ways that cannot be taken for one another, and has a key id for each: plainly over a note's
text (kind 0x01), and with a time in front (kind 0x04, c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_BYTES = 32
STAMP_BYTES = 8
_NAME = re.compile(r"[^\s+]+")
_PRIVATE = "PRIVATE+KEY+"


class BadKey(ValueError):
    """A key text that is malformed, of a kind that is not kept here, or whose id is not its own."""


class VerifierKey(msgspec.Struct, frozen=True):
    """Whose signature is checked: name, key id (4 bytes), Ed25519 public key (32 bytes), and in which way it signs."""

    name: str
    id: bytes
    public: bytes
    kind: int = ED25519

    def text(self) -> str:
        """Return the vkey: ``name+id+key``."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.public)}"

    def as_cosigner(self) -> VerifierKey:
        """Return the same key as it signs with a time."""
        return verifier_key(self.name, self.public, COSIGNATURE)

    def holds(self, text: str, signature: bytes) -> bool:
        """Return whether a signature of this key over a note's text holds; a cosignature begins with its time."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            message, signature = stamped(text, stamp_of(signature)), signature[STAMP_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Signer(msgspec.Struct, frozen=True):
    """Who signs notes and checkpoints under a name; ``SigningKey`` and ``HeldKey`` say with which Ed25519 key."""

    name: str

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        raise NotImplementedError

    def raw(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes."""
        raise NotImplementedError

    @property
    def verifier(self) -> VerifierKey:
        """The key that checks its plain signatures."""
        return verifier_key(self.name, self.public)

    def sign(self, text: str) -> str:
        """Return the signature line over a note's text."""
        return _line(self.verifier, self.raw(text.encode()))

    def cosign(self, text: str, at: datetime) -> str:
        """Return the line of a timestamped signature over a checkpoint's text; ``at`` counts in whole seconds."""
        stamp = int(at.timestamp())
        signature = self.raw(stamped(text, stamp))
        return _line(self.verifier.as_cosigner(), stamp.to_bytes(STAMP_BYTES, "big") + signature)


class SigningKey(Signer, frozen=True):
    """A key that is here: name and the 32-byte Ed25519 seed."""

    seed: bytes

    @property
    def public(self) -> bytes:
        """The public key of the seed."""
        return _private(self.seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def raw(self, message: bytes) -> bytes:
        """Return the signature."""
        return _private(self.seed).sign(message)

    def text(self) -> str:
        """Return the skey: to be kept where nobody else reads it."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{encode(bytes([ED25519]) + self.seed)}"


class HeldKey(Signer, frozen=True):
    """A key whose private half stays where it is, in a hardware module say: what signs for it is passed in."""

    held: bytes
    signs: Callable[[bytes], bytes]

    @property
    def public(self) -> bytes:
        """The public key as the holder told it."""
        return self.held

    def raw(self, message: bytes) -> bytes:
        """Return the holder's signature; raises ``BadKey`` where the public key does not check it."""
        signature = self.signs(message)
        try:
            Ed25519PublicKey.from_public_bytes(self.held).verify(signature, message)
        except InvalidSignature as error:
            raise BadKey(f"what signs for {self.name} has another key") from error
        return signature


def generate(name: str, seed: bytes) -> SigningKey:
    """Return the key pair of 32 random bytes that the caller drew; ``ValueError`` for another length or a bad name."""
    if len(seed) != KEY_BYTES:
        raise ValueError(f"an Ed25519 key is made of {KEY_BYTES} random bytes, not {len(seed)}")
    _check_name(name)
    return SigningKey(name, seed)


def verifier_key(name: str, public: bytes, kind: int = ED25519) -> VerifierKey:
    """Return the verifier key of a public key; raises ``ValueError`` for a name with blanks or plus signs."""
    _check_name(name)
    return VerifierKey(name, key_id(name, kind, public), public, kind)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return the four bytes that with the name tell keys apart."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def read_verifier_key(text: str) -> VerifierKey:
    """Read a vkey; raises ``BadKey`` where it is malformed, neither Ed25519 kind, or its id is wrong."""
    name, kind, public = _read(text.strip())
    if kind not in (ED25519, COSIGNATURE):
        raise BadKey(f"{text!r} is no Ed25519 key")
    return verifier_key(name, public, kind)


def read_signing_key(text: str) -> SigningKey:
    """Read an skey; raises ``BadKey``, which repeats nothing of what it was given."""
    if not text.startswith(_PRIVATE):
        raise BadKey("this is no signing key")
    name, stated, encoded = _parts(text.strip()[len(_PRIVATE) :], "the signing key")
    data = decode(encoded)
    if len(data) != 1 + KEY_BYTES or data[0] != ED25519:
        raise BadKey("the signing key is no Ed25519 key")
    key = SigningKey(name, data[1:])
    if key.verifier.id != stated:
        raise BadKey("the id of the signing key is wrong")
    return key


def stamped(text: str, stamp: int) -> bytes:
    """Return the message that a cosignature of that time covers."""
    return f"cosignature/v1\ntime {stamp}\n{text}".encode()


def stamp_of(signature: bytes) -> int:
    """Return the POSIX time in front of a cosignature."""
    return int.from_bytes(signature[:STAMP_BYTES], "big")


def encode(data: bytes) -> str:
    """Return the base64 of bytes."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of a base64 text; raises ``BadKey`` where it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey("this is not base64") from error


def _read(text: str) -> tuple[str, int, bytes]:
    name, stated, encoded = _parts(text, f"{text!r}")
    data = decode(encoded)
    if len(data) != 1 + KEY_BYTES:
        raise BadKey(f"{text!r} is no Ed25519 key")
    if key_id(name, data[0], data[1:]) != stated:
        raise BadKey(f"the id of the key {name} is wrong")
    return name, data[0], data[1:]


def _parts(text: str, shown: str) -> tuple[str, bytes, str]:
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text)
    if found is None:
        raise BadKey(f"{shown} is no key: name, id and key are joined by plus signs")
    return found[1], bytes.fromhex(found[2]), found[3]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a key")


def _line(key: VerifierKey, signature: bytes) -> str:
    return f"— {key.name} {encode(key.id + signature)}\n"


def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
