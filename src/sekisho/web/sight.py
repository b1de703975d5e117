"""What the person signed in may see: the one predicate applied to cases, before anything of them is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from sekisho.casework import visibility
from sekisho.records import models
from sekisho.records.seeing import core_access, visible
from sekisho.records.world import REAL

from .seats import Seating


def viewer(placed: Seating, realm: str = REAL) -> visibility.Viewer:
    """Return how a person looks from the seat chosen: its office, in one realm."""
    offices = frozenset({placed.seat.office}) if placed.seat else frozenset()
    return visibility.Viewer(person=placed.person.pk, offices=offices, realm=realm)


def cases(looking: visibility.Viewer) -> QuerySet[models.Case]:
    """Return the cases that a viewer may see, the newest first."""
    return visible(models.Case.objects.all(), looking).order_by("-opened_at", "pk")


def access(ids: Iterable[str]) -> Mapping[str, visibility.Access]:
    """Return the access of cases by id, for ``present``."""
    rows = models.Case.objects.filter(pk__in=list(ids)).select_related("access")
    return {row.pk: core_access(row.access) for row in rows}
