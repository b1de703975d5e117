"""The key files of an installation in one file, locked by a passphrase: a backup of keys, kept apart from the database's.

Whoever has both copies and the passphrase has everything: what is recorded, and the log's own signature. So the keys
are never in the database's backup, and never in clear anywhere but in the key folder.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .home import OWNER_ONLY_FILE, key_folder

MAGIC = b"sekisho keys 1\n"
SALT, NONCE = 16, 12
# What OWASP names for passwords: 128 MB, and a good part of a second.
COST, BLOCKS = 2**17, 8
SHORTEST = 12
"""The least number of characters of a passphrase."""


class Locked(ValueError):
    """The file is no box of keys, or the passphrase is not its own."""


def lock_keys(target: Path, passphrase: str) -> None:
    """Write every key file into a new file, locked. Raises ``ValueError`` for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise ValueError(f"at least {SHORTEST} characters")
    files = {
        path.name: b64encode(path.read_bytes()).decode() for path in key_folder().iterdir() if path.is_file()
    }
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, json.dumps(files).encode(), MAGIC)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(MAGIC + salt + nonce + sealed)
        file.flush()
        os.fsync(file.fileno())


def unlock_keys(source: Path, passphrase: str) -> None:
    """Put the keys of a box into the key folder; a key that is there already is left as it is. Raises ``Locked``."""
    data = source.read_bytes()
    if not data.startswith(MAGIC):
        raise Locked(f"{source}")
    rest = data[len(MAGIC) :]
    salt, nonce, sealed = rest[:SALT], rest[SALT : SALT + NONCE], rest[SALT + NONCE :]
    try:
        files = json.loads(AESGCM(_derived(passphrase, salt)).decrypt(nonce, sealed, MAGIC))
    except (InvalidTag, ValueError) as error:
        raise Locked(f"{source}") from error
    for name, content in files.items():
        target = key_folder() / Path(name).name
        if not target.exists():
            target.touch(OWNER_ONLY_FILE)
            target.write_bytes(b64decode(content))


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCKS, p=1).derive(passphrase.encode())
