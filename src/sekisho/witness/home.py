"""The folder of a witness: its key, the logs that it trusts, its database, and the mark of how far it had come.

| file | what |
|---|---|
| `keys/witness.key` | the signing keys, a line each, for their owner's eyes |
| `keys/mark.json` | the largest size cosigned of each log, kept apart from the database on purpose |
| `logs` | whose checkpoints are looked at: `log` lines as in a C2SP policy |
| `witness.sqlite3` | what was cosigned, and the evidence |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from sekisho.ledger.keys import (
    KEY_BYTES,
    BadKey,
    PostQuantumKey,
    Signer,
    VerifierKey,
    generate,
    read_signing_key,
)
from sekisho.ledger.policy import BadPolicy, Policy, read_policy

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700


class Unusable(RuntimeError):
    """The folder is no witness's, or what is in it contradicts itself; the message names the file."""


class Home(msgspec.Struct, frozen=True):
    """Where a witness keeps everything."""

    folder: Path

    @property
    def database(self) -> Path:
        """The database."""
        return self.folder / "witness.sqlite3"

    @property
    def key_file(self) -> Path:
        """The signing keys."""
        return self.folder / "keys" / "witness.key"

    @property
    def mark_file(self) -> Path:
        """The mark."""
        return self.folder / "keys" / "mark.json"

    @property
    def logs_file(self) -> Path:
        """The logs that are trusted."""
        return self.folder / "logs"

    def signing_keys(self) -> tuple[Signer, ...]:
        """Return the signing keys, Ed25519 first; raises ``Unusable``."""
        try:
            return tuple(read_signing_key(line) for line in _text(self.key_file).splitlines())
        except BadKey as error:
            raise Unusable(f"{self.key_file}: {error}") from error

    def trusted(self) -> Policy:
        """Return the logs that are looked at, by their keys; raises ``Unusable``."""
        try:
            return read_policy(_text(self.logs_file))
        except BadPolicy as error:
            raise Unusable(f"{self.logs_file}: {error}") from error

    def mark(self) -> dict[str, int]:
        """Return the largest size cosigned of each log, as the mark has it; raises ``Unusable``."""
        try:
            return msgspec.json.decode(_text(self.mark_file), type=dict[str, int])
        except msgspec.MsgspecError as error:
            raise Unusable(f"{self.mark_file}: {error}") from error

    def put_mark(self, sizes: Mapping[str, int]) -> None:
        """Replace the mark, whole or not at all, and on the disk when this returns. Raises ``OSError``."""
        scratch = self.mark_file.with_suffix(".new")
        with scratch.open("wb") as file:
            file.write(msgspec.json.encode(dict(sizes)))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(self.mark_file)
        sync(self.mark_file.parent)


def found(folder: Path, name: str, logs: Iterable[VerifierKey], *, post_quantum: bool = False) -> Home:
    """Make the folder of a new witness and draw its key, with ``post_quantum`` one of ML-DSA-44 beside it. Raises ``FileExistsError`` where there is one already,
    ``ValueError`` for a name that no key can have.
    """
    made, keys = Home(folder), [generate(name, secrets.token_bytes(KEY_BYTES)).text()]
    if post_quantum:
        keys.append(PostQuantumKey(name, secrets.token_bytes(KEY_BYTES)).text())
    if made.key_file.exists():
        raise FileExistsError(f"{made.key_file} is there already")
    made.key_file.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    made.logs_file.write_text(Policy(tuple(dict.fromkeys(logs))).text(), "utf-8")
    made.put_mark({})
    # Last, so that where there is a key there is a whole witness.
    _write_new(made.key_file, "".join(f"{key}\n" for key in keys))
    return made


def _write_new(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path}: {error}") from error


def sync(folder: Path) -> None:
    """Let what was named in a folder be on the disk when this returns. Raises ``OSError``."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
