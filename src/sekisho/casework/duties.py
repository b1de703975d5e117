"""The duties that are open in a case: those that entries opened, and those that last while something is so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sekisho.law.expression import DutiesSettled, DutyIs, walk
from sekisho.law.pack import Pack, Precondition, Rule, StandingDuty, Timer
from sekisho.law.term import Term, read_term, stated
from sekisho.vocabulary.business_days import LAST_YEAR, end_of_business_days

from .case import Case, Duty
from .verdict import OpenDuty
from .view import CaseView, standing
from .world import World

Bound = Mapping[str, str]


def term_of(pack: Pack, world: World, timer: str) -> Term | None:
    """Return the length of a deadline: as its option sets it, as the pack states it, or none."""
    known = pack.timers.get(timer)
    if known is None:
        return None
    if known.option:
        return read_term(world.register.options.get(known.option, pack.options[known.option].default))
    return stated(known)


def reminder(timer: Timer | None, opened_at: datetime, at: datetime) -> datetime | None:
    """Return the first moment after ``at`` at which people are reminded of a duty still open; ``None`` without an interval.

    Reminders follow one another by the interval of the timer, counted from the moment at which the duty was opened.
    """
    if timer is None or not timer.remind_hours:
        return None
    interval = timedelta(hours=timer.remind_hours)
    return opened_at + interval * max(1, (at - opened_at) // interval + 1)


def deadline(term: Term | None, at: datetime, last_year: int = LAST_YEAR) -> datetime | None:
    """Return when a deadline that begins at a moment is over; ``None`` without a term, or where holidays are not known."""
    if term is None:
        return None
    if term.business_days is not None:
        return end_of_business_days(at, term.business_days, last_year)
    return None if term.hours is None else at + timedelta(hours=term.hours)


def at_once(pack: Pack) -> frozenset[str]:
    """Return the standing duties that are to be seen to at once, as long as they last: their timer states no time at all."""
    return frozenset(r.id for r in pack.standing if r.timer and pack.timers[r.timer].hours == 0)


def open_duties(pack: Pack, view: CaseView) -> tuple[OpenDuty, ...]:
    """Return the duties open in a case: those that entries opened first, then the standing ones.

    A duty keeps the sentence of the edition of the pack under which its entry opened it.
    """
    case = view.case
    if case is None:
        return ()
    recorded = [
        _recorded_duty(pack.edition(case.entries[d.sequence - 1].pack).rules[d.rule], view, d)
        for d in case.open_duties()
    ]
    return (*recorded, *(_standing_duty(pack, each, rule) for rule, each in standing(view)))


def _recorded_duty(rule: Rule, view: CaseView, duty: Duty) -> OpenDuty:
    case, at, pack = view.case, view.judgement.at, view.judgement.world.pack
    return OpenDuty(
        id=_duty_id(case, duty.rule, duty.element, duty.sequence),
        rule=duty.rule,
        case=case.id if case else "",
        text=rule.text,
        cite=rule.cite,
        bearer=duty.bearer,
        towards=duty.towards,
        element=duty.element,
        opened_at=duty.opened_at,
        due=duty.due,
        timer=getattr(rule, "timer", ""),
        overdue=duty.due is not None and duty.due <= at,
        remind_at=reminder(pack.timers.get(getattr(rule, "timer", "")), duty.opened_at, at),
        discharged_by=_discharging(pack, case.kind if case else "", duty.duty),
        blocks=_blocked(pack, case.kind if case else "", duty.duty),
    )


def _standing_duty(pack: Pack, view: CaseView, rule: StandingDuty) -> OpenDuty:
    element = {part: view.bound[part] for part in rule.each}
    return OpenDuty(
        id=_duty_id(view.case, rule.id, element, 0),
        rule=rule.id,
        case=view.case.id if view.case else "",
        text=rule.text,
        cite=rule.cite,
        bearer=rule.bearer or view.attr(rule.bearer_from) or "",
        towards=rule.towards,
        element=element,
        timer=rule.timer,
        standing=True,
        at_once=rule.id in at_once(pack),
        discharged_by=rule.act,
    )


def _duty_id(case: Case | None, rule: str, element: Bound, sequence: int) -> str:
    parts = [case.id if case else "", rule, *(f"{p}={k}" for p, k in sorted(element.items())), str(sequence)]
    return ":".join(parts)


def _discharging(pack: Pack, kind: str, duty: str) -> tuple[str, ...]:
    steps = pack.steps_of.get(kind, ())
    return tuple(s.id for s in steps if any(e.verb == "discharge" and e.name == duty for e in s.does))


def _blocked(pack: Pack, kind: str, duty: str) -> tuple[str, ...]:
    from_rules = [r for r in pack.preconditions if _reads_duty(r, duty)]
    return tuple(dict.fromkeys(s for r in from_rules for s in r.steps if s.startswith(f"{kind}.")))


def _reads_duty(rule: Precondition, duty: str) -> bool:
    return any(
        isinstance(n, DutiesSettled) or (isinstance(n, DutyIs) and n.duty == duty) for n in walk(rule.require)
    )
