"""Signing in and out. The list of demo people exists only in a demonstration, which says so on every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records.models import Person
from sekisho.records.world import REAL, load_register
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.page import page
from sekisho.web.seats import SESSION_SEAT, held_seats, seating

from .entering import CLICK, PASSKEY, PASSWORD, let_in, onward
from .lasting import turned_away
from .passkeys import by_passkey

TITLE = Text("関所にログイン", "Sign in to Sekisho")
WRONG = Finding(
    code="sign-in",
    severity="error",
    place="login",
    message=Text(
        "利用者名とパスワードの組合せが正しくない。",
        "This name and password do not belong together.",
    ),
    remedy=Text("もう一度入力すること。", "Enter them again."),
)


class DemoPerson(msgspec.Struct, frozen=True):
    """A person of the demonstration whom one click signs in."""

    login: str
    name: Text
    post: Text


class DemoOffice(msgspec.Struct, frozen=True):
    """The people of one office."""

    id: str
    text: Text
    people: tuple[DemoPerson, ...]


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the ways in, or let a person in and go on to where they were heading."""
    if request.method != "POST":
        return _shown(request)
    if request.POST.get("way") == PASSKEY:
        found = by_passkey(request)
        return let_in(request, found, PASSKEY) if isinstance(found, Person) else _shown(request, found)
    person, way = (
        (_demo_person(request), CLICK) if "demo" in request.POST else (_by_password(request), PASSWORD)
    )
    return let_in(request, person, way) if person else _shown(request, (WRONG,))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and have the browser forget what it kept of it."""
    logout(request)
    gone = redirect("sign-in")
    gone["Clear-Site-Data"] = '"cache", "storage"'  # not cookies: the device is known again
    return gone


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Choose the seat to act in; only one that the person has."""
    chosen = request.POST.get("seat", "")
    if chosen not in {seat.id for seat in seating(request).seats}:
        raise Http404
    request.session[SESSION_SEAT] = chosen
    return HttpResponseRedirect(onward(request))


def _shown(request: HttpRequest, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    turned_away(request, findings)
    context = {
        "findings": findings,
        "offices": _offices() if settings.DEMO else (),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "identity": bool(settings.OIDC_ISSUER),
        "login": request.POST.get("login", ""),
    }
    return page(request, "signin.html", TITLE, context, status=400 if findings else 200)


def _demo_person(request: HttpRequest) -> Person | None:
    name = request.POST.get("demo", "")
    return Person.objects.filter(login=name, is_active=True).first() if settings.DEMO and name else None


def _by_password(request: HttpRequest) -> Person | None:
    given = {
        "username": request.POST.get("login", ""),
        "password": request.POST.get("password", ""),
    }
    person = authenticate(request, **given) if settings.DEMO else None
    return person if isinstance(person, Person) else None


def _offices() -> Iterable[DemoOffice]:
    pack, now = pack_in_force(), datetime.now(UTC)
    register = load_register(pack, REAL)
    found: dict[str, list[DemoPerson]] = {}
    for person in Person.objects.filter(is_active=True).order_by("pk"):
        for seat in held_seats(pack, register, person.pk, now)[:1]:
            post = register.post(pack, seat.post)
            name = post.text if post else Text(seat.post, seat.post)
            found.setdefault(seat.office, []).append(DemoPerson(person.login, person.name, name))
    known = [office for office in pack.offices if office in found]
    return [DemoOffice(office, pack.name(office), tuple(found[office])) for office in known]
