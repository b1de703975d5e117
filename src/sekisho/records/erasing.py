"""Destroying a case's payload: what could open it, and every copy of its content that the tables keep beside it.

What stays, because it is append-only and the log rests on it: hashes, leaves and their places, and of each entry the
columns in clear (step, office, person, times). What was taken in under the case stays as digests and receipt lines.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from django.db import connection
from django.db.models import F

from sekisho.casework.visibility import Viewer

from . import models
from .access import visible_to
from .laying import forget
from .locking import lock_cases

SCRUB = {"sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",), "postgresql": ("VACUUM records_payloadkey",)}
"""By engine, what makes it give up the pages in which deleted keys stood; SQLite overwrites them when they are deleted."""


class Erasing(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure: of which case, up to which entry, due when, on whose consent, by whom, at which moment."""

    case: str
    realm: str
    through: int
    due: date
    instrument: str
    erased_by: str
    erased_at: datetime


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure needs to know of a case: kind, realm, how many entries, whether closed, whether erased before."""

    kind: str
    realm: str
    sequence: int
    closed: bool
    erased: bool


def standing(case: str) -> Standing | None:
    """Return how a case stands, locked until the transaction ends; ``None`` where there is none of that id."""
    lock_cases((), {case})
    row = models.Case.objects.filter(pk=case).first()
    if row is None:
        return None
    return Standing(
        kind=row.kind,
        realm=row.realm,
        sequence=row.sequence,
        closed=row.closed,
        erased=row.erased_at is not None,
    )


def without_place(case: str) -> int:
    """Return how many entries of a case are not in the log yet: those could never be checked once they are erased."""
    return models.Entry.objects.filter(case=case, position=None).count()


def resting_open(case: str) -> list[str]:
    """Return the open cases that name a case."""
    rows = models.CaseLink.objects.filter(target=case, source__closed=False).values_list("source", flat=True)
    return sorted(set(rows))


def was_erased(case: str) -> bool:
    """Return whether a case's payload was erased."""
    return models.Erasure.objects.filter(case=case).exists()


def erasures(viewer: Viewer) -> list[models.Erasure]:
    """Return the erasures of cases that a viewer would see whole, were they still there; the newest first."""
    seen = models.Case.objects.filter(access__in=visible_to(viewer, whole=True)).values("pk")
    rows = models.Erasure.objects.filter(realm=viewer.realm, case__in=seen)
    return list(rows.order_by("-erased_at", "-pk"))


def destroy(erasing: Erasing, leaf: models.Leaf) -> None:
    """Destroy a case's payload and keep the erasure; needs the transaction in which ``leaf`` was written.

    1. Keep the erasure, and let whoever read the case before learn that it has moved.
    2. Delete the keys of entries and refused attempts, from which the salts of the leaves come too.
    3. Delete what lists were made of it.
    4. Delete the objects and incidents that were taken in under it.
    """
    models.Erasure.objects.create(leaf=leaf, **msgspec.structs.asdict(erasing))  # 1
    row = models.Case.objects.get(pk=erasing.case)
    models.Case.objects.filter(pk=row.pk).update(
        erased_at=erasing.erased_at, title_ja="", title_en="", changes_at=None, named=F("named") + 1
    )
    refused = models.Refusal.objects.filter(case=row.pk).values_list("key", flat=True)  # 2
    models.PayloadKey.objects.filter(pk__in=[row.key, *refused]).delete()
    for derived in (models.Duty, models.StepState, models.Draft, models.Disturbance):  # 3
        derived._default_manager.filter(case=row.pk).delete()
    models.CaseLink.objects.filter(source=row.pk).delete()
    _destroy_information(row.pk)  # 4


def _destroy_information(case: str) -> None:
    objects = models.IntelObject.objects.filter(batch__case=case)
    models.PayloadKey.objects.filter(pk__in=objects.values("key")).delete()
    models.Normalised.objects.filter(object__in=objects).delete()
    models.Observable.objects.filter(object__in=objects).delete()
    incidents = models.Incident.objects.filter(batch__case=case)
    # A candidate explains by what its incidents have in common: it repeats their content.
    models.Candidate.objects.filter(incidents__in=incidents).delete()
    forget(incidents)
    incidents.update(title="", date=None, document={})


def scrub() -> None:
    """Make the database give up the pages of what was deleted; outside of any transaction, after the commit."""
    with connection.cursor() as cursor:
        for statement in SCRUB[connection.vendor]:
            cursor.execute(statement)
