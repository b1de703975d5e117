"""Payloads sealed under keys of their own, so that a payload can be erased on its date and the log stays whole.

A payload key is drawn per case and per object, and stored wrapped by the installation's master key, which lives in
``SEKISHO_HOME/keys`` and never in the database: a copy of the database alone opens nothing.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .home import key_folder, kept_secret
from .models import PayloadKey
from .outside import key_id

KEY_BYTES = 32
NONCE_BYTES = 12


class Erased(LookupError):
    """The payload's key is gone: the payload was erased on its date and cannot be opened again."""


def new_key() -> tuple[str, bytes]:
    """Draw a payload key, store it wrapped, and return its id and the key itself."""
    name, key = key_id(), AESGCM.generate_key(bit_length=KEY_BYTES * 8)
    PayloadKey.objects.create(id=name, wrapped=_wrap(name, key))
    return name, key


def new_keys(count: int) -> list[tuple[str, bytes]]:
    """Draw many payload keys in one statement."""
    drawn = [
        (key_id(), AESGCM.generate_key(bit_length=KEY_BYTES * 8)) for _ in range(count)
    ]
    PayloadKey.objects.bulk_create(
        [PayloadKey(id=name, wrapped=_wrap(name, key)) for name, key in drawn]
    )
    return drawn


def open_key(name: str) -> bytes:
    """Return the payload key of that id. Raises ``Erased`` where it was erased."""
    row = PayloadKey.objects.filter(pk=name).first()
    if row is None:
        raise Erased(name)
    return open_sealed(_master(), bytes(row.wrapped), name.encode())


def erase_key(name: str) -> None:
    """Delete a payload key: what it sealed can never be opened again."""
    PayloadKey.objects.filter(pk=name).delete()


def seal(key: bytes, content: bytes, about: bytes) -> bytes:
    """Seal content (AES-256-GCM, fresh nonce in front); ``about`` binds it to the row that it belongs to."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, about)


def open_sealed(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Open what ``seal`` made. Raises ``cryptography.exceptions.InvalidTag`` where content or binding was changed."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)


def _wrap(name: str, key: bytes) -> bytes:
    return seal(_master(), key, name.encode())


def _master() -> bytes:
    return kept_secret(key_folder() / "payload.key", KEY_BYTES)
