"""The desk: my duties by deadline, what my office can do next, what I asked others for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse

from sekisho.operations.refresh import refresh
from sekisho.records.models import Case, Duty, StepState
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.cases import duties, words
from sekisho.web.opening import offered
from sekisho.web.page import page
from sekisho.web.paging import listed
from sekisho.web.seats import Seating, seating
from sekisho.web.stepping import Offer, steps_open_to

TITLE = Text("机", "Desk")


def desk(request: HttpRequest) -> HttpResponse:
    """Show what matters to this person now."""
    placed = seating(request)
    refresh(placed.at)
    seen = sight.cases(sight.viewer(placed)).filter(closed=False)
    mine = {step.id for step in placed.pack.steps.values() if placed.names_for(step)}
    bearers = placed.bearers()
    owed = duties.pressing(placed.pack, _owed(bearers, seen))
    mine_listed = listed(request, owed, "duties", "mine")
    asked_listed = listed(request, duties.pressing(placed.pack, _asked(bearers, seen)), "asked", "asked")
    next_listed = listed(request, _ready(seen, mine), "next", "next")
    context = {
        "owed": owed.count(),
        "overdue": owed.filter(due__lte=placed.at).count(),
        "duties": duties.of_rows(placed.pack, mine_listed.rows, placed.at, mine),
        "duty_pages": mine_listed,
        "asked": duties.of_rows(placed.pack, asked_listed.rows, placed.at, ()),
        "asked_pages": asked_listed,
        **_next(placed, next_listed.rows),
        "next_pages": next_listed,
        "opening": offered(placed),
    }
    return page(request, "desk.html", TITLE, context, area="desk")


def _owed(bearers: Collection[str], seen: QuerySet[Case]) -> QuerySet[Duty]:
    """Duties that the person's office has to see to, its posts' and those of the bodies it records for included."""
    return Duty.objects.filter(case__in=seen, bearer__in=bearers)


def _asked(bearers: Collection[str], seen: QuerySet[Case]) -> QuerySet[Duty]:
    """Duties that others owe to the person's office."""
    owed = Duty.objects.filter(case__in=seen, towards__in=bearers)
    return owed.exclude(bearer__in=bearers)


def _ready(seen: QuerySet[Case], mine: Collection[str]) -> QuerySet[Case]:
    """The cases in which the gate of a step that the person may take is open, the newest first."""
    open_here = StepState.objects.filter(case=OuterRef("pk"), outcome="permitted", step__in=mine)
    return seen.filter(Exists(open_here))


def _next(placed: Seating, rows: Sequence[Case]) -> dict[str, list[dict[str, object]]]:
    """Return the cases in which something leads on, and apart from them those with nothing that does."""
    allowed = steps_open_to(placed, rows)
    lines = [_line(placed, row, allowed[row.pk]) for row in rows if row.pk in allowed]
    leading = [line for line in lines if allowed[str(line["id"])].first]
    return {"next": leading, "aside": [line for line in lines if line not in leading]}


def _line(placed: Seating, row: Case, offer: Offer) -> dict[str, object]:
    return {
        "id": row.pk,
        "title": words.row_title(placed.pack, row),
        "kind": placed.pack.kinds[row.kind].text,
        "offer": offer,
    }
