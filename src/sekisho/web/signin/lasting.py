"""How long a session lasts: every way of signing in notes its beginning, every request asks whether it still counts."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from sekisho.operations import limits, sessions
from sekisho.records.models import Person
from sekisho.vocabulary.finding import Finding
from sekisho.web.bodies import address_in, senders
from sekisho.web.middleware import Answer

from .entering import identified

DEVICE_COOKIE, DEVICE_AGE = f"{settings.COOKIE_PREFIX}device", 365 * 24 * 60 * 60

log = logging.getLogger("sekisho.signin")
"""Who came in or went out, in which way, and who did not get in; no name that was typed, which may be a secret."""


class Lasting:
    """Ends a session that was idle or open too long, or was ended elsewhere: the request is then nobody's."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as whoever the session still stands for, and give a new device its name."""
        if request.user.is_authenticated:
            person: Person = request.user
            if sessions.stands(key_of(request), person.pk, datetime.now(UTC)):
                senders.note(key_of(request), person.pk)
            else:
                logout(request)
        answer = self.answer(request)
        drawn = getattr(request, "device_drawn", "")
        if drawn:
            answer.set_cookie(
                DEVICE_COOKIE,
                drawn,
                max_age=DEVICE_AGE,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return answer


class Paced:
    """Takes so many forms from one person in a while; they are told when to come back, and nothing is recorded."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or with 429 where there were too many."""
        if request.method == "POST" and request.user.is_authenticated:
            counted = limits.flood("desk", f"person {request.user.pk}", limits.PER_DESK)
            if limits.begin_attempt(counted, datetime.now(UTC)) is None:
                wait = str(int(limits.WINDOW.total_seconds()))
                shown = render_to_string("sekisho/too_many.html")
                return HttpResponse(shown, status=429, headers={"Retry-After": wait})
        return self.answer(request)


def key_of(request: HttpRequest) -> str:
    """Return the key of the request's session; empty where it has none."""
    return request.session.session_key or ""


def address_of(request: HttpRequest) -> str:
    """Return from where a request came."""
    return address_in(request.META)


def turned_away(request: HttpRequest, findings: Sequence[Finding]) -> None:
    """Note that somebody did not get in, and why."""
    for each in findings:
        log.warning("not in: %s from %s", each.code, address_of(request))


def place_of(request: HttpRequest) -> str:
    """Return by what a request without a person is counted: the device, where somebody signed in from it before, so that
    a neighbour keeps nobody out; otherwise the address.
    """
    device = sessions.seen_device(request.COOKIES.get(DEVICE_COOKIE, ""))
    return f"device {device}" if device else f"address {address_of(request)}"


@receiver(user_logged_in)
def _began(sender: object, request: HttpRequest, user: Person, **_: object) -> None:
    device = request.COOKIES.get(DEVICE_COOKIE, "")
    if not device:
        device = secrets.token_urlsafe(32)
        request.device_drawn = device  # type: ignore[attr-defined]
    beginning = sessions.Beginning(
        key=key_of(request),
        person=user.pk,
        way=identified(request),
        device=device,
        agent=request.META.get("HTTP_USER_AGENT", ""),
        address=address_of(request),
    )
    sessions.begin(beginning, datetime.now(UTC))
    log.info("in: %s by %s from %s", user.pk, beginning.way, beginning.address)


@receiver(user_logged_out)
def _ended(sender: object, request: HttpRequest, user: Person | None, **_: object) -> None:
    if user is not None:
        sessions.end(key_of(request), datetime.now(UTC))
        log.info("out: %s from %s", user.pk, address_of(request))
