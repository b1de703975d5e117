"""Access sets: kept once each, shared by all that carry the same; and the one predicate over tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from sekisho.casework.visibility import LEVELS, Access, Viewer, as_sql, level_rank, words
from sekisho.vocabulary.canonical import digest

from . import models
from .outside import CASE_ID_LENGTH
from .second_wall import assessing


def keep_access(access: Access, marking: Mapping[str, Any] | None = None) -> models.Access:
    """Return the row of an access set (and of the marking that it comes from), made the first time it is
    met.
    """
    columns = {
        "realm": access.realm,
        "level_rank": level_rank(access.level),
        "team": words(access.team),
        "compartments": words(access.compartments),
        "part": words(access.part),
        "by_law": words(access.by_law),
        "recused": words(access.recused),
        "emergency": words(access.emergency),
        "marking": dict(marking or {}),
    }
    row, _ = models.Access.objects.get_or_create(fingerprint=digest(columns), defaults=columns)
    return row


def access_in(row: models.Access) -> Access:
    """Return the access set that a row keeps."""
    return Access(
        realm=row.realm,
        level=LEVELS[row.level_rank],
        team=frozenset(row.team.split()),
        compartments=frozenset(row.compartments.split()),
        part=frozenset(row.part.split()),
        by_law=frozenset(row.by_law.split()),
        recused=frozenset(row.recused.split()),
        emergency=frozenset(row.emergency.split()),
    )


@assessing()
def access_of_cases(cases: Iterable[str]) -> dict[str, Access]:
    """Return the access set of each case that is there (and not erased), by id."""
    rows = models.Case.objects.filter(pk__in=list(cases), erased_at=None).select_related("access")
    return {row.pk: access_in(row.access) for row in rows}


def visible_to(viewer: Viewer, whole: bool = False) -> RawSQL:
    """Return the ids of the access sets that a viewer may see (or see ``whole``), for ``filter(access__in=…)`` in any
    query.
    """
    table = models.Access._meta.db_table
    condition, params = as_sql(viewer, table, whole)
    return RawSQL(f"SELECT {table}.id FROM {table} WHERE {condition}", params)


def visible_cases(viewer: Viewer) -> QuerySet[models.Case]:
    """Return the cases that a viewer may see: every list and count of cases starts here."""
    return models.Case.objects.filter(access__in=visible_to(viewer), erased_at=None)


def whole_cases(viewer: Viewer) -> QuerySet[models.Case]:
    """Return the cases of which a viewer sees more than the part that their office is asked about."""
    return models.Case.objects.filter(access__in=visible_to(viewer, whole=True))


def visible_objects(viewer: Viewer) -> QuerySet[models.IntelObject]:
    """Return the objects that a viewer may see: every list and count of objects starts here."""
    return models.IntelObject.objects.filter(marking__in=visible_to(viewer))


def visible_incidents(viewer: Viewer) -> QuerySet[models.Incident]:
    """Return the incidents that a viewer may see: every list and count of incidents starts here."""
    return models.Incident.objects.filter(marking__in=visible_to(viewer))


def visible_reads(viewer: Viewer) -> Q:
    """Return the condition on reads that a viewer may know of: those of what they now see, a case as a whole; and their
    own of what is no such thing (an export, a look through all reads).

    The record of reads thus tells of nothing that is hidden, neither by its subject nor by its number.
    """
    whole = whole_cases(viewer)
    seen = (
        Q(kind__in=(CASE_READ, SEARCHED), subject__in=whole.values("pk"))
        | Q(Exists(whole.filter(pk=Substr(OuterRef("subject"), 1, CASE_ID_LENGTH))), kind=RECEIPT)
        | Q(kind="object", subject__in=visible_objects(viewer).values("pk"))
        | Q(kind="incident", subject__in=visible_incidents(viewer).values("pk"))
    )
    own = Q(person=viewer.person) & (Q(kind="export") | Q(kind=SEARCHED, subject=""))
    return Q(realm=viewer.realm) & (seen | own)


CASE_READ, SEARCHED, RECEIPT = "case", "reads", "receipt"
"""The kinds of read of a case, of what was read of it, and of the receipt of one of its entries."""


def visible_candidates(viewer: Viewer) -> QuerySet[models.Candidate]:
    """Return the candidates now standing of which the viewer may see every incident: the explanation tells of
    all.
    """
    return candidates_ever(viewer).filter(superseded_at=None).order_by("-score", "pk")


def candidates_ever(viewer: Viewer) -> QuerySet[models.Candidate]:
    """Return the candidates, standing or superseded, of which the viewer may see every incident."""
    hidden = models.Incident.objects.exclude(marking__in=visible_to(viewer))
    return models.Candidate.objects.filter(realm=viewer.realm).exclude(incidents__in=hidden)
