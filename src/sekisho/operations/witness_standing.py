"""Where the log stands with its witnesses: who cosigned what and how long ago, and whether the quorum is met."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sekisho.ledger.policy import BadPolicy, Policy
from sekisho.records.cosignatures import Contact, Given, contacts, last_cosignatures
from sekisho.records.home import KeyMissing
from sekisho.records.log import checkpoint_of, latest_checkpoint
from sekisho.vocabulary.text import Text

from . import witness_words as words
from .witnesses import counting, policy_of


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One witness, in words; ``warns`` where its last cosignature is old, missing or contradicted."""

    name: str
    text: Text
    ended: Text | None
    warns: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """All of it in words, for the page of the record; no lines where the policy asks for no witness."""

    quorum: Text
    warns: bool
    lines: tuple[Line, ...] = ()


def standing(log: str, now: datetime, old: timedelta) -> Standing:
    """Return where a log stands; what is older than ``old`` warns."""
    try:
        policy = policy_of(log)
    except BadPolicy as error:
        return Standing(quorum=words.BAD_POLICY.fill(why=error), warns=True)
    except KeyMissing as error:
        return Standing(quorum=words.KEY_MISSING.fill(file=error), warns=True)
    last, tried = last_cosignatures(log), contacts(log)
    lines = tuple(
        _line(name, last.get(key.label), tried.get(key.label), now, old)
        for name, key in policy.witnesses.items()
    )
    quorum, warns = _quorum(log, policy, now, old)
    return Standing(quorum=quorum, warns=warns, lines=lines)


def _line(name: str, given: Given | None, contact: Contact | None, now: datetime, old: timedelta) -> Line:
    failed = contact if contact is not None and contact.outcome else None
    return Line(
        name=name,
        text=words.last_of(given, now),
        ended=words.tried(failed.outcome, failed.detail, now - failed.asked_at) if failed else None,
        warns=given is None
        or now - given.signed_at > old
        or (failed is not None and failed.outcome in words.GRAVE),
    )


def _quorum(log: str, policy: Policy, now: datetime, old: timedelta) -> tuple[Text, bool]:
    if policy.met_by(()):
        return words.NO_QUORUM, False
    size, newest = counting(log, policy), latest_checkpoint(log).size
    counted = checkpoint_of(log, size)
    if counted.signed_at is None:
        return words.QUORUM_NEVER, bool(newest)
    if size == newest:
        return words.QUORUM_MET.fill(size=size), False
    late = now - counted.signed_at
    return words.QUORUM_BEHIND.fill(size=size, more=newest - size, age=words.ago(late)), late > old
