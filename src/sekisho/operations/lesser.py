"""The lesser way in, for who has their passkey not at hand: a one-time password (RFC 6238) and a recovery code, both.

Each alone is a single factor and lets nobody in. Together they neither sign a decision, nor add a passkey; the entry says
by which way its person had come in. Invariants:
1. They are set up by who was verified by passkey just now.
2. A one-time password counts once, and none older than it afterwards; a recovery code counts once. Where one of the
   two is wrong neither is used up, and nobody is told which.
3. The secret is sealed under the installation's master key; of the codes only hashes are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import datetime

import pyotp
from django.db import transaction

from sekisho.records.models import OneTimePassword, Person, RecoveryCode
from sekisho.records.sealing import open_by_master, seal_by_master

STEP_SECONDS, DRIFT = 30, 1
"""A time step, and how many of them a clock may be off (RFC 6238, 5.2)."""
CODES, CODE_BYTES = 10, 10


def new_secret() -> str:
    """Return a secret for an authenticator app, in base32; nothing is kept of it yet."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """Return the ``otpauth`` address that an authenticator app reads from a square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="関所")


def set_up(person: str, secret: str, code: str, now: datetime) -> tuple[str, ...] | None:
    """Keep a secret whose app just gave the right code, and return ten recovery codes, shown this once.

    ``None`` for a wrong code. What was set up before counts no more.
    """
    step = _step(secret, code, now)
    if step is None:
        return None
    codes = tuple(b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(CODES))
    with transaction.atomic():
        take_away(person)
        OneTimePassword.objects.create(
            person_id=person, sealed=seal_by_master(secret.encode(), person), last_step=step, added_at=now
        )
        RecoveryCode.objects.bulk_create(RecoveryCode(person_id=person, hash=_hash(each)) for each in codes)
    return codes


def take_away(person: str) -> None:
    """Take the lesser ways away from a person."""
    OneTimePassword.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()


def known(person: str) -> OneTimePassword | None:
    """Return what a person has set up."""
    return OneTimePassword.objects.filter(person=person).first()


def unused_codes(person: str) -> int:
    """Return how many recovery codes a person has left."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def by_both(login: str, password: str, recovery: str, now: datetime) -> Person | None:
    """Return whose one-time password this is now with a recovery code of theirs, and use both up; ``None`` where they
    are nobody's.
    """
    with transaction.atomic():
        found = _by_password(login, password, now)
        code = RecoveryCode.objects.filter(
            hash=_hash(recovery), person__login=login, person__is_active=True, used_at=None
        )
        if found is not None and code.update(used_at=now):
            return found
        transaction.set_rollback(True)
    return None


def _by_password(login: str, code: str, now: datetime) -> Person | None:
    """Return whose one-time password this is now, and use it up."""
    row = (
        OneTimePassword.objects.filter(person__login=login, person__is_active=True)
        .select_related("person")
        .first()
    )
    if row is None:
        return None
    step = _step(open_by_master(bytes(row.sealed), row.person.pk).decode(), code, now)
    if step is None:
        return None
    used = OneTimePassword.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step)
    return row.person if used else None


def _step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a password is of, among those that a clock may be off by."""
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = range(current - DRIFT, current + DRIFT + 1)
    found = [each for each in steps if secrets.compare_digest(totp.at(each * STEP_SECONDS), _digits(code))]
    return found[0] if found else None


def _digits(code: str) -> str:
    return "".join(each for each in code if each in "0123456789")


def _hash(written: str) -> str:
    plain = "".join(each for each in written.upper() if each.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
