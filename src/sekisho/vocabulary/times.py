"""Times: always with a zone; written in UTC, shown in Japan time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from .text import Text

JAPAN = timezone(timedelta(hours=9), "JST")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_time(text: str) -> datetime:
    """Read an RFC 3339 time or a date; without a zone it is Japan time, a bare date is its first moment there.

    Raises ``ValueError`` where the text is neither, or where the calendar ends before that moment of UTC.
    """
    try:
        if len(text) == len("2026-10-01"):
            return datetime.combine(date.fromisoformat(text), time(), JAPAN).astimezone(UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text}: the calendar does not reach so far") from error


def write_time(moment: datetime) -> str:
    """Write a moment in RFC 3339, UTC, with ``Z``; whole seconds stay whole. Raises ``ValueError`` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone means nothing in a record")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def in_japan(moment: datetime) -> datetime:
    """Return a moment in Japan time; of the calendar's last hours, which Japan time has no more, its end."""
    try:
        return moment.astimezone(JAPAN)
    except OverflowError:
        return datetime.max.replace(tzinfo=JAPAN)


def show_time(moment: datetime) -> str:
    """Show a moment to a person: Japan time to the minute."""
    return in_japan(moment).strftime("%Y-%m-%d %H:%M")


def tell_time(moment: datetime) -> Text:
    """Tell a moment to a person in words: Japan time to the minute, in both languages."""
    at = in_japan(moment)
    day = tell_day(at.date())
    return Text(f"{day.ja} {at:%H:%M}", f"{day.en}, {at:%H:%M} JST")


def tell_day(day: date) -> Text:
    """Tell a day to a person in words, in both languages."""
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}")
