"""Why a step may be taken or not: each rule, its conditions down to the entry behind each fact, and the way to the act."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from sekisho.casework.pathway import pathways
from sekisho.operations.viewing import reason_case, sees_around
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page

from . import reading, words
from .ruling import Way, as_way, by_standing, ruled

WHY = Text("理由", "Why")


def why(request: HttpRequest, case_id: str, step_id: str) -> HttpResponse:
    """Show why a step of a case may be taken or not; with ``?way=1`` also the ways there."""
    look = reading.look(request, case_id)
    found = reason_case(case_id, step_id, look.viewer, look.placed.at)
    if found is None:
        raise Http404
    step = look.pack.steps[step_id]
    all_seen = sees_around(look.world, look.viewer)
    context = {
        "case_id": case_id,
        "step": step,
        "sign": words.GATE[found.verdict.outcome],
        **by_standing(ruled(look.pack, look.case, found, _titles(look))),
        "all_seen": all_seen,
        "ways": _ways(look, step_id) if all_seen and request.GET.get("way") else None,
    }
    title = Text(f"{step.text.ja}：{WHY.ja}", f"{step.text.en}: why")
    above = (crumb(look.title, "case", case_id),)
    return page(request, "why.html", title, context, area="cases-home", crumbs=above)


def _titles(look: reading.Look) -> dict[str, Text]:
    """Return how the cases around this one are called that the person may see."""
    rows = sight.cases(look.viewer).filter(pk__in=list(look.world.cases))
    return {row.pk: words.row_title(look.pack, row) for row in rows}


def _ways(look: reading.Look, step: str) -> list[Way]:
    ways = pathways(look.pack, look.world, look.case.id, step, look.placed.at)
    return [as_way(look.pack, look.case, each) for each in ways]
