"""The candidate that a page is about, as who looks sees it."""

from __future__ import annotations

from django.http import Http404

from sekisho.casework.visibility import Viewer
from sekisho.records import models
from sekisho.records.access import visible_candidates
from sekisho.web import sight
from sekisho.web.seats import Seating


def candidate_seen(looking: Viewer, candidate_id: str) -> models.Candidate:
    """Return a candidate; one that is hidden is answered like one that is not there: raises ``Http404``."""
    row = visible_candidates(looking).filter(pk=candidate_id).first()
    if row is None:
        raise Http404
    return row


def incidents_shown(placed: Seating, looking: Viewer, row: models.Candidate) -> list[models.Incident]:
    """Return a candidate's incidents by date; that marked ones were read is on record before the page goes out."""
    incidents = list(row.incidents.select_related("marking").order_by("date", "pk"))
    sight.note(placed, looking, sight.shown_incidents(incidents))
    return incidents
