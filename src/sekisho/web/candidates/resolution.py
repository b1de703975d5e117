"""A candidate at another resolution: what it would fall into or join, the links that decide, and forms to decide by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sekisho.casework.visibility import Viewer
from sekisho.linking.resolution import Part
from sekisho.operations.resolving import STEPS, Tried, candidates_of, try_resolution
from sekisho.records.access import visible_incidents
from sekisho.records.models import Incident
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.seats import seating

from . import explained
from .seen import candidate_seen

TITLE = Text("細かさを変えて見る", "Another resolution")
ABOVE = Text("キャンペーンの候補", "Campaign candidates")


def resolution(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Show a candidate at the resolution asked for; what is none of the steps asks for the one in force."""
    placed = seating(request)
    looking = sight.viewer(placed)
    row = candidate_seen(looking, candidate_id)
    tried = try_resolution(row.pk, _asked(request.GET.get("points", "")), looking)
    incidents = _incidents(tried, looking) if tried else {}
    sight.note(placed, looking, sight.shown_incidents(incidents.values()))
    context = {
        "steps": STEPS,
        "candidate": row,
        "tried": tried,
        "picture": {"width": explained.WIDTH, "bar": explained.BAR},
    }
    if tried:
        context["chosen"] = tried.trial.resolution
        joining = {name for part in tried.trial.parts for name in part.joining}
        titles = {name: each.title for name, each in incidents.items()}
        context |= {
            "parts": [_part(part, incidents) for part in tried.trial.parts],
            "parted": explained.waterfalls(tried.parted, titles),
            "bringing": explained.waterfalls(tried.bringing, titles),
            "others": [each for each in candidates_of(joining, looking) if each.pk != row.pk],
        }
    crumbs = (crumb(ABOVE, "candidates"), crumb(row.title, "candidate", row.pk))
    return page(request, "resolution.html", TITLE, context, area="candidates", crumbs=crumbs)


def _asked(text: str) -> int:
    return next((points for points, _ in STEPS if str(points) == text), 0)


def _incidents(tried: Tried, looking: Viewer) -> dict[str, Incident]:
    named = [name for part in tried.trial.parts for name in (*part.members, *part.joining)]
    rows = visible_incidents(looking).filter(pk__in=named).select_related("marking").order_by("date", "pk")
    return {row.pk: row for row in rows}


def _part(part: Part, incidents: dict[str, Incident]) -> dict[str, list[Incident]]:
    """Return the rows of one group in the order of their dates, members and incidents that would join apart."""
    return {
        "members": [row for name, row in incidents.items() if name in part.members],
        "joining": [row for name, row in incidents.items() if name in part.joining],
    }
