"""What the person signed in may see: the one predicate applied to cases, before anything of them is read."""

from __future__ import annotations

from django.db.models import QuerySet

from sekisho.casework.visibility import Viewer
from sekisho.operations.viewing import viewer_of
from sekisho.records.access import visible_cases
from sekisho.records.models import Case

from .seats import Seating


def viewer(placed: Seating) -> Viewer:
    """Return the person as they look in the realm of the seat chosen."""
    return viewer_of(placed.person, placed.at, placed.realm)


def cases(looking: Viewer) -> QuerySet[Case]:
    """Return the cases that a viewer may see, the newest first."""
    return visible_cases(looking).order_by("-opened_at", "pk")
