"""What every answer carries: the language chosen, a strict content policy, isolation from other origins, no caching;
and what is answered where a read could not be put on record.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from sekisho.operations.reading import Unrecorded
from sekisho.records.second_wall import looking
from sekisho.vocabulary.text import LANGUAGES

from .seats import seating
from .sight import viewer

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

_ALLOWED = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_POLICY = "; ".join(f"{what} {where}" for what, where in _ALLOWED.items())
"""No host but our own, nothing written into the page itself: neither script nor style."""

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Language:
    """Pages are in Japanese unless the person switched: the browser's own preference does not decide."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language that the cookie names, Japanese without one."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in LANGUAGES else LANGUAGES[0]
        with translation.override(language):
            answer = self.answer(request)
        answer.headers["Content-Language"] = language
        return answer


class SecurityHeaders:
    """Sets the headers on every answer; a page is never kept in a cache, since what may be seen changes."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers set."""
        answer = self.answer(request)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class Readable:
    """Turns back what no word can hold: a NUL in an address, a search or a form, which the database would refuse."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say in both languages that something sent cannot be read."""
        if "\x00" in request.path_info or _unreadable(request.GET) or _unreadable(request.POST):
            return HttpResponse(render_to_string("sekisho/unreadable.html"), status=400)
        return self.answer(request)


def _unreadable(sent: QueryDict) -> bool:
    return any("\x00" in word for name, values in sent.lists() for word in (name, *values))


class SecondWall:
    """Tells the database who looks, so that it hides by itself what a page forgets to leave out."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the database showing what the person may see; nothing, where nobody has signed in."""
        known = connection.vendor == "postgresql" and request.user.is_authenticated
        with looking(viewer(seating(request)) if known else None):
            return self.answer(request)


class OnRecord:
    """Shows nothing whose reading could not be written down: the person is told so, and what to do."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for a read that is not on record; the page asks nothing of the database, which may be down."""
        if not isinstance(exception, Unrecorded):
            return None
        logger.error("%r: a read could not be recorded", request.path, exc_info=exception)
        return HttpResponse(render_to_string("sekisho/unrecorded.html"), status=503)
