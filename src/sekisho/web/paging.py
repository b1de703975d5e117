"""Long lists a page at a time: no row is out of reach, and none is counted only to be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Generic, Protocol, TypeVar

import msgspec
from django.http import HttpRequest

ROWS = 50
"""How many rows a page of a list has."""

FURTHEST = 100_000
"""The number of the last page that an address may ask for."""

Row = TypeVar("Row")
Given = TypeVar("Given", covariant=True)


class Rows(Protocol[Given]):
    """What comes in order and is fetched only where it is asked for: rows of a table, or a list."""

    def __getitem__(self, place: slice, /) -> Iterable[Given]:
        """Return the rows of some places."""
        ...


class Listed(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """The rows of one page of a list, and the addresses of the pages beside it (empty where there is none)."""

    rows: Sequence[Row]
    number: int
    before: str
    after: str


def listed(request: HttpRequest, rows: Rows[Row], name: str = "page", place: str = "") -> Listed[Row]:
    """Return the page of a list that an address asks for by ``name``; ``place`` is where on the page the list stands.

    What is no number asks for the first page. The rows come ordered; one more than a page holds is fetched, so that
    nothing is counted.
    """
    number = _number(request.GET.get(name, ""))
    first = (number - 1) * ROWS
    found = list(rows[first : first + ROWS + 1])
    return Listed(
        rows=list(islice(found, ROWS)),
        number=number,
        before=_address(request, name, number - 1, place) if number > 1 else "",
        after=_address(request, name, number + 1, place) if len(found) > ROWS else "",
    )


def _number(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(FURTHEST))
    return min(max(int(text), 1), FURTHEST) if plain else 1


def _address(request: HttpRequest, name: str, number: int, place: str) -> str:
    asked = request.GET.copy()
    asked[name] = str(number)
    return f"?{asked.urlencode()}" + (f"#{place}" if place else "")
