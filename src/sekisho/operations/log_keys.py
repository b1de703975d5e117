"""The keys with which the logs sign: in ``SEKISHO_HOME/keys``, one per log, never in the database."""

from __future__ import annotations

from sekisho.ledger.note import SigningKey
from sekisho.records.home import kept_secret, key_folder

ORIGIN = "sekisho.invalid/log"
"""How a log names itself, before its realm; a name that can never be an address."""


def signing_key(log: str) -> SigningKey:
    """Return the signing key of a log; it is drawn the first time that it is asked for."""
    seed = kept_secret(key_folder() / f"log-{log.replace(':', '-')}.key")
    return SigningKey(f"{ORIGIN}/{log.replace(':', '/')}", seed)
