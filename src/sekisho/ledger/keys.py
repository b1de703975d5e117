"""Keys in the text forms of c2sp.org/signed-note: who signs (skey) and whose signature is checked (vkey).

One Ed25519 key pair signs in two ways that cannot be taken for one another, and has a key id for each: plainly over a
note's text (kind 0x01), and with a time in front (kind 0x04, c2sp.org/tlog-cosignature). An ML-DSA-44 key (kind 0x06)
signs checkpoints with a time only, and always beside an Ed25519 one.
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

from . import mldsa

ED25519 = 0x01
COSIGNATURE = 0x04
ML_DSA_44 = 0x06
KEY_BYTES = 32
PUBLIC_BYTES = {ED25519: KEY_BYTES, COSIGNATURE: KEY_BYTES, ML_DSA_44: mldsa.PUBLIC_BYTES}
STAMP_BYTES = 8
_NAME = re.compile(r"[^\s+]+")
_SIGN = 0x80
SMALL_ORDER = frozenset(
    bytes.fromhex(each)
    for each in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
"""The points of Ed25519 whose multiple by 8 is the neutral one, as encoded (RFC 8032, 5.1.2) without the sign of x: of order 1,
2, 4, 8 and 8, and the first and third once more with p added to y.
"""
_PRIVATE = "PRIVATE+KEY+"


class BadKey(ValueError):
    """A key text that is malformed, of a kind that is not kept here, or whose id is not its own."""


class VerifierKey(msgspec.Struct, frozen=True):
    """Whose signature is checked: name, key id (4 bytes), public key, and in which way it signs (``kind``)."""

    name: str
    id: bytes
    public: bytes
    kind: int = ED25519

    @property
    def label(self) -> str:
        """Name and id, by which keys of one name are told apart."""
        return f"{self.name}+{self.id.hex()}"

    def text(self) -> str:
        """Return the vkey: ``name+id+key``."""
        return f"{self.label}+{encode(bytes([self.kind]) + self.public)}"

    def as_cosigner(self) -> VerifierKey:
        """Return the same key as it signs with a time."""
        return self if self.kind == ML_DSA_44 else verifier_key(self.name, self.public, COSIGNATURE)

    def timed(self, text: str, stamp: int) -> bytes:
        """Return the message that a signature with a time covers; ``ValueError`` where ML-DSA-44 cannot cover it."""
        if self.kind != ML_DSA_44:
            return stamped(text, stamp)
        lines = text.split("\n")
        if len(lines) < 4 or not re.fullmatch("[0-9]{1,19}", lines[1]):
            raise ValueError("ML-DSA-44 signs checkpoints only")
        return mldsa.cosigned_message(self.name, stamp, lines[0], int(lines[1]), decode(lines[2]))

    def holds(self, text: str, signature: bytes) -> bool:
        """Return whether a signature of this key over a note's text holds; a cosignature begins with its time."""
        if self.kind == ED25519:
            return _ed25519_holds(self.public, signature, text.encode())
        try:
            message = self.timed(text, stamp_of(signature))
        except (ValueError, OverflowError):
            return False
        check = mldsa.holds if self.kind == ML_DSA_44 else _ed25519_holds
        return check(self.public, signature[STAMP_BYTES:], message)


def _ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


class Signer(msgspec.Struct, frozen=True):
    """Who signs notes and checkpoints under a name; ``SigningKey`` and ``HeldKey`` say with which Ed25519 key,
    ``PostQuantumKey`` with which of ML-DSA-44.
    """

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
        key = self.verifier.as_cosigner()
        return _line(key, stamp.to_bytes(STAMP_BYTES, "big") + self.raw(key.timed(text, stamp)))


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
        return f"{_PRIVATE}{self.verifier.label}+{encode(bytes([ED25519]) + self.seed)}"


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


class PostQuantumKey(Signer, frozen=True):
    """An ML-DSA-44 key that is here: name and the 32-byte seed. It signs with a time only."""

    seed: bytes

    @property
    def public(self) -> bytes:
        """The public key of the seed, 1,312 bytes."""
        return mldsa.public_of(self.seed)

    @property
    def verifier(self) -> VerifierKey:
        """The key that checks its signatures."""
        return verifier_key(self.name, self.public, ML_DSA_44)

    def raw(self, message: bytes) -> bytes:
        """Return the signature, 2,420 bytes."""
        return mldsa.sign(self.seed, message)

    def sign(self, text: str) -> str:
        """There is none without a time; raises ``ValueError``."""
        raise ValueError("ML-DSA-44 signs with a time only")

    def text(self) -> str:
        """Return the skey, in the form of the Ed25519 ones: kind and seed."""
        return f"{_PRIVATE}{self.verifier.label}+{encode(bytes([ML_DSA_44]) + self.seed)}"


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
    """Read a vkey; raises ``BadKey`` where it is malformed, of a kind not kept here, or its id is wrong."""
    name, kind, public = _read(text.strip())
    return verifier_key(name, public, kind)


def read_signing_key(text: str) -> SigningKey | PostQuantumKey:
    """Read an skey; raises ``BadKey``, which repeats nothing of what it was given."""
    if not text.startswith(_PRIVATE):
        raise BadKey("this is no signing key")
    name, stated, encoded = _parts(text.strip()[len(_PRIVATE) :], "the signing key")
    data = decode(encoded)
    if len(data) != 1 + KEY_BYTES or data[0] not in (ED25519, ML_DSA_44):
        raise BadKey("the signing key is neither an Ed25519 nor an ML-DSA-44 key")
    key = SigningKey(name, data[1:]) if data[0] == ED25519 else PostQuantumKey(name, data[1:])
    if key.verifier.id != stated:
        raise BadKey("the id of the signing key is wrong")
    return key


def small_order(public: bytes) -> bool:
    """Return whether an Ed25519 public key is a point of small order: one signature under it holds for any message, so that its
    holder could disown what they signed.
    """
    return public[:-1] + bytes([public[-1] & ~_SIGN]) in SMALL_ORDER


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
    if not data or len(data) - 1 != PUBLIC_BYTES.get(data[0]):
        raise BadKey(f"{text!r} is neither an Ed25519 nor an ML-DSA-44 key")
    if key_id(name, data[0], data[1:]) != stated:
        raise BadKey(f"the id of the key {name} is wrong")
    if data[0] != ML_DSA_44 and small_order(data[1:]):
        raise BadKey(
            f"the key {name} is a point of small order, under which one signature holds for everything"
        )
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
