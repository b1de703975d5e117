"""Candidates: clusters of incidents that may be one campaign, each with its five elements and what links it."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from sekisho.records.access import visible_to
from sekisho.records.models import Candidate, Incident
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.seats import Seating, seating

TITLE = Text("キャンペーンの候補", "Campaign candidates")
LISTED = 200


def listing(request: HttpRequest) -> HttpResponse:
    """List the candidates of the newest run of linking."""
    placed = seating(request)
    rows = _candidates(placed).annotate(size=Count("incidents")).order_by("-score", "pk")
    return page(request, "candidates.html", TITLE, {"candidates": rows[:LISTED]}, area="candidates")


def candidate(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Show one candidate: its elements, its links, its incidents."""
    placed = seating(request)
    row = _candidates(placed).filter(pk=candidate_id).first()
    if row is None:
        raise Http404
    context = {
        "candidate": row,
        "incidents": row.incidents.order_by("date", "pk"),
    }
    title = Text(row.title_ja, row.title_en)
    return page(
        request, "candidate.html", title, context, area="candidates", crumbs=(crumb(TITLE, "candidates"),)
    )


def _candidates(placed: Seating) -> QuerySet[Candidate]:
    """Return the candidates all of whose incidents the person may see: a part would tell what the rest is."""
    hidden = Incident.objects.exclude(marking__in=visible_to(sight.viewer(placed)))
    current = Candidate.objects.filter(realm=placed.realm, superseded_at=None)
    return current.exclude(incidents__in=hidden)
