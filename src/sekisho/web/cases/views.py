"""Case lists and the case page of any kind: all from the assessment."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from sekisho.law.pack import Pack
from sekisho.operations.refresh import refresh
from sekisho.records.models import Case as Row
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.opening import offered
from sekisho.web.page import crumb, page
from sekisho.web.paging import listed
from sekisho.web.seats import seating
from sekisho.web.stepping import Offer, steps_open_to

from . import duties, facts, gate, procedure, reading, timeline, words

CASES = Text("案件", "Cases")


def home(request: HttpRequest) -> HttpResponse:
    """Go to the first kind of case in the pack."""
    return redirect("cases", next(iter(seating(request).pack.kinds)))


def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """List the cases of one kind that the person may see."""
    placed = seating(request)
    refresh(placed.at)
    looking = sight.viewer(placed)
    if kind not in placed.pack.kinds:
        raise Http404
    overdue = Q(duties__due__lte=placed.at)
    rows = (
        sight.cases(looking)
        .filter(kind=kind)
        .annotate(
            owed=Count("duties", distinct=True),
            late=Count("duties", filter=overdue, distinct=True),
        )
    )
    pages = listed(request, rows)
    shown = [row.pk for row in pages.rows]
    allowed = steps_open_to(placed, pages.rows)
    whole = set(sight.whole_cases(looking).filter(pk__in=shown).values_list("pk", flat=True))
    context = {
        "kind_id": kind,
        "kinds": list(placed.pack.kinds.values()),
        "opening": offered(placed, kind),
        "cases": [_line(placed.pack, row, allowed.get(row.pk), row.pk in whole) for row in pages.rows],
        "pages": pages,
    }
    return page(request, "cases.html", placed.pack.kinds[kind].text, context, area="cases-home")


def _line(pack: Pack, row: Row, offer: Offer | None, whole: bool) -> dict[str, object]:
    """How many duties others have in a case is not told to an office that sees only its part of it."""
    return {
        "id": row.pk,
        "title": words.row_title(pack, row),
        "state": words.CLOSED if row.closed else words.RUNNING,
        "duties": getattr(row, "owed", 0) if whole else 0,
        "overdue": getattr(row, "late", 0) if whole else 0,
        "offer": offer,
        "opened_at": row.opened_at,
    }


def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show a case: its gate first, then procedure, elements, duties, links and what was done."""
    look = reading.look(request, case_id)
    pack, mine = look.pack, reading.mine(look)
    step = gate.main_step(pack, look.case, look.assessment)
    shown = facts.Facts(pack, look.world, look.case, look.placed.at)
    context = {
        "case_id": look.case.id,
        "kind": pack.kinds[look.case.kind].text,
        "state": words.CLOSED if look.case.closed else words.RUNNING,
        "sequence": len(
            look.case.entries
        ),  # as far as they are seen: how many there are is told to nobody else
        "head": look.case.entries[-1].hash if look.case.entries else "",
        "changes_at": look.assessment.changes_at,
        "gate": gate.gate(pack, look.case, look.assessment.steps[step], reading.ready(look, mine))
        if step and not look.case.closed
        else None,
        "may": step in mine,
        "stages": procedure.stages(procedure.marks(pack, look.case, look.assessment, mine)),
        "parts": shown.parts(),
        "facts": shown.of_case(),
        "events": timeline.events(
            pack, look.case, look.world, look.whole, reading.seen(look.viewer, look.world)
        ),
        "duties": duties.of_assessment(pack, look.case, look.assessment, mine),
        "links": reading.links(look),
    }
    kind = pack.kinds[look.case.kind].text
    return page(
        request,
        "case.html",
        look.title,
        context,
        area="cases-home",
        crumbs=(crumb(kind, "cases", look.case.kind),),
    )
