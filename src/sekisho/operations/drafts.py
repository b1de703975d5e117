"""Drafts of forms: nothing that a person has typed is lost, and nobody else sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sekisho.records.models import Draft, Person


def save(person: Person, case: str, step: str, fields: Mapping[str, Any], now: datetime) -> None:
    """Keep what a person has filled in so far, in place of what was kept before."""
    Draft.objects.update_or_create(
        person=person, case=case, step=step, defaults={"fields": dict(fields), "saved_at": now}
    )


def kept(person: Person, case: str, step: str) -> Mapping[str, Any]:
    """Return what a person had filled in; empty where nothing is kept."""
    return (
        Draft.objects.filter(person=person, case=case, step=step).values_list("fields", flat=True).first()
        or {}
    )


def discard(person: Person, case: str, step: str) -> None:
    """Throw a draft away, since it was sent or is no longer wanted."""
    Draft.objects.filter(person=person, case=case, step=step).delete()
