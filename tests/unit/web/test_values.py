"""Stored values in words: days and times as people write them, what somebody wrote as it is."""

from __future__ import annotations

import pytest

from sekisho.web.cases.values import moment, told, until

from .conftest import NOW, Bench


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (
            {"from": "2026-10-01T00:30:00Z", "until": "2026-10-20T09:00:00+09:00"},
            "2026年10月1日 09:30から2026年10月20日 09:00まで",
            "1 Oct 2026, 09:30 JST to 20 Oct 2026, 09:00 JST",
        ),
        ({"until": "2026-10-20"}, "2026年10月20日まで", "until 20 Oct 2026"),
        (
            {"from": "2026-10-01"},
            "2026年10月1日から（終期の定めなし）",
            "from 1 Oct 2026, no end set",
        ),
        ({"from": "", "until": ""}, "定めなし", "not set"),
    ],
)
def test_a_period_is_told_by_its_days_and_times(
    bench: Bench, value: dict[str, str], ja: str, en: str
) -> None:
    """No stored form of a time reaches a page, and an end that is missing is said to be."""
    said = told(bench.pack, bench.register, "period", {}, value)
    assert (said.ja, said.en) == (ja, en)


def test_a_moment_is_told_in_japan_time_and_a_day_without_one() -> None:
    """The last hours of a day in UTC are the next day in Japan; what cannot be read stays as written."""
    assert moment("2026-12-31T15:05:00Z").ja == "2027年1月1日 00:05"
    assert moment("2026-12-31").en == "31 Dec 2026"
    assert moment("年末頃").ja == "年末頃"


def test_what_somebody_wrote_is_not_taken_for_a_name_of_the_pack(bench: Bench) -> None:
    """The word of an office stands for it in a choice, and for nothing in a text."""
    assert told(bench.pack, bench.register, "office", {}, "npa").en != "npa"
    assert told(bench.pack, bench.register, "text", {}, "npa").en == "npa"
    assert told(bench.pack, bench.register, "person", {}, "p1").ja == "佐藤"


def test_what_holds_for_a_time_says_until_when() -> None:
    """The end stands in brackets behind the value; what has none says nothing."""
    assert until(NOW).ja == "（2026年10月6日 09:00まで）"
    assert until(None).ja == until(None).en == ""
