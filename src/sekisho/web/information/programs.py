"""Information handed over by a program: ``POST /api/intake/<name>`` with its token and the file as the body."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sekisho.operations.intake import Receipt, take
from sekisho.operations.limits import PER_TOKEN, WINDOW, begin_attempt, flood
from sekisho.operations.outcomes import Invalid
from sekisho.operations.signing import Assent
from sekisho.operations.tokens import PROGRAM, authenticate
from sekisho.web.signin.lasting import address_of

BEARER = "Bearer "
UNAUTHORIZED, CREATED, UNPROCESSABLE, FORBIDDEN, TOO_MANY, UNSUPPORTED = 401, 201, 422, 403, 429, 415
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
IN_CLEAR = "TLSによらない送信は受け付けない。送った符号は終了させること。\nSend it over TLS, and end the token that was sent in clear.\n"
NOT_A_FORM = "本文はファイルそのものとすること。\nSend the file itself as the body.\n"


@csrf_exempt  # a token comes with each request by the program's own hand; no browser adds it
@login_not_required
@require_POST
def give(request: HttpRequest, name: str) -> HttpResponse:
    """Take a file in for the token's office; answer with the batch and what became of every object.

    Behind TLS what came without is refused unread, and not sent elsewhere: 403. Otherwise
    401 for a token that is not in force or not good for this, 429 for too many of them from one address or too many files
    with one token (it says when to come back), 403 where the gate refuses, 422 with all findings for a
    file that cannot be read, 415 for a form: the body is the file itself.
    """
    if settings.HTTPS and not request.is_secure():
        return HttpResponse(IN_CLEAR, status=FORBIDDEN, content_type="text/plain; charset=utf-8")
    if request.content_type in FORMS:
        return HttpResponse(NOT_A_FORM, status=UNSUPPORTED, content_type="text/plain; charset=utf-8")
    shown, now = request.headers.get("Authorization", ""), datetime.now(UTC)
    token = authenticate(shown.removeprefix(BEARER), "intake", now) if shown.startswith(BEARER) else None
    if token is None:
        wrong = flood("token", f"address {address_of(request)}")
        return _too_many() if begin_attempt(wrong, now) is None else _unknown()
    if begin_attempt(flood("handed over", token.prefix, PER_TOKEN), now) is None:
        return _too_many()
    outcome = take(request.body, name, token.office, token.person_id, now, assent=Assent(PROGRAM))
    if isinstance(outcome, Receipt):
        items = [{"place": each.place, "outcome": each.outcome, "id": each.source} for each in outcome.items]
        return JsonResponse({"batch": outcome.batch, "items": items}, status=CREATED)
    if isinstance(outcome, Invalid):
        return JsonResponse({"findings": msgspec.to_builtins(outcome.findings)}, status=UNPROCESSABLE)
    return HttpResponse(status=FORBIDDEN)


def _unknown() -> HttpResponse:
    return HttpResponse(status=UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})


def _too_many() -> HttpResponse:
    return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(int(WINDOW.total_seconds()))})
