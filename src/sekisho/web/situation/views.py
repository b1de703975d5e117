"""The situation on one sheet: cases by kind, where each that goes on stands, and whose duties fall due next.

All of it is read from the boards, which each assessment leaves, and of cases that the person sees whole: a number that took
in others, or in parts, would tell of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from sekisho.casework.duties import at_once
from sekisho.law.pack import Pack
from sekisho.operations.refresh import refresh
from sekisho.records.models import Case, Duty, Entry, StepState
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.cases import duties, gate, timeline, words
from sekisho.web.page import page
from sekisho.web.paging import listed
from sekisho.web.seats import seating

from . import counts

TITLE = Text("状況", "Situation")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case stands: the gate ahead of it, if there is one, what was done last, and what is owed in it."""

    id: str
    title: Text
    kind: Text
    ahead: Text | None
    sign: words.Sign | None
    last: Text
    last_at: datetime | None
    duties: int
    overdue: int


def situation(request: HttpRequest) -> HttpResponse:
    """Show how all stands that the person sees whole."""
    placed = seating(request)
    refresh(placed.at)
    looking = sight.viewer(placed)
    seen = sight.whole_cases(looking).filter(erased_at=None)
    going = seen.filter(closed=False, kind__in=counts.proceeding(placed.pack))
    cases = listed(request, going, "cases", "going")
    owed = listed(request, _owed(placed.pack, seen), "duties", "due")
    sight.note(
        placed,
        looking,
        sight.shown_cases({*(row.pk for row in cases.rows), *(row.case_id for row in owed.rows)}),
    )
    context = {
        "at": placed.at,
        "kinds": counts.kinds(placed.pack, seen, placed.at),
        "going": standing(placed.pack, cases.rows, placed.at),
        "going_pages": cases,
        "duties": duties.of_rows(placed.pack, owed.rows, placed.at, ()),
        "duty_pages": owed,
    }
    return page(request, "situation.html", TITLE, context, area="situation")


def _owed(pack: Pack, seen: QuerySet[Case]) -> QuerySet[Duty]:
    """The duties of everybody that have a term or are to be seen to at once, the most pressing first."""
    by_when = Q(due__isnull=False) | Q(duty__in=at_once(pack))
    return duties.pressing(pack, Duty.objects.filter(by_when, case__in=seen.order_by()))


def standing(pack: Pack, rows: Sequence[Case], now: datetime) -> tuple[Standing, ...]:
    """Return where some cases stand, in the order given."""
    ids = [row.pk for row in rows]
    taken: dict[str, dict[str, datetime]] = {}
    for case, step, at in (
        Entry.objects.filter(case__in=ids)
        .order_by("case", "sequence")
        .values_list("case", "step", "happened_at")
    ):
        done = taken.setdefault(case, {})
        done.pop(step, None)  # what was done last stands last
        done[step] = at
    outcomes: dict[str, dict[str, str]] = {}
    for case, step, outcome in StepState.objects.filter(case__in=ids).values_list("case", "step", "outcome"):
        outcomes.setdefault(case, {})[step] = outcome
    owed: dict[str, list[Duty]] = {}
    for duty in Duty.objects.filter(case__in=ids):
        owed.setdefault(duty.case_id, []).append(duty)
    return tuple(
        _standing(pack, row, taken.get(row.pk, {}), outcomes.get(row.pk, {}), owed.get(row.pk, []), now)
        for row in rows
    )


def _standing(
    pack: Pack,
    row: Case,
    taken: dict[str, datetime],
    outcomes: dict[str, str],
    owed: list[Duty],
    now: datetime,
) -> Standing:
    known = [step for step in pack.steps if step in outcomes]
    ahead = gate.foremost(pack, known, taken, [step for duty in owed for step in duty.blocks])
    last = next(reversed(taken), "")
    return Standing(
        id=row.pk,
        title=words.row_title(pack, row),
        kind=pack.kinds[row.kind].text,
        ahead=pack.steps[ahead].text if ahead else None,
        sign=words.GATE[outcomes[ahead]] if ahead else None,
        last=_done(pack, last),
        last_at=taken.get(last),
        duties=len(owed),
        overdue=sum(duty.due is not None and duty.due <= now for duty in owed),
    )


def _done(pack: Pack, step: str) -> Text:
    known = pack.known_step(step)
    return known.text if known else timeline.OUTSIDE
