"""Business days: days on which the administrative organs of Japan are not closed, counted in Japan time.

Closed are Saturdays, Sundays, national holidays, and 29 December to 3 January (Act on Holidays of Administrative Organs,
Act No. 91 of 1988, art. 1). The library works holidays out for any year, but they are certain only once the Cabinet Office has
published the dates of the equinoxes: nothing is counted past the last year published.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import jpholiday

from .times import JAPAN

LAST_YEAR = 2027
"""The last year whose holidays the Cabinet Office has published (each February, those of the year after)."""
SATURDAY = 5
DAY = timedelta(days=1)
TURN_OF_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def is_business_day(day: date, last_year: int = LAST_YEAR) -> bool:
    """Return whether administrative organs are open on a day in Japan. Raises ``ValueError`` past the last year known."""
    if day.year > last_year:
        raise ValueError(f"the holidays of {day.year} are not known")
    closed = day.weekday() >= SATURDAY or (day.month, day.day) in TURN_OF_YEAR or jpholiday.is_holiday(day)
    return not closed


def end_of_business_days(at: datetime, days: int, last_year: int = LAST_YEAR) -> datetime | None:
    """Return when so many business days after a moment are over (UTC); ``None`` where that is past the last year known.

    The day of the moment itself is not counted, and the last day is counted to its end (Civil Code 140, 141), so that a
    deadline never falls on a day on which the organs are closed.
    """
    day = at.astimezone(JAPAN).date()
    while days:
        day += DAY
        if day.year > last_year:
            return None
        days -= is_business_day(day, last_year)
    return datetime.combine(day + DAY, time(), JAPAN).astimezone(UTC)
