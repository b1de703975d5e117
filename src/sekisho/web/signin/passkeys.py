"""Signing in by passkey, and registering the first one with the code that an administrator issued."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sekisho.operations.enrolment import code_in_force
from sekisho.operations.limits import WINDOW, begin_attempt, buckets, flood, succeeded
from sekisho.operations.outcomes import Invalid
from sekisho.operations.passkeys import (
    ASK_FOR_CODE,
    CODE_ENDED,
    asserted,
    creation_options,
    register,
    request_options,
    used,
)
from sekisho.records.models import Person
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.page import page

from .ceremony import draw_challenge, take_challenge
from .entering import PASSKEY, enter
from .lasting import address_of, place_of, turned_away


def limited(answer: HttpResponse, findings: tuple[Finding, ...]) -> HttpResponse:
    """Return an answer that says 429 and when to come back (RFC 6585, 4) where there were too many attempts."""
    if TOO_OFTEN in findings:
        answer.status_code = 429
        answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return answer


ENTERING, ENROLLING = "sign-in", "enrol"
SESSION_ATTEMPT = "passkey_attempt"
ENROL = Text("パスキーの登録", "Register a passkey")
TOO_LATE = Finding(
    code="too_late",
    severity="error",
    place="passkey",
    message=Text("時間が過ぎたか、既に使われた。", "It took too long, or was used already."),
    remedy=Text("もう一度行うこと。", "Try again."),
)
TOO_OFTEN = Finding(
    code="too_often",
    severity="error",
    place="code",
    message=Text(
        "誤りが続いたため、しばらく受け付けない。",
        "There were too many wrong ones; none is accepted for a while.",
    ),
    remedy=Text("15分待つか、パスキーでログインすること。", "Wait fifteen minutes, or use a passkey."),
)


@login_not_required
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """Answer with what a browser needs to ask for a passkey of whoever is there; names nobody.

    As often as one place may ask for it: every answer needs a challenge of its own, and one that lets in is not counted.
    """
    attempt = begin_attempt(flood("passkey", place_of(request)), datetime.now(UTC))
    if attempt is None:
        return limited(HttpResponse(), (TOO_OFTEN,))
    request.session[SESSION_ATTEMPT] = attempt
    challenge = draw_challenge(request, ENTERING)
    return HttpResponse(request_options(challenge), content_type="application/json")


def by_passkey(request: HttpRequest) -> Person | tuple[Finding, ...]:
    """Return whose passkey answered, or what is wrong with the answer."""
    drawn = take_challenge(request, ENTERING)
    if drawn is None:
        return (TOO_LATE,)
    found = asserted(request.POST.get("answer", ""), drawn[0])
    if isinstance(found, Invalid):
        return found.findings
    with transaction.atomic():
        if not used(found, datetime.now(UTC)):
            return (TOO_LATE,)
        succeeded(tuple(request.session.pop(SESSION_ATTEMPT, ())))
        return found.passkey.person


@login_not_required
def enrol(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then for a passkey of the person for whom it was issued; that person is then signed in."""
    if request.method != "POST":
        return _shown(request)
    if "answer" not in request.POST:
        return _asking(request)
    drawn = take_challenge(request, ENROLLING)
    code = code_in_force(drawn[1], datetime.now(UTC)) if drawn else None
    if drawn is None or code is None:
        return _shown(request, (TOO_LATE,))
    given, name = request.POST["answer"], request.POST.get("name", "")
    made = register(code.person, given, drawn[0], name, datetime.now(UTC), code)
    if isinstance(made, Invalid):
        return _shown(request, made.findings)
    enter(request, made.person, PASSKEY)
    return redirect("desk")


def _asking(request: HttpRequest) -> HttpResponse:
    written = request.POST.get("code", "")
    attempt = begin_attempt(buckets("", address_of(request)), datetime.now(UTC))
    if attempt is None:
        return _shown(request, (TOO_OFTEN,))
    code = code_in_force(written, datetime.now(UTC))
    if code is None:
        wrong = Finding(code="code", severity="error", place="code", message=CODE_ENDED, remedy=ASK_FOR_CODE)
        return _shown(request, (wrong,))
    succeeded(attempt)
    challenge = draw_challenge(request, ENROLLING, written)
    context = {"person": code.person, "options": creation_options(code.person, challenge)}
    return page(request, "enrol.html", ENROL, context)


def _shown(request: HttpRequest, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    turned_away(request, findings)
    shown = page(request, "enrol.html", ENROL, {"findings": findings}, status=400 if findings else 200)
    return limited(shown, findings)
