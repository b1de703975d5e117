"""Incidents as linking takes them, and the candidates that it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.vocabulary.text import Text

from . import models


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as linking found it; ``fingerprint`` follows from its members alone."""

    fingerprint: str
    members: tuple[str, ...]
    score: int
    title: Text
    explanation: Mapping[str, Any]


def stored_incidents(realm: str) -> list[Incident]:
    """Return every incident of a realm under its outside id, so that two suppliers' ids never meet."""
    return [incident_in(row) for row in models.Incident.objects.filter(realm=realm).order_by("pk")]


def incident_in(row: models.Incident) -> Incident:
    """Return the incident that a row keeps."""
    document = row.document
    return Incident(
        id=row.pk,
        date=row.date,
        title=row.title,
        observables=tuple(Observable(o["type"], o["value"]) for o in document.get("observables") or ()),
        sectors=_words(document, "sectors"),
        countries=_words(document, "countries"),
        techniques=_words(document, "techniques"),
        malware=_words(document, "malware"),
    )


def _words(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(document.get(name) or ())


def store_candidates(
    found: Sequence[Found], realm: str, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keep what a run found; return the ids of all present candidates, in the order given, and of the new
    ones.
    """
    with transaction.atomic():
        present = {
            row.fingerprint: row.pk
            for row in models.Candidate.objects.filter(realm=realm, superseded_at=None).select_for_update()
        }
        gone = present.keys() - {each.fingerprint for each in found}
        models.Candidate.objects.filter(realm=realm, superseded_at=None, fingerprint__in=gone).update(
            superseded_at=now
        )
        new = {
            each.fingerprint: _store(each, realm, now) for each in found if each.fingerprint not in present
        }
    ids = {**present, **new}
    return tuple(ids[each.fingerprint] for each in found), tuple(new.values())


def _store(found: Found, realm: str, now: datetime) -> str:
    row = models.Candidate.objects.create(
        realm=realm,
        found_at=now,
        fingerprint=found.fingerprint,
        score=found.score,
        title_ja=found.title.ja,
        title_en=found.title.en,
        explanation=dict(found.explanation),
    )
    row.incidents.add(*models.Incident.objects.filter(pk__in=found.members))
    return str(row.pk)
