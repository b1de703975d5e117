"""Limits on guessing: what could be guessed (a one-time password, a code) may be tried so often, per person and per address.

An attempt is written down before it is looked at and taken back when it succeeds, so that many at once count each. What
cannot be guessed (a passkey, a token, what an identity provider says) is limited only so that nobody keeps the machine
busy with it (``flood``): far above what the people behind one address fail at, and never where the device is known.
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


PER_PLACE = 600
"""Failed passkeys, or rounds to the identity provider, from one address or device."""
PER_DESK = 900
"""Forms that one person may send, one a second without a pause."""
PER_TOKEN = 1_200
"""Files that a program may hand over with one token: four in three seconds."""


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


def flood(what: str, place: str, limit: int = PER_PLACE) -> tuple[Bucket, ...]:
    """Return what attempts at something that cannot be guessed count by: where they come from (an address, a device, a
    token).
    """
    return (Bucket(f"{what} {place}", limit),)


def begin_attempt(counted: Iterable[Bucket], now: datetime) -> tuple[int, ...] | None:
    """Write an attempt down; ``None`` where there were too many, and then it must not even be looked at."""
    Attempt.objects.filter(made_at__lte=now - WINDOW).delete()
    listed = tuple(counted)
    if any(_made(bucket, now) >= bucket.limit for bucket in listed):  # writes nothing more under a flood
        return None
    made = tuple(Attempt.objects.create(bucket=_hash(each.name), made_at=now).pk for each in listed)
    return made if all(_made(bucket, now) <= bucket.limit for bucket in listed) else None


def first(challenge: str, now: datetime) -> bool:
    """Return whether nobody answered a challenge before, in any process: of two at once at most one is told so.

    A challenge is valid for less than ``WINDOW``, for which its use is kept.
    """
    return begin_attempt((Bucket(f"challenge {challenge}", 1),), now) is not None


def succeeded(attempt: tuple[int, ...]) -> None:
    """Take back an attempt that was none at guessing."""
    Attempt.objects.filter(pk__in=attempt).delete()


def _made(bucket: Bucket, now: datetime) -> int:
    return Attempt.objects.filter(bucket=_hash(bucket.name), made_at__gt=now - WINDOW).count()


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
