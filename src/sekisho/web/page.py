"""The frame of every page: who looks, in which office, in which realm, and where the record stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sekisho.operations.sessions import unfamiliar
from sekisho.records.models import Checkpoint, Person
from sekisho.records.world import REAL
from sekisho.vocabulary.text import Text

from .seats import Seat, Seating, seating

AREAS: tuple[tuple[str, Text], ...] = (
    ("desk", Text("机", "Desk")),
    ("situation", Text("状況", "Situation")),
    ("cases-home", Text("案件", "Cases")),
    ("information", Text("情報", "Information")),
    ("candidates", Text("候補", "Candidates")),
    ("rules", Text("規則", "Rules")),
    ("record", Text("記録", "Record")),
)
"""The navigation: the one list of areas, by the name of their first page."""


class Area(msgspec.Struct, frozen=True):
    """One area in the navigation."""

    text: Text
    address: str
    current: bool


class Crumb(msgspec.Struct, frozen=True):
    """One page above this one."""

    text: Text
    address: str


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around the content of a page."""

    person: Person | None
    seats: tuple[Seat, ...]
    acting: Seat | None
    areas: tuple[Area, ...]
    crumbs: tuple[Crumb, ...]
    exercise: str
    demo: bool
    checkpoint: Checkpoint | None
    path: str
    new_device: bool


def page(
    request: HttpRequest,
    template: str,
    title: Text,
    context: Mapping[str, Any] | None = None,
    *,
    area: str = "",
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
) -> HttpResponse:
    """Return a page in its frame."""
    placed = seating(request) if request.user.is_authenticated else None
    frame = _frame(request, placed, area, crumbs)
    return render(
        request,
        f"sekisho/{template}",
        {**(context or {}), "title": title, "frame": frame},
        status=status,
    )


def _frame(request: HttpRequest, placed: Seating | None, area: str, crumbs: Sequence[Crumb]) -> Frame:
    realm = placed.realm if placed else REAL
    return Frame(
        person=placed.person if placed else None,
        seats=placed.seats if placed else (),
        acting=placed.seat if placed else None,
        areas=tuple(Area(text, reverse(name), name == area) for name, text in AREAS),
        crumbs=tuple(crumbs),
        exercise="" if realm == REAL else realm.partition(":")[2] or realm,
        demo=settings.DEMO,
        checkpoint=Checkpoint.objects.filter(log=realm).order_by("-size").first(),
        path=request.get_full_path() if request.method == "GET" else reverse("desk"),
        new_device=_new_device(request, placed),
    )


def _new_device(request: HttpRequest, placed: Seating | None) -> bool:
    return placed is not None and bool(unfamiliar(placed.person.pk, request.session.session_key or ""))


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the one answer for what does not exist and for what this person may not see."""
    return page(request, "absent.html", Text("見つからない", "Not found"), status=404)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the answer to a form that was not sent from one of our own pages."""
    return page(request, "refused.html", Text("受け付けられない", "Not accepted"), status=403)


def crumb(text: Text, name: str, *args: str) -> Crumb:
    """Return a crumb to a page by name."""
    return Crumb(text, reverse(name, args=args))


def moment_key(moment: datetime | None) -> tuple[bool, float]:
    """Return a sort key: earliest first, without a time last."""
    return (moment is None, moment.timestamp() if moment else 0.0)
