"""ML-DSA-44 (FIPS 204) as c2sp.org/tlog-cosignature uses it: beside Ed25519, against computers that break the latter.

It signs with a time only, and what it signs names the cosigner, the log, the size and the root, but no extension line.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

PUBLIC_BYTES = 1312
SIGNATURE_BYTES = 2420
LABEL = b"subtree/v1\n\0"
_MOST_NAME = 255


def public_of(seed: bytes) -> bytes:
    """Return the public key of a seed of 32 bytes."""
    return MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return a signature."""
    return MLDSA44PrivateKey.from_seed_bytes(seed).sign(message)


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether a signature holds."""
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def cosigned_message(cosigner: str, stamp: int, origin: str, size: int, root: bytes) -> bytes:
    """Return the ``cosigned_message`` of a whole tree. Raises ``ValueError`` where a name has more than 255 bytes."""
    names = [_named(cosigner), stamp.to_bytes(8, "big"), _named(origin)]
    return b"".join([LABEL, *names, (0).to_bytes(8, "big"), size.to_bytes(8, "big"), root])


def _named(name: str) -> bytes:
    data = name.encode()
    if not 1 <= len(data) <= _MOST_NAME:
        raise ValueError(f"a name under ML-DSA-44 has 1 to {_MOST_NAME} bytes")
    return bytes([len(data)]) + data
