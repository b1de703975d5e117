"""Sessions: each has an end by idleness and one by age, can be seen and ended by its person, and a new device is told of.

Invariants:
1. A request counts as its person's only while its session stands here, unended, younger than ``ABSOLUTE`` and seen within
   ``IDLE``.
2. A session that ended never stands again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import msgspec

from sekisho.records.models import SignedIn

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
"""NIST SP 800-63B-4, 2.2.3 (AAL2): at most 24 hours, and one hour of inactivity; stricter here."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last sight of a session is kept, so that not every page writes."""
KEPT = timedelta(days=90)


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """How a session begins: its key, whose, in which way, from which browser and address."""

    key: str
    person: str
    way: str
    device: str
    agent: str
    address: str


def begin(beginning: Beginning, now: datetime) -> None:
    """Note that a session began, and whether on a device on which the person was never seen before.

    The first device of all is no news. What ended long ago is forgotten.
    """
    SignedIn.objects.filter(seen_at__lt=now - KEPT).delete()
    known = SignedIn.objects.filter(person=beginning.person)
    new = known.exists() and not known.filter(device=_hash(beginning.device)).exists()
    SignedIn.objects.create(
        key=_hash(beginning.key),
        person_id=beginning.person,
        way=beginning.way,
        device=_hash(beginning.device),
        agent=beginning.agent[:200],
        address=beginning.address[:45],
        began_at=now,
        seen_at=now,
        unfamiliar=new,
    )


def known_device(login: str, device: str) -> str:
    """Return a name for the device, where this person had signed in from it before; empty where not."""
    rows = SignedIn.objects.filter(person__login=login, device=_hash(device))
    return f"{login} {_hash(device)}" if device and rows.exists() else ""


def seen_device(device: str) -> str:
    """Return a name for the device, where anybody had signed in from it before; empty where not."""
    return _hash(device) if device and SignedIn.objects.filter(device=_hash(device)).exists() else ""


def stands(key: str, person: str, now: datetime) -> bool:
    """Return whether a session still counts, and note that it was seen."""
    row = SignedIn.objects.filter(key=_hash(key), person=person, ended_at=None).first()
    if row is None or now - row.seen_at > IDLE or now - row.began_at > ABSOLUTE:
        return False
    if now - row.seen_at > SEEN_EVERY:
        SignedIn.objects.filter(pk=row.pk).update(seen_at=now)
    return True


def end(key: str, now: datetime) -> None:
    """End a session by its key."""
    SignedIn.objects.filter(key=_hash(key), ended_at=None).update(ended_at=now)


def end_of(person: str, session: int, now: datetime) -> bool:
    """End one session of a person by its number; ``False`` where the person has none like it."""
    rows = SignedIn.objects.filter(pk=session, person=person, ended_at=None)
    return rows.update(ended_at=now) == 1


def end_others(person: str, key: str, now: datetime) -> None:
    """End every session of a person but one."""
    SignedIn.objects.filter(person=person, ended_at=None).exclude(key=_hash(key)).update(ended_at=now)


def end_all(person: str, now: datetime) -> int:
    """End every session of a person and return how many there were; for whoever runs the system."""
    return SignedIn.objects.filter(person=person, ended_at=None).update(ended_at=now)


def standing(person: str, now: datetime) -> tuple[SignedIn, ...]:
    """Return the sessions of a person that still count, the one seen last first."""
    rows = SignedIn.objects.filter(
        person=person, ended_at=None, seen_at__gte=now - IDLE, began_at__gte=now - ABSOLUTE
    )
    return tuple(rows.order_by("-seen_at", "-pk"))


def unfamiliar(person: str, key: str) -> tuple[SignedIn, ...]:
    """Return the sessions on new devices that the person has not confirmed: what the session with a key is to tell of."""
    rows = SignedIn.objects.filter(person=person, unfamiliar=True).exclude(key=_hash(key))
    return tuple(rows.order_by("-began_at", "-pk"))


def confirm(person: str, session: int, key: str) -> bool:
    """Note that a new device was the person's own; never said by the session that is in question."""
    rows = SignedIn.objects.filter(pk=session, person=person, unfamiliar=True).exclude(key=_hash(key))
    return rows.update(unfamiliar=False) == 1


def has_key(row: SignedIn, key: str) -> bool:
    """Return whether a session is the one with a key."""
    return row.key == _hash(key)


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
