"""Tokens of programs (feeds, clients): shown once, kept as a hash, with scopes, an end, the last use, and revoking.

A token acts for one office and in the name of one person who answers for it; what that person may no longer do, the token
cannot do either, since the gate judges the person.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from sekisho.records.models import Token

MARK = "sekisho"
PROGRAM = "token"
"""How an entry says that a program was identified."""
PREFIX_BYTES, SECRET_BYTES = 6, 32
SCOPES = ("intake",)
"""What a token can be good for."""
LONGEST = timedelta(days=366)
USED_EVERY = timedelta(minutes=1)


def issue(
    name: str,
    person: str,
    office: str,
    scopes: Iterable[str],
    issued_by: str,
    now: datetime,
    valid: timedelta,
) -> str:
    """Return a new token, shown this once. Raises ``ValueError`` for a scope that there is not, or too long a time."""
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(SCOPES) or not timedelta(0) < valid <= LONGEST:
        raise ValueError(
            f"scopes are among {', '.join(SCOPES)}; a token is valid for up to {LONGEST.days} days"
        )
    prefix = secrets.token_hex(PREFIX_BYTES)
    token = f"{MARK}_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    Token.objects.create(
        prefix=prefix,
        hash=_hash(token),
        name=name,
        person_id=person,
        office=office,
        scopes=wanted,
        issued_by=issued_by,
        issued_at=now,
        expires_at=now + valid,
    )
    return token


def authenticate(token: str, scope: str, now: datetime) -> Token | None:
    """Return the token in force that was shown, if it is good for a scope; ``None`` otherwise, whatever the reason."""
    mark, _, rest = token.partition("_")
    row = Token.objects.filter(pk=rest.partition("_")[0], person__is_active=True).first()
    known = row.hash if row else _hash("")
    if not secrets.compare_digest(known, _hash(token)) or row is None or mark != MARK:
        return None
    if row.ended_at is not None or row.expires_at <= now or scope not in row.scopes:
        return None
    if row.used_at is None or now - row.used_at > USED_EVERY:
        Token.objects.filter(pk=row.pk).update(used_at=now)
    return row


def end(prefix: str, now: datetime, offices: Collection[str] | None = None) -> bool:
    """End a token for good, of some offices or of any; ``False`` where there is none like it in force."""
    return _of(offices).filter(pk=prefix, ended_at=None).update(ended_at=now) == 1


def tokens(offices: Collection[str] | None = None) -> tuple[Token, ...]:
    """Return every token, of some offices or of all, in the order in which they were issued."""
    return tuple(_of(offices).select_related("person").order_by("issued_at", "pk"))


def _of(offices: Collection[str] | None) -> QuerySet[Token]:
    return Token.objects.all() if offices is None else Token.objects.filter(office__in=list(offices))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
