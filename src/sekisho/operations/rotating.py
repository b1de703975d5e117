"""Replacing a log's key: the old one and the new one both sign that it changes, in a leaf of the log."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from sekisho.ledger.keys import Signer
from sekisho.ledger.note import sign_note
from sekisho.records.append import keep_leaf
from sekisho.records.home import kept_secret, write_once
from sekisho.records.log import alone, latest_checkpoint
from sekisho.records.log_keys import Successor, keep_successor, successors
from sekisho.records.world import REAL
from sekisho.vocabulary.times import write_time

from .leaves import open_leaf
from .log_keys import key_file, key_of_number, signing_key

HEAD = "sekisho/key/1"


class NotYet(RuntimeError):
    """The key before is not in the log yet, or there is no checkpoint that the old key signed: try again in a moment."""


class Rotated(msgspec.Struct, frozen=True, kw_only=True):
    """A key that takes over with the next checkpoint: its number and both verifier keys."""

    number: int
    old: str
    new: str


def rotate(now: datetime, log: str = REAL, held: str = "") -> Rotated:
    """Replace the key of a log: by one that is drawn, or by the one in a hardware module that ``held`` names.

    Raises ``NotYet``, and ``hardware_key.NoModule`` where the module cannot be used.

    1. Make the new key's file; one left behind by a run that was cut off is used.
    2. Let both keys sign that the new one takes over, in a leaf of the log.
    3. From the checkpoint on that holds this leaf, the sequencer signs with the new key.
    """
    known = successors(log)
    if any(each.index is None for each in known) or not latest_checkpoint(log).note:
        raise NotYet(log)
    number = len(known) + 2
    new = _new(log, number, held)  # 1
    old = signing_key(log)
    taking = Successor(number=number, old=old.verifier.text(), new=new.verifier.text(), index=None)
    with transaction.atomic(), alone():  # 2
        leaf = keep_leaf(open_leaf("key", _envelope(old, new, now), log), log, now)
        keep_successor(log, taking, leaf)
    return Rotated(number=number, old=taking.old, new=taking.new)


def _new(log: str, number: int, held: str) -> Signer:
    path = key_file(log, number)
    if held:
        write_once(path.with_suffix(".pkcs11"), held.encode())
    else:
        kept_secret(path)
    return key_of_number(log, number)


def _envelope(old: Signer, new: Signer, now: datetime) -> dict[str, str]:
    before, after = old.verifier.text(), new.verifier.text()
    note = sign_note(f"{HEAD}\n{before}\n{after}\n", [old, new])
    return {"old": before, "new": after, "note": note, "recorded_at": write_time(now)}
