"""Stored values in words, by what they are: names of people and bodies, choices, days and times, lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sekisho.casework.register import Register
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time, tell_day, tell_time

from . import words

WRITTEN = ("text", "long", "number", "unit", "hash")
"""Types whose values are what somebody wrote: shown as they are, whatever the pack calls by the same word."""


def told(pack: Pack, register: Register, type_: str, values: Mapping[str, Text], value: Any) -> Text:
    """Return a value of a field or attribute in words; ``values`` are the choices that it has."""
    if isinstance(value, (list, tuple)):
        return words.joined([_item(pack, values, each) for each in value])
    if type_ == "person":
        return register.name(str(value))
    if type_ in ("date", "datetime"):
        return moment(value)
    if isinstance(value, Mapping):
        return _period(value)
    if type_ in WRITTEN:
        return plain(value)
    return words.value_text(pack, dict(values), value)


def moment(value: Any) -> Text:
    """Return a day or time in words; what is neither stays as it was written."""
    written = str(value)
    try:
        is_day = len(written) == len("2026-10-01")
        return tell_day(date.fromisoformat(written)) if is_day else tell_time(parse_time(written))
    except ValueError:
        return plain(value)


def plain(value: Any) -> Text:
    """Return a written value as it is, in both languages."""
    return Text(str(value), str(value))


def until(at: datetime | None) -> Text:
    """Return the end of what holds for a time, to stand behind it; empty where it has none."""
    if at is None:
        return Text("", "")
    told_at = tell_time(at)
    return Text(f"（{told_at.ja}まで）", f" (until {told_at.en})")


def _period(value: Mapping[str, Any]) -> Text:
    since, end = value.get("from"), value.get("until")
    begun = moment(since) if since else None
    ended = moment(end) if end else None
    if begun is None:
        return Text(f"{ended.ja}まで", f"until {ended.en}") if ended else Text("定めなし", "not set")
    if ended is None:
        return Text(f"{begun.ja}から（終期の定めなし）", f"from {begun.en}, no end set")
    return Text(f"{begun.ja}から{ended.ja}まで", f"{begun.en} to {ended.en}")


def _item(pack: Pack, values: Mapping[str, Text], value: Any) -> Text:
    if isinstance(value, Mapping):
        said = [v for v in value.values() if v not in (None, "")]
        return words.joined([words.value_text(pack, dict(values), each) for each in said])
    return words.value_text(pack, dict(values), value)
