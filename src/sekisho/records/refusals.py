"""Refused attempts: kept, sealed like entries, apart from them, and satisfying nothing."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from sekisho.casework.entry import Intent
from sekisho.casework.verdict import Verdict
from sekisho.vocabulary.canonical import canonical

from . import models
from .outside import refusal_id
from .sealing import draw_key, keep_keys, open_key, open_sealed, seal


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody meant to do and the gate refused, with the full verdict."""

    intent: Intent
    verdict: Verdict
    person: str
    realm: str
    at: datetime


_decode = msgspec.json.Decoder(Attempt).decode


def keep_refusal(attempt: Attempt) -> str:
    """Store a refused attempt under a key of its own, and return its id."""
    name, key = refusal_id(), draw_key()
    with transaction.atomic():
        keep_keys([key])
        models.Refusal.objects.create(
            id=name,
            case=attempt.intent.case,
            realm=attempt.realm,
            step=attempt.intent.step,
            act_of=attempt.intent.act_of,
            outcome=attempt.verdict.outcome,
            recorded_by=attempt.person,
            refused_at=attempt.at,
            verdict=attempt.verdict.hash,
            key=key.id,
            sealed=seal(key, canonical(attempt), name),
        )
    return name


def read_refusals(case: str) -> tuple[Attempt, ...]:
    """Return the attempts on a case that the gate refused, in order of time. Raises ``sealing.Erased``."""
    rows = models.Refusal.objects.filter(case=case).order_by("refused_at", "pk")
    return tuple(_decode(open_sealed(open_key(row.key), bytes(row.sealed), row.pk)) for row in rows)
