"""Outside ids: random, so that they tell nobody how many cases there are or in which order they came."""

from __future__ import annotations

import base64
import re

ENTROPY_BYTES = 10


_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")


_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")


def is_name(word: str) -> bool:
    """Return whether a word may name a post or a compartment: one plain word, which is never ``*``."""
    return _NAME.fullmatch(word) is not None


def is_id(word: str) -> bool:
    """Return whether a word may be an outside id; whether anything goes by it is another question."""
    return _ID.fullmatch(word) is not None


def new_id(prefix: str, entropy: bytes) -> str:
    """Return ``prefix-xxxxxxxxxxxxxxxx`` from 10 random bytes that the caller drew (80 bits, lower-case base32)."""
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"an id takes {ENTROPY_BYTES} bytes of entropy, not {len(entropy)}")
    return f"{prefix}-{base64.b32encode(entropy).decode('ascii').lower()}"
