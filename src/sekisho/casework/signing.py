"""What a person's passkey signs: the intent, who means it, when it was done and on what paper, as the review page says it.

The WebAuthn challenge is a hash over that **statement**, set apart from every other use by a domain in front. So the
authenticator signs this very content, and whoever holds the entry can compute the challenge again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from sekisho.vocabulary.canonical import canonical

from .entry import Evidence, Intent

DOMAIN = b"sekisho/decision/1\n"
"""In front of what is hashed: no other hash of ours can be taken for a decision."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a signature covers; the entry of a signed decision agrees with it in each of these."""

    intent: Intent
    person: str
    happened_at: datetime
    evidence: tuple[Evidence, ...]
    realm: str

    @property
    def challenge(self) -> bytes:
        """SHA-256 over the domain and the canonical statement (RFC 8785): the 32 bytes that are signed."""
        return hashlib.sha256(DOMAIN + canonical(self)).digest()
