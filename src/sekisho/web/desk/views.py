"""The desk: my duties by deadline, what my office can do next, what I asked others for."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from sekisho.records.models import Duty
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.cases import duties, words
from sekisho.web.cases.views import opening
from sekisho.web.page import page
from sekisho.web.seats import Seating, seating
from sekisho.web.stepping import steps_open_to

TITLE = Text("机", "Desk")
CASES = 200
"""How many open cases the desk looks through, the newest first."""


def desk(request: HttpRequest) -> HttpResponse:
    """Show what matters to this person now."""
    placed = seating(request)
    seen = sight.cases(sight.viewer(placed)).filter(closed=False)
    mine = {step.id for step in placed.pack.steps.values() if placed.names_for(step)}
    context = {
        "duties": duties.of_rows(placed.pack, _owed(placed, seen), placed.at, mine),
        "asked": duties.of_rows(placed.pack, _asked(placed, seen), placed.at, ()),
        "next": _next(placed, seen),
        "opening": opening(placed),
    }
    return page(request, "desk.html", TITLE, context, area="desk")


def _names(placed: Seating) -> tuple[str, ...]:
    return (placed.seat.post, placed.seat.office) if placed.seat else ()


def _owed(placed: Seating, seen: QuerySet) -> QuerySet[Duty]:  # type: ignore[type-arg]
    return Duty.objects.filter(case__in=seen, bearer__in=_names(placed)).select_related("case")


def _asked(placed: Seating, seen: QuerySet) -> QuerySet[Duty]:  # type: ignore[type-arg]
    """Duties that others owe to my office."""
    owed = Duty.objects.filter(case__in=seen, towards__in=_names(placed)).select_related("case")
    return owed.exclude(bearer__in=_names(placed))


def _next(placed: Seating, seen: QuerySet) -> list[dict[str, object]]:  # type: ignore[type-arg]
    rows = list(seen[:CASES])
    allowed = steps_open_to(placed, rows)
    kinds = placed.pack.kinds
    return [
        {
            "id": row.pk,
            "title": words.row_title(placed.pack, row),
            "kind": kinds[row.kind].text,
            "steps": allowed[row.pk],
        }
        for row in rows
        if row.pk in allowed
    ]
