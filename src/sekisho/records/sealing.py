"""Payloads sealed under keys of their own, so that a payload can be erased on its date and the log stays
whole.

A payload key is drawn per case and per object, and stored wrapped by the installation's master key, which
lives in ``SEKISHO_HOME/keys`` and never in the database: a copy of the database alone opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .home import kept_secret, key_folder
from .models import Case, PayloadKey
from .outside import key_id

KEY_BYTES = 32
NONCE_BYTES = 12


class Erased(LookupError):
    """The payload's key is gone: the payload was erased on its date and cannot be opened again."""


class Key(msgspec.Struct, frozen=True):
    """A payload key in the clear, with the id under which it is kept wrapped."""

    id: str
    secret: bytes


def make_master_key() -> None:
    """Make the installation's master key where there is none yet."""
    _master()


def draw_key() -> Key:
    """Draw a payload key; ``keep_keys`` stores it in the transaction of what it seals."""
    return Key(key_id(), secrets.token_bytes(KEY_BYTES))


def keep_keys(keys: Iterable[Key]) -> None:
    """Store payload keys, wrapped, in one statement."""
    PayloadKey.objects.bulk_create([PayloadKey(id=key.id, wrapped=_wrap(key)) for key in keys])


def open_key(name: str) -> Key:
    """Return the payload key of that id. Raises ``Erased`` where it was erased."""
    row = PayloadKey.objects.filter(pk=name).first()
    if row is None:
        raise Erased(name)
    return Key(name, _open(_master(), bytes(row.wrapped), name))


def key_of(case: str) -> Key:
    """Return the key of a case that is there. Raises ``Erased`` where its payload was erased."""
    return open_key(Case.objects.values_list("key", flat=True).get(pk=case))


def erase_key(name: str) -> None:
    """Delete a payload key: what it sealed can never be opened again."""
    PayloadKey.objects.filter(pk=name).delete()


def seal(key: Key, content: bytes, about: str) -> bytes:
    """Seal content (AES-256-GCM, fresh nonce in front); ``about`` binds it to the row that it belongs to."""
    return _seal(key.secret, content, about)


def open_sealed(key: Key, sealed: bytes, about: str) -> bytes:
    """Open what ``seal`` made. Raises ``cryptography.exceptions.InvalidTag`` where content or binding was
    changed.
    """
    return _open(key.secret, sealed, about)


def seal_by_master(content: bytes, about: str) -> bytes:
    """Seal what belongs to the installation and to no payload, such as a person's secret for one-time passwords."""
    return _seal(_master(), content, about)


def open_by_master(sealed: bytes, about: str) -> bytes:
    """Open what ``seal_by_master`` made; raises ``cryptography.exceptions.InvalidTag`` where it was changed."""
    return _open(_master(), sealed, about)


def _seal(secret: bytes, content: bytes, about: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, content, about.encode())


def _open(secret: bytes, sealed: bytes, about: str) -> bytes:
    return AESGCM(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())


def _wrap(key: Key) -> bytes:
    return _seal(_master(), key.secret, key.id)


def _master() -> bytes:
    return _read_master(key_folder() / "payload.key")


@lru_cache(maxsize=4)
def _read_master(path: Path) -> bytes:
    return kept_secret(path, KEY_BYTES)
