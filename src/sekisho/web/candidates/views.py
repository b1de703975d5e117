"""Candidates: clusters of incidents that may be one campaign, each with its five elements and what links it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sekisho.law.pack import Step
from sekisho.linking.parameters import default_parameters
from sekisho.operations.keeping import Told, told
from sekisho.operations.resolving import STEPS
from sekisho.records.access import visible_candidates
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.paging import listed
from sekisho.web.seats import Seating, seating

from . import explained, judging
from .alone import alone
from .seen import candidate_seen, incidents_shown

TITLE = Text("キャンペーンの候補", "Campaign candidates")
FROM_CANDIDATE = "candidate"
"""The field by which an opening step says that its case comes from a candidate."""


def listing(request: HttpRequest) -> HttpResponse:
    """List the candidates that stand now, and beside what the machine says what people decided of each."""
    placed = seating(request)
    looking = sight.viewer(placed)
    pages = listed(request, visible_candidates(looking).annotate(size=Count("incidents")))
    decided = judging.kinds_of(looking, [row.pk for row in pages.rows])
    context = {
        "candidates": [(row, decided[row.pk]) for row in pages.rows],
        "pages": pages,
        "alone": alone(request, placed, looking),
    }
    return page(request, "candidates.html", TITLE, context, area="candidates")


def candidate(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Show one candidate: its elements with evidence for and against, its links, its incidents."""
    placed = seating(request)
    looking = sight.viewer(placed)
    row = candidate_seen(looking, candidate_id)
    incidents = incidents_shown(placed, looking, row)
    said = told(row.pk)
    titles = {each.pk: each.title for each in incidents}
    context = {
        "candidate": row,
        "told": said.kept,
        "waterfalls": explained.waterfalls(said.kept.links, titles),
        "picture": {"width": explained.WIDTH, "bar": explained.BAR},
        "incidents": incidents,
        "alone": alone(request, placed, looking, titles),
        "judgements": judging.theirs(placed, looking, incidents),
        "offered": judging.offered(placed, looking, row.pk),
        "steps": STEPS,
        "chosen": default_parameters().resolution,
        "openings": [_opening(step, said) for step in _openings(placed)],
    }
    crumbs = (crumb(TITLE, "candidates"),)
    return page(request, "candidate.html", said.title, context, area="candidates", crumbs=crumbs)


def _openings(placed: Seating) -> list[Step]:
    """Return the steps that open a case from a candidate and that the person may take."""
    steps = placed.pack.steps.values()
    return [s for s in steps if s.opens and FROM_CANDIDATE in s.asks and placed.names_for(s)]


def _opening(step: Step, said: Told) -> dict[str, Any]:
    """Return a link to the form, filled in as far as the explanation goes; the person corrects and sends it."""
    stated = {field: text.ja for field, text in said.elements.items()}
    given = {"title": said.title.ja, FROM_CANDIDATE: said.id, **stated}
    fields = {f"field.{name}": value for name, value in given.items() if name in step.asks}
    return {"text": step.text, "address": f"{reverse('open', args=[step.kind, step.id])}?{urlencode(fields)}"}
