"""Canonical bytes: one value, one sequence of bytes (RFC 8785), so that a hash means the content."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import rfc8785


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 JSON of a value; structs and datetimes are first reduced to plain JSON values.

    Raises ``rfc8785.CanonicalizationError`` for numbers outside the range that JSON can carry exactly.
    """
    return rfc8785.dumps(msgspec.to_builtins(value, str_keys=True))


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical bytes in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
