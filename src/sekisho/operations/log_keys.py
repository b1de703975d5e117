"""The keys with which the logs sign: in ``SEKISHO_HOME/keys`` or in a hardware module, never in the database.

The first key of a log is ``log-REALM.key``, drawn when it is first asked for; the nth one ``log-REALM.N.key`` (32 bytes)
or ``log-REALM.N.pkcs11`` (which module holds it), made by ``replacing_key``. Beside them ``log-REALM.ml-dsa-44.key`` signs
every checkpoint too, once it was drawn.
"""

from __future__ import annotations

from pathlib import Path

from sekisho.ledger.keys import BadKey, PostQuantumKey, Signer, VerifierKey, read_verifier_key
from sekisho.ledger.note import SigningKey
from sekisho.ledger.policy import Period
from sekisho.records.home import KeyMissing, kept_secret, key_folder
from sekisho.records.log import latest_checkpoint
from sekisho.records.log_keys import Successor, successors

from .hardware_key import held_key

ORIGIN = "sekisho.invalid/log"
"""How a log names itself, before its realm; a name that can never be an address."""


def signing_key(log: str, size: int | None = None) -> Signer:
    """Return the key that signs a log at a size; by default the newest whose leaf is in the log.

    Raises ``KeyMissing``: a key that took over is never drawn anew, for nobody would know it.
    """
    placed = [each for each in successors(log) if each.index is not None]
    ruling = [each for each in placed if size is None or (each.index is not None and each.index < size)]
    return _own(log, ruling[-1]) if ruling else first_key(log)


def first_key(log: str) -> SigningKey:
    """Return the first key of a log; it is drawn the first time that it is asked for.

    Raises ``KeyMissing`` where the log was signed already: another key in its place would be a log that nobody knows.
    """
    path = key_file(log, 1)
    if not path.exists() and latest_checkpoint(log).note:
        raise KeyMissing(f"{path}")
    return SigningKey(origin(log), kept_secret(path))


def key_of_number(log: str, number: int) -> Signer:
    """Return a key from its file, of either kind; raises ``KeyMissing``."""
    path, module = key_file(log, number), key_file(log, number).with_suffix(".pkcs11")
    if module.exists():
        return held_key(origin(log), module.read_text("utf-8"))
    if not path.exists():
        raise KeyMissing(f"{path}")
    return SigningKey(origin(log), path.read_bytes())


def _own(log: str, successor: Successor) -> Signer:
    key = key_of_number(log, successor.number)
    if key.verifier.text() != successor.new:
        raise KeyMissing(f"{key_file(log, successor.number)}: {key.verifier.text()} != {successor.new}")
    return key


def beside(log: str, *, draw: bool = False) -> tuple[PostQuantumKey, ...]:
    """Return the ML-DSA-44 key that signs beside the others, if the installation has one; ``draw`` makes it."""
    path = key_folder() / f"log-{log.replace(':', '-')}.ml-dsa-44.key"
    return (PostQuantumKey(origin(log), kept_secret(path)),) if draw or path.exists() else ()


def periods(log: str) -> dict[VerifierKey, Period]:
    """Return every key of a log with the sizes that it signs; one key and no bound where none was ever replaced."""
    followed = [each for each in successors(log) if each.index is not None]
    if not followed:
        return {first_key(log).verifier: Period(0)}
    found, first = {}, 0
    for each in followed:
        last = each.index or 0
        found[_read(each.old)], first = Period(first, last), last + 1
    found[_read(followed[-1].new)] = Period(first)
    return found


def _read(text: str) -> VerifierKey:
    try:
        return read_verifier_key(text)
    except BadKey as error:
        raise KeyMissing(f"the database holds no key here: {text!r}") from error


def origin(log: str) -> str:
    """Return the name under which a log signs."""
    return f"{ORIGIN}/{log.replace(':', '/')}"


def key_file(log: str, number: int) -> Path:
    """Return where the nth key of a log is kept."""
    numbered = "" if number == 1 else f".{number}"
    return key_folder() / f"log-{log.replace(':', '-')}{numbered}.key"
