"""Warning lists of the installation's own: which there are and in which epochs, checked and brought in by a form, withdrawn by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sekisho.linking.warning_list import Checked, read_warning_list
from sekisho.operations.epochs import Opened
from sekisho.operations.outcomes import Invalid
from sekisho.operations.scanning import inspect
from sekisho.operations.warning_lists import Known, bring, categories, warning_lists, withdraw
from sekisho.records.models import Person
from sekisho.vocabulary.finding import Finding, errors
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.seats import Seating, seating
from sekisho.web.templatetags.sekisho import say

ABOVE = Text("キャンペーンの候補", "Campaign candidates")
EPOCHS = Text("頻度の版", "Epochs")
CHECKED = Text("一覧の点検", "Checking a list")
BROUGHT = Text(
    "一覧「{name}」を記録した。次の版から効く。",
    "The list {name} was recorded. It counts from the next epoch on.",
)
WITHDRAWN = Text(
    "一覧を取り下げた。次の版から効かない。",
    "The list was withdrawn. It counts no longer from the next epoch on.",
)
NO_FILE = Finding(
    code="file",
    severity="error",
    place="file",
    message=Text("ファイルが選ばれていない。", "No file was chosen."),
    remedy=Text("一覧のファイルを選ぶこと。", "Choose the file of the list."),
)
SHOWN = 200
"""Findings that a page shows at once; it says how many more there are, and the command shows all."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One list as a page tells it. ``present``: it is in force in the newest epoch; ``stands``: nobody withdrew it."""

    known: Known
    person: str
    act_of: Text
    present: bool
    stands: bool
    undone_by: str = ""


def lines(placed: Seating, known: Sequence[Known], newest: int) -> list[Line]:
    """Return lists as a page tells them, beside the newest epoch (its number; 0 where there is none)."""
    persons = {each.person for each in known} | {each.withdrawn.person for each in known if each.withdrawn}
    people = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name_ja"))
    return [_line(each, placed, people, newest) for each in known]


def _line(known: Known, placed: Seating, people: Mapping[str, str], newest: int) -> Line:
    undone_by = known.withdrawn.person if known.withdrawn else ""
    return Line(
        known=known,
        person=people.get(known.person, known.person),
        act_of=placed.pack.name(known.act_of),
        present=newest in known.epochs,
        stands=known.withdrawn is None,
        undone_by=people.get(undone_by, undone_by),
    )


def shown(placed: Seating, newest: int) -> dict[str, Any]:
    """Return what the page of all epochs shows of lists."""
    return {
        "lines": lines(placed, warning_lists(sight.viewer(placed)), newest),
        "categories": tuple(categories().values()),
    }


def of_epoch(placed: Seating, epoch: Opened) -> list[Line]:
    """Return what the page of an epoch shows of the lists that are in force in it."""
    known = [each for each in warning_lists(sight.viewer(placed)) if each.id in epoch.lists]
    return lines(placed, known, epoch.number)


@require_POST
def bringing(request: HttpRequest) -> HttpResponse:
    """Check a file, or record the list that it holds; what is said of it is said either way."""
    placed = seating(request)
    checked, findings = _read(request)
    if request.POST.get("do") == "check" or checked is None:
        return _told(request, checked, findings)
    given = request.POST
    made = bring(
        checked,
        given.get("category", ""),
        given.get("reason", ""),
        placed.own_name(),
        sight.viewer(placed),
        datetime.now(UTC),
    )
    if isinstance(made, Invalid):
        return _told(
            request, checked, (*errors(made.findings), *(f for f in findings if f.severity != "error"))
        )
    messages.success(request, say(BROUGHT.fill(name=checked.list.name)))
    return redirect("epochs")


def _read(request: HttpRequest) -> tuple[Checked | None, tuple[Finding, ...]]:
    """Return the list of the file that was sent, and what is said of it; no list where nothing may read the file."""
    upload = request.FILES.get("file")
    data = upload.read() if upload else b""
    refused = inspect(data) if data else (NO_FILE,)
    if refused or upload is None:
        return None, refused
    checked = read_warning_list(data, upload.name or "list")
    return checked, checked.findings


def _told(request: HttpRequest, checked: Checked | None, findings: Sequence[Finding]) -> HttpResponse:
    wrong = errors(list(findings))
    context = {
        "list": checked.list if checked else None,
        "wrong": len(wrong),
        "findings": [*wrong, *(f for f in findings if f.severity != "error")][:SHOWN],
        "more": max(0, len(findings) - SHOWN),
    }
    crumbs = (crumb(ABOVE, "candidates"), crumb(EPOCHS, "epochs"))
    status = 400 if wrong else 200
    return page(
        request, "warning_list.html", CHECKED, context, area="candidates", crumbs=crumbs, status=status
    )


@require_POST
def withdrawing(request: HttpRequest) -> HttpResponse:
    """Withdraw a list, or say what is missing."""
    placed, given = seating(request), request.POST
    looking, now = sight.viewer(placed), datetime.now(UTC)
    try:
        made = withdraw(given.get("list", ""), given.get("reason", ""), placed.own_name(), looking, now)
    except LookupError as error:
        raise Http404 from error
    if isinstance(made, Invalid):
        return _told(request, None, made.findings)
    messages.success(request, say(WITHDRAWN))
    return redirect("epochs")
