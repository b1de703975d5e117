"""Business days: the days of administrative organs, the first day not counted, nothing counted past what is published."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.vocabulary.business_days import LAST_YEAR, end_of_business_days, is_business_day
from sekisho.vocabulary.times import JAPAN, parse_time

HOLIDAYS = """
2026-10-12 2026-11-03 2026-11-23 2026-12-29 2026-12-30 2026-12-31 2027-01-01 2027-01-11 2027-02-11 2027-02-23 2027-03-22
2027-04-29 2027-05-03 2027-05-04 2027-05-05 2027-07-19 2027-08-11 2027-09-20 2027-09-23 2027-10-11 2027-11-03 2027-11-23
2027-12-29 2027-12-30 2027-12-31
"""
"""Every weekday from October 2026 to December 2027 on which administrative organs are closed (Cabinet Office; Act 91 of 1988)."""
FIRST, LAST = date(2026, 10, 1), date(2027, 12, 31)


def test_the_days_on_which_organs_are_closed_are_those_published() -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    closed = [day.isoformat() for day in days if day.weekday() < 5 and not is_business_day(day)]
    assert closed == HOLIDAYS.split()
    assert not any(is_business_day(day) for day in days if day.weekday() >= 5)


@pytest.mark.parametrize(
    ("at", "days", "over"),
    [
        ("2026-10-05T09:00:00+09:00", 1, "2026-10-07T00:00:00+09:00"),  # Monday: Tuesday to its end
        ("2026-10-05T00:00:00+09:00", 1, "2026-10-07T00:00:00+09:00"),  # the first day is never counted
        ("2026-10-09T09:00:00+09:00", 1, "2026-10-14T00:00:00+09:00"),  # Friday before Sports Day
        ("2026-10-05T16:00:00Z", 1, "2026-10-08T00:00:00+09:00"),  # Tuesday already in Japan
        ("2026-12-28T17:00:00+09:00", 1, "2027-01-05T00:00:00+09:00"),  # over the turn of the year
        ("2027-04-28T09:00:00+09:00", 5, "2027-05-12T00:00:00+09:00"),  # over the holidays of May
    ],
)
def test_a_deadline_runs_to_the_end_of_its_last_business_day_in_japan(at: str, days: int, over: str) -> None:
    assert end_of_business_days(parse_time(at), days) == parse_time(over)


def test_past_the_last_year_published_nothing_is_counted() -> None:
    assert end_of_business_days(parse_time(f"{LAST_YEAR}-12-27T09:00:00+09:00"), 1) is not None
    assert end_of_business_days(parse_time(f"{LAST_YEAR}-12-28T09:00:00+09:00"), 1) is None
    with pytest.raises(ValueError, match=str(LAST_YEAR + 1)):
        is_business_day(date(LAST_YEAR + 1, 1, 4))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 30)), st.integers(1, 60))
def test_so_many_open_days_lie_between_the_first_day_and_the_end(moment: datetime, days: int) -> None:
    at = moment.replace(tzinfo=JAPAN)
    over = end_of_business_days(at, days)
    assert over is not None
    end = over.astimezone(JAPAN)
    between = [at.date() + timedelta(days=n) for n in range(1, (end.date() - at.date()).days)]
    assert sum(map(is_business_day, between)) == days
    assert is_business_day(between[-1])
    assert (end.hour, end.minute) == (0, 0)
