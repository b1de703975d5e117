"""Reminders of a duty: by the interval of its timer, counted from when it was opened, and none where it has none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sekisho.casework.duties import reminder
from sekisho.law.pack import Timer
from sekisho.vocabulary.text import Text

OPENED = datetime(2026, 10, 6, tzinfo=UTC)
NAMED = Text("期限", "A deadline")


@pytest.mark.parametrize(
    ("since", "until_next"),
    [(0, 6), (5.99, 6), (6, 12), (6.01, 12), (30, 36), (-3, 6)],
)
def test_the_next_reminder_is_the_first_multiple_of_the_interval_after_now(
    since: float, until_next: float
) -> None:
    timer = Timer(id="t", text=NAMED, remind_hours=6)
    now = OPENED + timedelta(hours=since)
    assert reminder(timer, OPENED, now) == OPENED + timedelta(hours=until_next)


@pytest.mark.parametrize("timer", [None, Timer(id="t", text=NAMED), Timer(id="t", text=NAMED, hours=24)])
def test_without_an_interval_there_is_no_reminder(timer: Timer | None) -> None:
    assert reminder(timer, OPENED, OPENED) is None
