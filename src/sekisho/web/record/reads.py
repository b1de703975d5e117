"""Who read what is marked, when, and as what: for who may see what was read; looking there is itself on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from sekisho.casework.visibility import Viewer
from sekisho.operations.reading import note_read
from sekisho.records.access import SEARCHED, visible_reads, whole_cases
from sekisho.records.models import ReadRecord
from sekisho.records.reads import Read, reads
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time
from sekisho.web import searching, sight
from sekisho.web.cases import words
from sekisho.web.page import crumb, page
from sekisho.web.paging import listed
from sekisho.web.seats import Seating, seating

from .views import TITLE as RECORD

TITLE = Text("閲覧の記録", "Record of reads")
KINDS = {
    "case": Text("案件", "case"),
    "object": Text("情報", "object"),
    "incident": Text("事案", "incident"),
    "receipt": Text("受領証", "receipt"),
    "export": Text("ログの書出し", "export of the log"),
    SEARCHED: Text("閲覧の記録", "record of reads"),
}
"""What can be read, in words."""
ASKED = ("subject", "person", "since")
"""The fields of a search."""
UNREADABLE = Finding(
    code="time-unreadable",
    severity="error",
    place="since",
    message=Text("日付を読み取れない。", "The day cannot be read."),
    remedy=Text("2026-10-01 の形で書くこと。", "Write it like 2026-10-01."),
)


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: words of a title or an id, who read, since when; empty for anything."""

    subject: str = ""
    person: str = ""
    since: datetime | None = None


def overview(request: HttpRequest) -> HttpResponse:
    """List the reads that the person may know of, narrowed by what they look for."""
    if request.method == "POST":
        return searching.sent(request, ASKED)
    placed = seating(request)
    looking = sight.viewer(placed)
    words_asked = searching.words_of(request, ASKED)
    search, findings = _asked(words_asked)
    subjects = _subjects(looking, search.subject) if search.subject else None
    found = reads(placed.realm, subjects=subjects, person=search.person or None, since=search.since)
    found = found.filter(visible_reads(looking))
    _note(placed, looking, subjects)
    pages = listed(request, found)
    titles = _titles(placed, looking, {row.subject for row in pages.rows})
    context = {
        "asked": words_asked,
        "people": _people(placed),
        "findings": findings,
        "total": found.count(),
        "reads": [_line(placed, row, titles) for row in pages.rows],
        "pages": pages,
    }
    return page(
        request,
        "reads.html",
        TITLE,
        context,
        area="record",
        crumbs=(crumb(RECORD, "record"),),
        status=422 if findings else 200,
    )


def _asked(given: Mapping[str, str]) -> tuple[Search, tuple[Finding, ...]]:
    subject, person, day = (given[name] for name in ASKED)
    try:
        since = parse_time(day) if day else None
    except ValueError:
        return Search(subject=subject, person=person), (UNREADABLE,)
    return Search(subject=subject, person=person, since=since), ()


def _subjects(looking: Viewer, wanted: str) -> list[str]:
    """Return the ids that some words mean: the word itself, and the cases seen whole whose titles hold it."""
    named = whole_cases(looking).filter(Q(title_ja__icontains=wanted) | Q(title_en__icontains=wanted))
    return [wanted, *named.values_list("pk", flat=True)]


def _note(placed: Seating, looking: Viewer, subjects: list[str] | None) -> None:
    """Put on record that the person looked: at the reads of these cases, or (empty) at all that they may know of."""
    seen = whole_cases(looking).filter(pk__in=subjects or ()).values_list("pk", flat=True)
    for case in list(seen) or [""]:
        note_read(
            Read(
                person=looking.person,
                act_of=placed.seat.post if placed.seat else "",
                kind=SEARCHED,
                subject=case,
                realm=placed.realm,
                read_at=placed.at,
            )
        )


def _titles(placed: Seating, looking: Viewer, subjects: set[str]) -> dict[str, Text]:
    rows = whole_cases(looking).filter(pk__in=subjects)
    return {row.pk: words.row_title(placed.pack, row) for row in rows}


def _people(placed: Seating) -> list[tuple[str, Text]]:
    """Return everybody who holds or held a post: the register is known to all who take part."""
    people = dict.fromkeys(each.person for each in placed.register.appointments)
    return [(person, placed.register.name(person)) for person in people]


def _line(placed: Seating, row: ReadRecord, titles: dict[str, Text]) -> dict[str, Any]:
    return {
        "read_at": row.read_at,
        "person": placed.register.name(row.person),
        "act_of": placed.pack.name(row.act_of) if row.act_of else None,
        "kind": KINDS.get(row.kind, Text(row.kind, row.kind)),
        "subject": row.subject,
        "title": titles.get(row.subject),
    }
