"""Recording a deviation: what happened outside the gate is always accepted and satisfies nothing.

It is shown once more before it is recorded, for what is recorded stays.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sekisho.operations import deviation as operation
from sekisho.operations.outcomes import Accepted, Conflict, Invalid
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.page import crumb, page
from sekisho.web.signin.entering import identified
from sekisho.web.templatetags.sekisho import say

from . import answers, reading
from .choices import Choice
from .form import HAPPENED_AT, Widget

TITLE = Text("逸脱の記録", "Record a deviation")
FIELDS = ("what", HAPPENED_AT, "act_of")
"""What the form asks."""
RECORDED = Text("逸脱として記録した。", "Recorded as a deviation.")
BUSY = Finding(
    code="busy",
    severity="error",
    place="what",
    message=Text("ほかの記録と重なったため、記録できなかった。", "Other entries came at the same moment."),
    remedy=Text("もう一度送ること。", "Send it again."),
)


def deviation(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show, review or take the form for an act that did not pass the gate."""
    look = reading.look(request, case_id)
    if request.method != "POST" or request.POST.get("do") == "edit":
        return _shown(request, look, ())
    happened, unreadable = answers.happened_at(request.POST, look.placed.at)
    if unreadable:
        return _shown(request, look, (unreadable,))
    if request.POST.get("do") != "send" and request.POST.get("what", "").strip():
        return _reviewed(request, look, happened)
    outcome = operation.record(
        case_id,
        request.POST.get("what", ""),
        look.placed.person.pk,
        look.placed.at,
        happened,
        request.POST.get("act_of", ""),
        evidence=answers.evidence(request.POST),
        identified=identified(request),
    )
    match outcome:
        case Accepted():
            messages.success(request, say(RECORDED))
            return redirect("case", case_id)
        case Invalid():
            return _shown(request, look, outcome.findings)
        case Conflict():
            return _shown(request, look, (BUSY,))


def _shown(request: HttpRequest, look: reading.Look, findings: tuple[Finding, ...]) -> HttpResponse:
    context: dict[str, Any] = {
        "widgets": _widgets(request, look, findings),
        "findings": [
            {"message": f.message, "remedy": f.remedy, "place": f.place, "anchor": f.place} for f in findings
        ],
    }
    return _page(request, look, "deviation.html", context, 422 if findings else 200)


def _reviewed(request: HttpRequest, look: reading.Look, happened: datetime) -> HttpResponse:
    act_of = request.POST.get("act_of", "")
    context = {
        "what": request.POST["what"],
        "happened_at": happened,
        "act_of": look.pack.name(act_of) if act_of else None,
        "kept": [(name, request.POST.get(name, "")) for name in FIELDS],
    }
    return _page(request, look, "deviation_review.html", context)


def _page(
    request: HttpRequest, look: reading.Look, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    kind = look.pack.kinds[look.case.kind].text
    crumbs = (crumb(kind, "cases", look.case.kind), crumb(look.title, "case", look.case.id))
    context |= {"case_title": look.title, "case_id": look.case.id}
    return page(request, template, TITLE, context, area="cases-home", crumbs=crumbs, status=status)


def _widgets(request: HttpRequest, look: reading.Look, findings: tuple[Finding, ...]) -> tuple[Widget, ...]:
    def made(name: str, shape: str, text: Text, required: bool, choices: tuple[Choice, ...] = ()) -> Widget:
        kept = tuple(request.POST.getlist(name))
        wrong = tuple(f for f in findings if f.place == name)
        return Widget(
            name=name, shape=shape, text=text, required=required, choices=choices, values=kept, wrong=wrong
        )

    offices = tuple(Choice(office.id, office.text) for office in look.pack.offices.values())
    return (
        made("what", "long", Text("何が行われたか", "What was done"), True),
        made(
            HAPPENED_AT, "datetime", Text("行われた日時（空欄は今）", "When it was done (empty: now)"), False
        ),
        made(
            "act_of",
            "select",
            Text("行った機関（分かっている場合）", "The office that did it, if known"),
            False,
            offices,
        ),
    )
