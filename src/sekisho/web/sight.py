"""What the person signed in may see, and that what they are shown of it is on record before the page goes out."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from sekisho.casework.visibility import Viewer
from sekisho.operations.reading import Shown, note_reads
from sekisho.operations.viewing import viewer_of
from sekisho.records.access import access_in, access_of_cases, visible_cases
from sekisho.records.access import whole_cases as visible_whole
from sekisho.records.models import Case, Incident, IntelObject

from .seats import Seating


def viewer(placed: Seating) -> Viewer:
    """Return the person as they look in the realm of the seat chosen."""
    return viewer_of(placed.person, placed.at, placed.realm)


def cases(looking: Viewer) -> QuerySet[Case]:
    """Return the cases that a viewer may see, the newest first."""
    return visible_cases(looking).order_by("-opened_at", "pk")


def whole_cases(looking: Viewer) -> QuerySet[Case]:
    """Return the cases that a viewer sees all of, the newest first."""
    return visible_whole(looking).order_by("-opened_at", "pk")


def note(placed: Seating, looking: Viewer, shown: Iterable[Shown]) -> None:
    """Write down what a page is about to show, as far as it is marked; call it before the page is made.

    Raises ``operations.reading.Unrecorded`` where it cannot be written; the person then gets a page that says so.
    """
    note_reads(looking, placed.seat.post if placed.seat else "", shown, placed.at)


def shown_cases(cases: Iterable[str]) -> list[Shown]:
    """Return cases as things shown; a page about one shows the facts that its assessment read in others."""
    return [Shown("case", case, access) for case, access in access_of_cases(cases).items()]


def shown_objects(rows: Iterable[IntelObject]) -> list[Shown]:
    """Return objects as things shown; the rows come with their ``marking``."""
    return [Shown("object", row.pk, access_in(row.marking)) for row in rows]


def shown_incidents(rows: Iterable[Incident]) -> list[Shown]:
    """Return incidents as things shown; the rows come with their ``marking``."""
    return [Shown("incident", row.pk, access_in(row.marking)) for row in rows]
