"""Letting a person in: the session begins anew, and keeps in which way and when the person was verified."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from sekisho.records.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSION_WAY, SESSION_VERIFIED = "way", "verified_at"
PASSKEY, PASSWORD, CLICK = "passkey", "password", "click"
CODES, OIDC = "codes", "oidc"
"""In which way a person identified themselves; all but the first are lesser."""

RECENT = timedelta(minutes=5)
"""How long after a verification no further one is asked for, before what gives others power over an account."""


def enter(request: HttpRequest, person: Person, way: str) -> None:
    """Begin a session of a person, under a key of its own that nobody knew before."""
    request.session.flush()
    note_verified(request, way)
    login(request, person, backend=BACKEND)


def let_in(request: HttpRequest, person: Person, way: str) -> HttpResponseRedirect:
    """Let a person in, and go on to where they were heading."""
    where = onward(request)
    enter(request, person, way)
    return HttpResponseRedirect(where)


def note_verified(request: HttpRequest, way: str) -> None:
    """Note that the person at the browser was verified just now."""
    request.session[SESSION_WAY] = way
    request.session[SESSION_VERIFIED] = datetime.now(UTC).isoformat()


def identified(request: HttpRequest) -> str:
    """Return in which way the person had identified themselves; empty where the session does not say."""
    return str(request.session.get(SESSION_WAY, ""))


def onward(request: HttpRequest) -> str:
    """Return the page to go on to: only ever one of our own."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL


def recently_verified(request: HttpRequest) -> bool:
    """Return whether the person was verified by a passkey just now, so that nobody acts at a desk that was left."""
    at = request.session.get(SESSION_VERIFIED)
    if not at or identified(request) != PASSKEY:
        return False
    return datetime.now(UTC) - datetime.fromisoformat(at) < RECENT
