"""Signing in through the identity provider that the installation names; a lesser way, for it is not the person's own key."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import cache

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from sekisho.exchange.identity import Asking, NotInstalled, Provider, Unreachable, Untrusted
from sekisho.operations.limits import begin_attempt, flood, succeeded
from sekisho.operations.people import person_of_subject
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.page import page

from .entering import OIDC, enter
from .lasting import place_of, turned_away
from .passkeys import TOO_OFTEN, limited

logger = logging.getLogger(__name__)

SESSION_ASKING, SESSION_ATTEMPT = "asking", "identity_attempt"
TITLE = Text("認証基盤でログイン", "Sign in through the identity provider")
REFUSED = Finding(
    code="identity",
    severity="error",
    place="identity",
    message=Text("認証基盤の答えを確かめられない。", "What the identity provider answered does not hold."),
    remedy=Text(
        "再度行うか、パスキーでログインすること。続くときは、管理者に連絡すること。",
        "Try again, or use a passkey; if it goes on, tell an administrator.",
    ),
)
UNKNOWN = Finding(
    code="unbound",
    severity="error",
    place="identity",
    message=Text("この者は、利用者として登録されていない。", "This person is not registered here."),
    remedy=Text("管理者に登録を求めること。", "Ask an administrator to be registered."),
)


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, as often as one place may ask for it; a round that succeeds is not counted."""
    attempt = begin_attempt(flood("identity", place_of(request)), datetime.now(UTC))
    if attempt is None:
        return _refused(request, TOO_OFTEN)
    try:
        asking = _provider().ask(datetime.now(UTC))
    except (Unreachable, Untrusted, NotInstalled) as error:
        logger.warning("identity provider: %s", error)
        return _refused(request)
    request.session[SESSION_ASKING] = msgspec.to_builtins(asking)
    request.session[SESSION_ATTEMPT] = attempt
    return HttpResponseRedirect(asking.url)


@login_not_required
def back(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider identified, where that person is registered here."""
    kept = request.session.pop(SESSION_ASKING, None)
    if kept is None:
        return _refused(request)
    provider, state, code = _provider(), request.GET.get("state", ""), request.GET.get("code", "")
    try:
        subject = provider.identify(msgspec.convert(kept, Asking), state, code, datetime.now(UTC))
    except (Unreachable, Untrusted, NotInstalled) as error:
        logger.warning("identity provider: %s", error)
        return _refused(request)
    person = person_of_subject(provider.issuer, subject)
    if person is None:
        return _refused(request, UNKNOWN)
    succeeded(tuple(request.session.get(SESSION_ATTEMPT, ())))
    enter(request, person, OIDC)
    return redirect("desk")


def _refused(request: HttpRequest, finding: Finding = REFUSED) -> HttpResponse:
    turned_away(request, (finding,))
    return limited(page(request, "identity.html", TITLE, {"findings": (finding,)}, status=403), (finding,))


def _provider() -> Provider:
    if not settings.OIDC_ISSUER:
        raise Http404
    back_to = settings.ORIGIN + reverse("identity-back")
    return _made(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, back_to)


@cache
def _made(issuer: str, client: str, secret: str, back_to: str) -> Provider:
    return Provider(issuer, client, secret, back_to)
