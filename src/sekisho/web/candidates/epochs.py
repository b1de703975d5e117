"""Epochs of linking: when candidates came to be weighed anew, by whom and why, and which of them that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sekisho.linking.changes import KINDS
from sekisho.linking.evidence_shown import shown_key
from sekisho.operations.epochs import Opened, Reasoned, epochs, open_epoch
from sekisho.operations.judging import may_judge
from sekisho.operations.outcomes import Invalid
from sekisho.records.access import visible_incidents
from sekisho.records.models import Incident, Person
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.paging import listed
from sekisho.web.seats import Seating, seating

from . import lists

TITLE = Text("頻度の版", "Epochs")
ONE = Text("頻度の版{number}", "Epoch {number}")
ABOVE = Text("キャンペーンの候補", "Campaign candidates")
NOT_OPENED = Text("版を開けない", "No epoch was opened")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One epoch in the list: who opened it when and why, and how many changes of each kind it brought."""

    number: int
    opened_at: datetime
    person: str
    act_of: Text | None
    reason: str
    kinds: tuple[tuple[Text, int], ...]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One change: its kind, the groups before and after as rows, and the values that came to weigh otherwise."""

    label: Text
    before: list[list[Incident]]
    after: list[list[Incident]]
    why: list[tuple[str, Text]]


def overview(request: HttpRequest) -> HttpResponse:
    """List the epochs, the newest first, with a form to open the next."""
    placed = seating(request)
    told = epochs(sight.viewer(placed))
    people = dict(Person.objects.filter(pk__in={e.person for e in told}).values_list("pk", "name_ja"))
    lines = [_line(each, placed, people) for each in told]
    context = {
        "epochs": lines,
        "lists": lists.shown(placed, told[0].number if told else 0),
        "binding": may_judge(placed.own_name()),
    }
    return page(
        request, "epochs.html", TITLE, context, area="candidates", crumbs=(crumb(ABOVE, "candidates"),)
    )


def _line(epoch: Opened, placed: Seating, people: dict[str, str]) -> Line:
    counts = Counter(each.kind for each in epoch.changes)
    return Line(
        number=epoch.number,
        opened_at=epoch.opened_at,
        person=people.get(epoch.person, epoch.person),
        act_of=placed.pack.name(epoch.act_of) if epoch.act_of else None,
        reason=epoch.reason,
        kinds=tuple((text, counts[kind]) for kind, text in KINDS.items() if counts[kind]),
    )


def epoch(request: HttpRequest, number: int) -> HttpResponse:
    """Show what one epoch changed, as far as the person may see the incidents, and why."""
    placed = seating(request)
    looking = sight.viewer(placed)
    opened = next((each for each in epochs(looking) if each.number == number), None)
    if opened is None:
        raise Http404
    pages = listed(request, opened.changes)
    named = {name for each in pages.rows for group in (*each.before, *each.after) for name in group}
    rows = visible_incidents(looking).filter(pk__in=named).select_related("marking")
    incidents = {row.pk: row for row in rows}
    sight.note(placed, looking, sight.shown_incidents(incidents.values()))
    context = {
        "epoch": opened,
        "lists": lists.of_epoch(placed, opened),
        "changes": [_shown(each, incidents) for each in pages.rows],
        "pages": pages,
    }
    title = ONE.fill(number=number)
    crumbs = (crumb(ABOVE, "candidates"), crumb(TITLE, "epochs"))
    return page(request, "epoch.html", title, context, area="candidates", crumbs=crumbs)


def _shown(change: Reasoned, incidents: dict[str, Incident]) -> Shown:
    return Shown(
        label=KINDS[change.kind],
        before=_groups(change.before, incidents),
        after=_groups(change.after, incidents),
        why=[(shown_key(each.key), each.went) for each in change.why],
    )


def _groups(groups: Sequence[Sequence[str]], incidents: dict[str, Incident]) -> list[list[Incident]]:
    return [[incidents[name] for name in group] for group in groups]


@require_POST
def opening(request: HttpRequest) -> HttpResponse:
    """Open the next epoch for the office that the person acts for, or say what is missing."""
    placed = seating(request)
    reason = request.POST.get("reason", "")
    made = open_epoch(reason, placed.own_name(), sight.viewer(placed), datetime.now(UTC))
    if isinstance(made, Invalid):
        crumbs = (crumb(ABOVE, "candidates"), crumb(TITLE, "epochs"))
        context = {"findings": made.findings}
        return page(
            request, "judging.html", NOT_OPENED, context, area="candidates", crumbs=crumbs, status=400
        )
    return redirect("epoch", made.number)
