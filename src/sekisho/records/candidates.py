"""Incidents as linking takes them, and the candidates that it found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.vocabulary.text import Text

from . import models
from .lots import AT_ONCE, lots

INCIDENT = ("date", "title", "document")
"""The columns of an incident's row that linking reads, beside its id."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as linking found it; ``fingerprint`` follows from its members alone."""

    fingerprint: str
    members: tuple[str, ...]
    score: int
    title: Text
    explanation: Mapping[str, Any]


def incidents_named(names: Collection[str]) -> list[Incident]:
    """Return incidents by their outside ids."""
    rows = (
        models.Incident.objects.filter(pk__in=some).order_by("pk").only(*INCIDENT) for some in lots(names)
    )
    return [incident_in(row) for some in rows for row in some]


def candidates_with(realm: str, names: Collection[str]) -> dict[str, set[str]]:
    """Return the incidents of each present candidate (by id) that has any of some incidents."""
    present = models.Candidate.objects.filter(realm=realm, superseded_at=None)
    found = {
        candidate
        for some in lots(names)
        for candidate in present.filter(incidents__in=some).values_list("pk", flat=True)
    }
    held: dict[str, set[str]] = {}
    for some in lots(found):
        pairs = present.filter(pk__in=some).values_list("pk", "incidents")
        for candidate, incident in pairs:
            held.setdefault(candidate, set()).add(incident)
    return held


def present_candidates(realm: str) -> dict[str, set[str]]:
    """Return the incidents of each present candidate (by id)."""
    held: dict[str, set[str]] = {}
    pairs = models.Candidate.objects.filter(realm=realm, superseded_at=None).values_list("pk", "incidents")
    for candidate, incident in pairs.iterator():
        held.setdefault(candidate, set()).add(incident)
    return held


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
        actors=tuple(tuple(names) for names in document.get("actors") or ()),
    )


def _words(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(document.get(name) or ())


def store_candidates(
    found: Mapping[str, int],
    describe: Callable[[str], Found],
    realm: str,
    now: datetime,
    among: Collection[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keep what linking found: the score of every candidate by its fingerprint, the rest only where it has to be told.

    ``among``: the present candidates (ids) in whose stead it found them. What stands already with this score stays untouched; what is found no more is superseded. Returns the ids of all
    present candidates, in the order given, and of the new ones.
    """
    with transaction.atomic():
        rows = (
            models.Candidate.objects.filter(realm=realm, superseded_at=None)
            .select_for_update()
            .filter(pk__in=among)
        )
        present = {row.fingerprint: row for row in rows.defer("explanation")}
        gone = present.keys() - found.keys()
        if gone:
            rows.filter(fingerprint__in=gone).update(superseded_at=now)
        new = _store([describe(each) for each in found if each not in present], realm, now)
        for each in found.keys() & present.keys():
            if present[each].score != found[each]:
                _tell_anew(present[each].pk, describe(each))
    ids = {**{each: row.pk for each, row in present.items()}, **new}
    return tuple(ids[each] for each in found), tuple(new.values())


def _tell_anew(candidate: str, found: Found) -> None:
    """The members are the same, what links them weighs otherwise."""
    models.Candidate.objects.filter(pk=candidate).update(
        score=found.score, explanation=dict(found.explanation)
    )


def _store(found: Iterable[Found], realm: str, now: datetime) -> dict[str, str]:
    """Store new candidates; return their ids by fingerprint."""
    rows, members, held = [], [], models.Candidate.incidents.through
    for each in found:
        row = models.Candidate(
            realm=realm,
            found_at=now,
            fingerprint=each.fingerprint,
            score=each.score,
            title_ja=each.title.ja,
            title_en=each.title.en,
            explanation=dict(each.explanation),
        )
        rows.append(row)
        members += [held(candidate=row, incident_id=name) for name in each.members]
    models.Candidate.objects.bulk_create(rows, batch_size=AT_ONCE)
    held.objects.bulk_create(members, batch_size=AT_ONCE)
    return {row.fingerprint: row.pk for row in rows}
