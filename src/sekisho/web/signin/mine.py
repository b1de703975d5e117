"""A person's own page: the passkeys, with adding, naming and ending them; and being verified once more."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST

from sekisho.operations import lesser, sessions
from sekisho.operations.devices import called
from sekisho.operations.outcomes import Invalid
from sekisho.operations.passkeys import (
    asserted,
    creation_options,
    end,
    keys_of,
    register,
    rename,
    request_options,
    used,
)
from sekisho.records.models import Person, SignedIn
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.page import page
from sekisho.web.seats import seating

from .ceremony import draw_challenge, take_challenge
from .entering import PASSKEY, identified, note_verified, onward, recently_verified
from .lasting import key_of
from .passkeys import TOO_LATE

WAYS = {
    "passkey": Text("パスキー", "passkey"),
    "password": Text("パスワード（実演）", "password (demonstration)"),
    "click": Text("選択（実演）", "click (demonstration)"),
    "codes": Text(
        "一時パスワード及び回復番号（補助的な認証手段）", "one-time password and recovery code (lesser)"
    ),
    "oidc": Text("認証基盤", "identity provider"),
    "": Text("不明", "not known"),
}
NUMBER = re.compile("[0-9]{1,18}")
"""What may be the number of a session."""
ADDING, VERIFYING = "add", "verify"
MINE = Text("ログインの方法", "Your ways of signing in")
VERIFY = Text("本人の確認", "Confirm that it is you")
DONE = Text("変更した。", "Changed.")
LAST = Finding(
    code="last_passkey",
    severity="error",
    place="passkey",
    message=Text("最後のパスキーは失効させられない。", "The last passkey cannot be ended here."),
    remedy=Text(
        "先に別のものを登録すること。紛失したときは管理者に申し出ること。",
        "Register another one first; where it was lost, tell an administrator.",
    ),
)


def overview(request: HttpRequest, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    """Show the passkeys of the person signed in."""
    placed = seating(request)
    person, now = placed.person, placed.at
    fresh = recently_verified(request)
    context = {
        "keys": keys_of(person.pk),
        "findings": findings,
        "fresh": fresh,
        "options": _options(request, person) if fresh else "",
        "by_passkey": identified(request) == PASSKEY,
        "totp": lesser.known(person.pk),
        "codes_left": lesser.unused_codes(person.pk),
        "sessions": [_session(row, key_of(request)) for row in sessions.standing(person.pk, now)],
        "unfamiliar": [_session(row, "") for row in sessions.unfamiliar(person.pk, key_of(request))],
    }
    return page(request, "mine.html", MINE, context, status=400 if findings else 200)


def verify(request: HttpRequest) -> HttpResponse:
    """Ask the person signed in for one of their passkeys once more, and go back to where they were."""
    person = seating(request).person
    if request.method != "POST":
        return _asking(request, person)
    findings = _verified(request, person)
    if findings:
        return _asking(request, person, findings)
    note_verified(request, PASSKEY)
    return HttpResponseRedirect(onward(request))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Register a further passkey of the person signed in, who was verified just now."""
    person, drawn = seating(request).person, take_challenge(request, ADDING)
    if drawn is None or not recently_verified(request):
        return overview(request, (TOO_LATE,))
    given, name = request.POST.get("answer", ""), request.POST.get("name", "")
    made = register(person, given, drawn[0], name, datetime.now(UTC))
    return overview(request, made.findings) if isinstance(made, Invalid) else _done(request)


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Name or end a passkey of the person signed in; ending needs a verification just now, and never takes the last."""
    person, key = seating(request).person.pk, request.POST.get("credential", "")
    if request.POST.get("do") == "rename":
        if not rename(person, key, request.POST.get("name", "")):
            raise Http404
        return _done(request)
    if not recently_verified(request):
        return overview(request, (TOO_LATE,))
    if sum(each.ended_at is None for each in keys_of(person)) < 2:
        return overview(request, (LAST,))
    if not end(person, key, person, datetime.now(UTC)):
        raise Http404
    return _done(request)


@require_POST
def change_session(request: HttpRequest) -> HttpResponse:
    """End a session of the person signed in, or all but this one, or say that a new device was their own."""
    placed, key = seating(request), key_of(request)
    do, chosen = request.POST.get("do"), request.POST.get("session", "")
    if do == "end-others":
        sessions.end_others(placed.person.pk, key, placed.at)
    elif not NUMBER.fullmatch(chosen):
        raise Http404
    elif do == "confirm":
        found = sessions.confirm(placed.person.pk, int(chosen), key)
        if not found:
            raise Http404
    elif not sessions.end_of(placed.person.pk, int(chosen), placed.at):
        raise Http404
    return _done(request)


def _session(row: SignedIn, key: str) -> dict[str, object]:
    way, here = WAYS.get(row.way, WAYS[""]), sessions.has_key(row, key)
    return {"row": row, "device": called(row.agent), "way": way, "here": here}


def _options(request: HttpRequest, person: Person) -> str:
    return creation_options(person, draw_challenge(request, ADDING))


def _asking(request: HttpRequest, person: Person, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    asked = request_options(draw_challenge(request, VERIFYING), person.pk)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"options": asked, "next": wanted, "findings": findings}
    return page(request, "verify.html", VERIFY, context, status=400 if findings else 200)


def _verified(request: HttpRequest, person: Person) -> tuple[Finding, ...]:
    drawn = take_challenge(request, VERIFYING)
    found = asserted(request.POST.get("answer", ""), drawn[0]) if drawn else None
    if isinstance(found, Invalid):
        return found.findings
    if found is None or found.passkey.person_id != person.pk:
        return (TOO_LATE,)
    with transaction.atomic():
        return () if used(found, datetime.now(UTC)) else (TOO_LATE,)


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, DONE.in_("en" if translation.get_language() == "en" else "ja"))
    return redirect("mine")
