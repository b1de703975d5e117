"""All links of a candidate, a page at a time, each drawn as a waterfall, with a form to have a value link no more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sekisho.casework.visibility import Viewer
from sekisho.linking.evidence_shown import shown_key
from sekisho.operations.judging import may_judge
from sekisho.operations.keeping import Strong
from sekisho.operations.links import links_of
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.paging import listed
from sekisho.web.seats import seating

from . import explained
from .alone import alone
from .seen import candidate_seen, incidents_shown

TITLE = Text("全ての結び付き", "All links")
ABOVE = Text("キャンペーンの候補", "Campaign candidates")


class _Links:
    """The links of a candidate as rows that a list fetches."""

    def __init__(self, candidate: str, looking: Viewer, of: str) -> None:
        self._asked = (candidate, looking, of)

    def __getitem__(self, place: slice) -> tuple[Strong, ...]:
        candidate, looking, of = self._asked
        return links_of(candidate, looking, place.start, place.stop, of)


def links(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Show a candidate's links, all of them or those of one incident; an incident that is none of it has none."""
    placed = seating(request)
    looking = sight.viewer(placed)
    row = candidate_seen(looking, candidate_id)
    incidents = incidents_shown(placed, looking, row)
    of = request.GET.get("of", "")
    pages = listed(request, _Links(row.pk, looking, of))
    falls = explained.waterfalls(pages.rows, {each.pk: each.title for each in incidents})
    context = {
        "candidate": row,
        "incidents": incidents,
        "alone": alone(request, placed, looking, [each.pk for each in incidents]),
        "of": of,
        "binding": may_judge(placed.own_name()),
        "pages": pages,
        "falls": [(fall, _keys(link)) for fall, link in zip(falls, pages.rows, strict=True)],
        "picture": {"width": explained.WIDTH, "bar": explained.BAR},
    }
    crumbs = (crumb(ABOVE, "candidates"), crumb(row.title, "candidate", row.pk))
    return page(request, "links.html", TITLE, context, area="candidates", crumbs=crumbs)


def _keys(link: Strong) -> list[tuple[str, str]]:
    """Return the keys that count in a link, as a form sends them and as they are shown."""
    keys = dict.fromkeys(key for each in link.contributions if each.points > 0 for key in each.keys)
    return [(f"{kind}|{value}", shown_key((kind, value))) for kind, value in keys]
