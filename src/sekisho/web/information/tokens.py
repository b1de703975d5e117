"""The tokens of an office's programs: made by who may give information for it, shown once, listed, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from sekisho.operations.tokens import LONGEST, SCOPES, end, issue, tokens
from sekisho.records.models import Token
from sekisho.records.world import REAL
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.opening import BY_FILE
from sekisho.web.page import crumb, page
from sekisho.web.seats import Seating, seating
from sekisho.web.signin.entering import recently_verified
from sekisho.web.templatetags.sekisho import say

from .views import TITLE as INFORMATION

TITLE = Text("プログラムのトークン", "Tokens of programs")
ENDED = Text("失効させた。", "Ended.")
SCOPE_TEXTS = {"intake": Text("情報の提供", "Giving information")}
DAYS = 90
"""For how many days a token is valid where nothing else is said."""
NAME_LENGTH = 64


def overview(request: HttpRequest) -> HttpResponse:
    """Show the tokens of the person's office; make one or end one, for who was verified by passkey just now."""
    placed = seating(request)
    offices = placed.names_for(placed.pack.steps[BY_FILE]) if placed.realm == REAL else ()
    if not offices:  # in an exercise nobody has anything to do with what hands over real information
        raise Http404
    if request.method != "POST":
        return _shown(request, placed, offices)
    if not recently_verified(request):
        return HttpResponseRedirect(f"{reverse('verify')}?next={request.path}")
    if request.POST.get("do") != "end":
        return _issue(request, placed, offices)
    if not end(request.POST.get("token", ""), placed.at, offices):
        raise Http404
    messages.success(request, say(ENDED))
    return redirect("tokens")


def _issue(request: HttpRequest, placed: Seating, offices: tuple[str, ...]) -> HttpResponse:
    name, office = request.POST.get("name", "").strip(), request.POST.get("office", "")
    scopes, days = request.POST.getlist("scope"), request.POST.get("days", "")
    findings = _defects(name, office in offices, scopes, days)
    if findings:
        return _shown(request, placed, offices, findings)
    person = placed.person
    made = issue(name, person.pk, office, scopes, person.login, placed.at, timedelta(days=int(days)))
    return _shown(request, placed, offices, made=made)


def _defects(name: str, own: bool, scopes: list[str], days: str) -> tuple[Finding, ...]:
    whole = days.isascii() and days.isdecimal() and len(days) <= len(str(LONGEST.days))
    wrong = {
        "name": not 0 < len(name) <= NAME_LENGTH,
        "office": not own,
        "scope": not scopes or bool(set(scopes) - set(SCOPES)),
        "days": not whole or not 0 < int(days) <= LONGEST.days,
    }
    return tuple(
        Finding(code="token", severity="error", place=place, message=WRONG[place], remedy=REMEDY[place])
        for place, is_wrong in wrong.items()
        if is_wrong
    )


WRONG = {
    "name": Text("名がないか、長すぎる。", "There is no name, or it is too long."),
    "office": Text("この機関の名で提供することはできない。", "You cannot give information for this office."),
    "scope": Text("許すことが選ばれていない。", "Nothing that it may do is chosen."),
    "days": Text("有効日数として使えない。", "It cannot be valid for so long."),
}
REMEDY = {
    "name": Text("六十四字以内で書くこと。", "Write one of up to 64 characters."),
    "office": Text("一覧から選ぶこと。", "Choose from the list."),
    "scope": Text("一覧から選ぶこと。", "Choose from the list."),
    "days": Text("一日から三百六十六日までとすること。", "Choose from 1 to 366 days."),
}


def _shown(
    request: HttpRequest,
    placed: Seating,
    offices: tuple[str, ...],
    findings: tuple[Finding, ...] = (),
    made: str = "",
) -> HttpResponse:
    context = {
        "findings": findings,
        "made": made,
        "fresh": recently_verified(request),
        "offices": [(office, placed.pack.name(office)) for office in offices],
        "scopes": [(scope, SCOPE_TEXTS[scope]) for scope in SCOPES],
        "days": DAYS,
        "longest": LONGEST.days,
        "lines": [_line(placed, row) for row in tokens(offices)],
    }
    crumbs = (crumb(INFORMATION, "information"),)
    status = 422 if findings else 200
    return page(request, "tokens.html", TITLE, context, area="information", crumbs=crumbs, status=status)


def _line(placed: Seating, row: Token) -> dict[str, Any]:
    return {
        "row": row,
        "office": placed.pack.name(row.office),
        "person": placed.register.name(row.person_id),
        "scopes": [SCOPE_TEXTS[scope] for scope in row.scopes],
        "over": _over(row, placed.at),
    }


def _over(row: Token, now: datetime) -> bool:
    return row.ended_at is not None or row.expires_at <= now
