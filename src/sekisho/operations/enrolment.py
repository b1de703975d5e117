"""Enrolment codes: an administrator issues one for a person, who registers a passkey with it, once and before it ends."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import datetime, timedelta

from sekisho.records.models import EnrolmentCode

CODE_BYTES, GROUP = 20, 4
"""160 random bits, so that a code can be stored as a plain hash and cannot be guessed; written in groups of four."""
VALID = timedelta(hours=24)


def issue_code(person: str, issued_by: str, now: datetime, valid: timedelta = VALID) -> str:
    """Return a new code for a person, shown this once; a code issued before is void from now on."""
    EnrolmentCode.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    code = b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    EnrolmentCode.objects.create(
        hash=_hash(code), person_id=person, issued_by=issued_by, issued_at=now, expires_at=now + valid
    )
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def code_in_force(written: str, now: datetime) -> EnrolmentCode | None:
    """Return the code that was written down, however its groups were typed; ``None`` where none like it is in force."""
    return (
        EnrolmentCode.objects.filter(
            hash=_hash(written), used_at=None, expires_at__gt=now, person__is_active=True
        )
        .select_related("person")
        .first()
    )


def use_code(code: EnrolmentCode, now: datetime) -> bool:
    """Use a code up, in the transaction of what it allows; ``False`` where somebody was first or it has ended."""
    rows = EnrolmentCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now)
    return rows.update(used_at=now) == 1


def _hash(written: str) -> str:
    plain = "".join(each for each in written.upper() if each.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
