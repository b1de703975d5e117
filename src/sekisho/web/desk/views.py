"""The desk: my duties by deadline, what my office can do next, what I asked others for."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from sekisho.operations.refresh import refresh
from sekisho.records.models import Case, Duty, Entry
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.cases import duties, words
from sekisho.web.opening import offered
from sekisho.web.page import page
from sekisho.web.seats import Seating, seating
from sekisho.web.stepping import StepLink, steps_open_to

TITLE = Text("机", "Desk")
CASES = 200
"""How many open cases the desk looks through, the newest first."""


def desk(request: HttpRequest) -> HttpResponse:
    """Show what matters to this person now."""
    placed = seating(request)
    refresh(placed.at)
    seen = sight.cases(sight.viewer(placed)).filter(closed=False)
    mine = {step.id for step in placed.pack.steps.values() if placed.names_for(step)}
    bearers = placed.bearers()
    context = {
        "duties": duties.of_rows(placed.pack, _owed(bearers, seen), placed.at, mine),
        "asked": duties.of_rows(placed.pack, _asked(bearers, seen), placed.at, ()),
        "next": _next(placed, seen),
        "opening": offered(placed),
    }
    return page(request, "desk.html", TITLE, context, area="desk")


def _owed(bearers: Collection[str], seen: QuerySet[Case]) -> QuerySet[Duty]:
    """Duties that the person's office has to see to, its posts' and those of the bodies it records for included."""
    return Duty.objects.filter(case__in=seen, bearer__in=bearers).select_related("case")


def _asked(bearers: Collection[str], seen: QuerySet[Case]) -> QuerySet[Duty]:
    """Duties that others owe to the person's office."""
    owed = Duty.objects.filter(case__in=seen, towards__in=bearers).select_related("case")
    return owed.exclude(bearer__in=bearers)


def _next(placed: Seating, seen: QuerySet[Case]) -> list[dict[str, object]]:
    rows = list(seen[:CASES])
    allowed, taken = steps_open_to(placed, rows), _taken(rows)
    return [_line(placed, row, allowed[row.pk], taken) for row in rows if row.pk in allowed]


def _line(
    placed: Seating, row: Case, steps: tuple[StepLink, ...], taken: Collection[tuple[str, str]]
) -> dict[str, object]:
    return {
        "id": row.pk,
        "title": words.row_title(placed.pack, row),
        "kind": placed.pack.kinds[row.kind].text,
        "first": [each for each in steps if (row.pk, each.step) not in taken],
        "again": [each for each in steps if (row.pk, each.step) in taken],
    }


def _taken(rows: Iterable[Case]) -> set[tuple[str, str]]:
    """Return which steps were taken in which cases."""
    return set(Entry.objects.filter(case__in=[row.pk for row in rows]).values_list("case", "step"))
