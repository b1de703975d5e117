"""The lesser way: signing in with a one-time password and a recovery code, and setting them up."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from sekisho.operations import lesser
from sekisho.operations.limits import begin_attempt, buckets, succeeded
from sekisho.operations.sessions import known_device
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.page import page
from sekisho.web.seats import seating

from .entering import CODES, let_in, recently_verified
from .lasting import DEVICE_COOKIE, address_of, turned_away
from .passkeys import TOO_OFTEN, limited

LESSER = Text("一時パスワード及び回復番号でログイン", "Sign in with a one-time password and a recovery code")
SET_UP = Text("一時パスワードの設定", "Set up one-time passwords")
SESSION_DRAWN = "one_time"
WRONG = Finding(
    code="code",
    severity="error",
    place="code",
    message=Text("正しくないか、既に使われたものがある。", "One of them is wrong, or was used already."),
    remedy=Text("新しいものを入力すること。", "Enter new ones."),
)


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a person in by the lesser way, as often as guessing allows."""
    if request.method != "POST":
        return _shown(request)
    login, now = request.POST.get("login", ""), datetime.now(UTC)
    device = known_device(login, request.COOKIES.get(DEVICE_COOKIE, ""))
    attempt = begin_attempt(buckets(login, address_of(request), device), now)
    if attempt is None:
        return _shown(request, (TOO_OFTEN,))
    found = lesser.by_both(login, request.POST.get("code", ""), request.POST.get("recovery", ""), now)
    if found is None:
        return _shown(request, (WRONG,))
    succeeded(attempt)
    return let_in(request, found, CODES)


def _shown(request: HttpRequest, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    turned_away(request, findings)
    context = {
        "findings": findings,
        "login": request.POST.get("login", ""),
        "next": request.GET.get("next", ""),
    }
    shown = page(request, "lesser.html", LESSER, context, status=400 if findings else 200)
    return limited(shown, findings)


def set_up(request: HttpRequest) -> HttpResponse:
    """Set one-time passwords up, or take them away; for who was verified by passkey just now."""
    person = seating(request).person
    if not recently_verified(request):
        return HttpResponseRedirect(f"{reverse('verify')}?next={request.path}")
    if request.POST.get("do") == "remove":
        lesser.take_away(person.pk)
        return redirect("mine")
    secret = request.session.setdefault(SESSION_DRAWN, lesser.new_secret())
    if request.method != "POST":
        return _setting_up(request, secret)
    codes = lesser.set_up(person.pk, secret, request.POST.get("code", ""), datetime.now(UTC))
    if codes is None:
        return _setting_up(request, secret, (WRONG,))
    del request.session[SESSION_DRAWN]
    return page(request, "totp.html", SET_UP, {"codes": codes})


def _setting_up(request: HttpRequest, secret: str, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    context = {"asked": True, "secret": secret, "findings": findings}
    return page(request, "totp.html", SET_UP, context, status=400 if findings else 200)


def square(request: HttpRequest) -> HttpResponse:
    """Answer with the square code of the secret that is being set up; an app reads it from the screen."""
    drawn = request.session.get(SESSION_DRAWN)
    if drawn is None or not recently_verified(request):
        raise Http404
    image = io.BytesIO()
    login = seating(request).person.login
    segno.make_qr(lesser.address_of(drawn, login)).save(image, kind="svg", scale=5, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")
