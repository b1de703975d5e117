"""How many cases of each kind there are, what is owed in them, and how long they took to the step that most rules guard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

import msgspec
from django.db.models import Count, Min, Q, QuerySet

from sekisho.law.ordering import order_of
from sekisho.law.pack import Pack
from sekisho.records.models import Case, Duty, Entry
from sekisho.vocabulary.text import Text

LATEST = 1000
"""Of how many cases it is told how long they took: those that came to the step last."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How long cases took from their opening to a step: of how many it is known, the median, and the longest."""

    step: Text
    cases: int
    median: Text
    longest: Text


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of case in numbers."""

    id: str
    text: Text
    running: int
    closed: int
    duties: int
    overdue: int
    reached: Reached | None


def proceeding(pack: Pack) -> tuple[str, ...]:
    """Return the kinds of case in which one step leads to another; the others are lists that are only kept."""
    return tuple(kind for kind in pack.kinds if any(order_of(pack, kind).needs.values()))


def kinds(pack: Pack, seen: QuerySet[Case], now: datetime) -> tuple[Kind, ...]:
    """Return each kind of case that proceeds and of which some are seen, in the order of the pack."""
    of_cases = seen.order_by().values_list("kind")
    of_duties = Duty.objects.filter(case__in=seen.order_by()).values_list("case__kind")
    cases = _parted(of_cases.annotate(all=Count("pk"), part=Count("pk", filter=Q(closed=True))))
    owed = _parted(of_duties.annotate(all=Count("pk"), part=Count("pk", filter=Q(due__lte=now))))
    took = _took(pack, seen)
    return tuple(
        _kind(pack, kind, cases[kind], owed.get(kind, (0, 0)), took)
        for kind in proceeding(pack)
        if kind in cases
    )


def _parted(rows: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """By kind, how many there are, and how many of them are of a part."""
    return {kind: (every, part) for kind, every, part in rows}


def _kind(
    pack: Pack, kind: str, cases: tuple[int, int], owed: tuple[int, int], took: dict[str, list[timedelta]]
) -> Kind:
    return Kind(
        id=kind,
        text=pack.kinds[kind].text,
        running=cases[0] - cases[1],
        closed=cases[1],
        duties=owed[0],
        overdue=owed[1],
        reached=_reached(pack.steps[_guarded(pack, kind)].text, took.get(kind, [])),
    )


def _guarded(pack: Pack, kind: str) -> str:
    return max((step.id for step in pack.steps_of[kind]), key=lambda step: len(pack.preconditions_of[step]))


def _took(pack: Pack, seen: QuerySet[Case]) -> dict[str, list[timedelta]]:
    """By kind, how long its cases took to the step that most rules guard; what opens a case took nothing."""
    steps = [_guarded(pack, kind) for kind in proceeding(pack)]
    entries = Entry.objects.filter(case__in=seen.order_by(), step__in=steps, sequence__gt=1)
    first = (
        entries.order_by()
        .values_list("case", "case__kind", "case__opened_at")
        .annotate(at=Min("happened_at"))
    )
    found: dict[str, list[timedelta]] = {}
    for _, kind, opened_at, at in first.order_by("-at")[:LATEST]:
        found.setdefault(kind, []).append(at - opened_at)
    return found


def _reached(step: Text, took: Sequence[timedelta]) -> Reached | None:
    if not took:
        return None
    half = timedelta(seconds=median(each.total_seconds() for each in took))
    return Reached(step=step, cases=len(took), median=lasting(half), longest=lasting(max(took)))


def lasting(time: timedelta) -> Text:
    """Return a span of time in words: in days from two of them, in hours from one, else in minutes."""
    if time >= 2 * DAY:
        return Text(f"{time // DAY}日", f"{time // DAY} days")
    if time >= HOUR:
        hours = time // HOUR
        return Text(f"{hours}時間", f"{hours} hour{'s' * (hours > 1)}")
    minutes = max(time // timedelta(minutes=1), 0)
    return Text(f"{minutes}分", f"{minutes} minute{'s' * (minutes != 1)}")
