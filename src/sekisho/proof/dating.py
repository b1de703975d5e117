"""Changes of dates and of lengths of time, and the table of dates worked out by hand that notices them.

An entry into force a day early or late, a deadline longer, shorter or none, a duty under another timer, an option with
another default, holidays taken as known for another year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources

import msgspec
import yaml

from sekisho.casework.duties import deadline, reminder, term_of
from sekisho.casework.register import Register
from sekisho.casework.world import World
from sekisho.law.pack import DutyRule, Pack, StandingDuty, Timer
from sekisho.law.term import Term, stated
from sekisho.vocabulary.business_days import LAST_YEAR
from sekisho.vocabulary.times import parse_time

from .mutant import Mutant
from .wording import replaced

Timed = DutyRule | StandingDuty
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


class Deadline(msgspec.Struct, frozen=True):
    """What is expected of duties opened at a moment under some options: when overdue, when first reminded of."""

    duties: tuple[str, ...]
    at: datetime
    due: datetime | None
    remind: datetime
    set: Mapping[str, str] = {}


class Dates(msgspec.Struct, frozen=True):
    """The table: first moments of the edition and the provisions, deadlines, and by timer the hours of what is no duty's."""

    edition: datetime
    provisions: Mapping[str, datetime]
    deadlines: tuple[Deadline, ...]
    hours: Mapping[str, float] = {}


@cache
def dates() -> Dates:
    """Return the dates of the packaged pack as they were worked out by hand."""
    table = yaml.safe_load(resources.files(__package__).joinpath("dates.yaml").read_text("utf-8"))
    provisions = {name: parse_time(row["at"]) for name, row in table["provisions"].items()}
    deadlines = msgspec.convert(table["deadlines"], tuple[Deadline, ...])
    return Dates(parse_time(table["edition"]["at"]), provisions, deadlines, table["hours"])


def misdated(pack: Pack, table: Dates, last_year: int = LAST_YEAR) -> Iterator[str]:
    """Yield what of the table a pack does not come to."""
    if not _enters(pack, table.edition):
        yield "edition"
    for name in {**pack.clock, **table.provisions}:
        clock, first = pack.clock.get(name), table.provisions.get(name)
        if clock is None or first is None or parse_time(clock.from_) != first:
            yield name
    for number, row in enumerate(table.deadlines, 1):
        if any(_expected(pack, row, duty, last_year) for duty in row.duties):
            yield f"deadlines {number}"
    for timer, hours in table.hours.items():
        if timer not in pack.timers or stated(pack.timers[timer]) != Term(hours):
            yield timer
    listed = {duty for row in table.deadlines for duty in row.duties}
    yield from (rule.id for rule in _timed(pack) if rule.timer and rule.id not in listed)


def _enters(pack: Pack, first: datetime) -> bool:
    """Return whether the edition takes over from an earlier one at its first moment, and not before."""
    earlier = msgspec.structs.replace(pack, hash="earlier", effective_from="2000-01-01", earlier=())
    both = msgspec.structs.replace(pack, earlier=(earlier,))
    return both.in_force(first).hash == pack.hash and both.in_force(first - MOMENT).hash == "earlier"


def _timed(pack: Pack) -> Sequence[Timed]:
    return (*pack.duties, *pack.standing)


def _expected(pack: Pack, row: Deadline, duty: str, last_year: int) -> bool:
    """Return whether a duty comes to anything but what the table expects of it."""
    timer: str = getattr(pack.rules[duty], "timer", "")
    world = World(pack, {}, Register(options=row.set))
    due = deadline(term_of(pack, world, timer), row.at, last_year)
    return (due, reminder(pack.timers.get(timer), row.at, row.at)) != (row.due, row.remind)


def shifted(pack: Pack, only: str = "") -> Iterator[Mutant]:
    """Yield each change of a date or length of time, and what of the table, or which worked case, notices it."""
    table = dates()
    for rule, change, changed in _shifts(pack, only):
        yield Mutant(rule=rule, step="", change=change, killed_by=_noticed(changed, table, LAST_YEAR))
    if not only:
        for year in (LAST_YEAR - 1, LAST_YEAR + 1):
            yield Mutant(
                rule="", step="", change=f"holidays known up to {year}", killed_by=_noticed(pack, table, year)
            )


def _noticed(changed: Pack, table: Dates, last_year: int) -> str:
    found = next(misdated(changed, table, last_year), "")
    return f"date {found}" if found else ""


def _shifts(pack: Pack, only: str) -> Iterator[tuple[str, str, Pack]]:
    """Yield rule (where it is one's), change, and the pack so changed."""
    if not only:
        yield from _entering(pack)
        yield from _timers(pack)
        yield from _defaults(pack)
    yield from _retimed(pack, only)


def _entering(pack: Pack) -> Iterator[tuple[str, str, Pack]]:
    for days in (-DAY, DAY):
        day = _moved(pack.effective_from, days)
        yield "", f"edition from {day}", msgspec.structs.replace(pack, effective_from=day)
        for clock in pack.clock.values():
            moved = msgspec.structs.replace(clock, from_=_moved(clock.from_, days))
            changed = msgspec.structs.replace(pack, clock={**pack.clock, clock.id: moved})
            yield "", f"{clock.id} from {moved.from_}", changed


def _moved(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


def _timers(pack: Pack) -> Iterator[tuple[str, str, Pack]]:
    for timer in pack.timers.values():
        for change, other in _lengths(timer):
            yield (
                "",
                f"{timer.id}: {change}",
                msgspec.structs.replace(pack, timers={**pack.timers, timer.id: other}),
            )


def _lengths(timer: Timer) -> Iterator[tuple[str, Timer]]:
    """Yield each length of a timer an hour or day longer, gone, and, where it has none, a day."""
    replace = msgspec.structs.replace
    if timer.option:
        yield "no option", replace(timer, option="")
    elif timer.hours is None and timer.business_days is None:
        yield "a day", replace(timer, hours=24.0)
    else:
        yield "no length", replace(timer, hours=None, business_days=None)
    if timer.hours is not None:
        yield "an hour more", replace(timer, hours=timer.hours + 1)
    if timer.business_days is not None:
        yield "a day more", replace(timer, business_days=timer.business_days + 1)
    if timer.remind_hours is not None:
        yield "reminded an hour later", replace(timer, remind_hours=timer.remind_hours + 1)
        yield "no reminder", replace(timer, remind_hours=None)


def _defaults(pack: Pack) -> Iterator[tuple[str, str, Pack]]:
    for option in (pack.options[t.option] for t in pack.timers.values() if t.option):
        for value in (v for v in option.values if v != option.default):
            other = msgspec.structs.replace(option, default=value)
            yield "", f"{option.id}: {value} by default", replaced(pack, other)


def _retimed(pack: Pack, only: str) -> Iterator[tuple[str, str, Pack]]:
    for rule in _timed(pack):
        for timer in ("", *pack.timers) if rule.timer and only in ("", rule.id) else ():
            if timer != rule.timer:
                changed = replaced(pack, msgspec.structs.replace(rule, timer=timer))
                yield rule.id, f"timer {timer}" if timer else "no timer", changed
