"""Limits on guessing: what could be guessed (a one-time password, a code) may be tried so often, per person and per address.

An attempt is written down before it is looked at and taken back when it succeeds, so that many at once count each. What
cannot be guessed, a passkey, is never limited: nobody is locked out by another's attempts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from sekisho.records.models import Attempt

WINDOW = timedelta(minutes=15)
PER_PERSON, PER_ADDRESS = 10, 50
"""Ten guesses in fifteen minutes make 960 a day; three of a million passwords are good at a time, so that a day's guessing
finds one in 350 cases."""


class Bucket(msgspec.Struct, frozen=True):
    """What attempts are counted by, and how many fail in ``WINDOW`` before more are refused unseen."""

    name: str
    limit: int


def buckets(login: str, address: str, device: str = "") -> tuple[Bucket, ...]:
    """Return what an attempt counts by: the person, and the address.

    Many people may share an address. Who signed in from a device before (``device``, the person's own and known) is
    counted by it instead, so that a neighbour's guessing does not keep them out.
    """
    place = Bucket(f"device {device}" if device else f"address {address}", PER_ADDRESS)
    return (Bucket(f"person {login}", PER_PERSON), place) if login else (place,)


def begin_attempt(counted: Iterable[Bucket], now: datetime) -> tuple[int, ...] | None:
    """Write an attempt down; ``None`` where there were too many, and then it must not even be looked at."""
    Attempt.objects.filter(made_at__lte=now - WINDOW).delete()
    listed = tuple(counted)
    if any(_made(bucket, now) >= bucket.limit for bucket in listed):  # writes nothing more under a flood
        return None
    made = tuple(Attempt.objects.create(bucket=_hash(each.name), made_at=now).pk for each in listed)
    return made if all(_made(bucket, now) <= bucket.limit for bucket in listed) else None


def succeeded(attempt: tuple[int, ...]) -> None:
    """Take back an attempt that was none at guessing."""
    Attempt.objects.filter(pk__in=attempt).delete()


def _made(bucket: Bucket, now: datetime) -> int:
    return Attempt.objects.filter(bucket=_hash(bucket.name), made_at__gt=now - WINDOW).count()


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
