"""The sheet of the situation shows how all stands that a person sees whole, and nothing of any other case."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from sekisho.records.models import Case, Duty, ReadRecord
from sekisho.vocabulary.text import Text
from sekisho.web.situation.counts import lasting

from .conftest import House


def sheet(client: Client, language: str = "ja", **asked: str) -> str:
    """What the page says, each run of blanks as one."""
    client.cookies["django_language"] = language
    return main_of(client, "/situation/", **asked)


def main_of(client: Client, address: str, **asked: str) -> str:
    """What a page says in its middle."""
    answer = client.get(address, asked)
    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    inner = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inner))


def owed(house: House, due: datetime | None, text: str = "届け出る", rule: str = "x") -> None:
    """Put a duty on the board of the measure."""
    Duty.objects.create(
        case_id=house.measure, duty=rule, outside=text, bearer="npa", text_ja=text, text_en="notify", due=due
    )


def test_a_case_stands_with_its_main_gate_what_was_done_last_and_what_is_owed(house: House) -> None:
    """In both languages; a duty past its term is told with its kind, with its case, and in the list."""
    owed(house, datetime.now(UTC) - timedelta(hours=1))
    owed(house, datetime.now(UTC) + timedelta(days=1), "報告する")
    owed(house, None, "いつか行う")
    said = sheet(house.client("npa_official"))
    assert re.search(r"措置 1 0 超過 1 3 ", said), said
    assert re.search(r"極秘の措置 措置 措置を開始する 門は閉じている 措置の案件を開く .* 超過 1 3", said), (
        said
    )
    assert said.index("届け出る") < said.index("報告する")
    assert "いつか行う" not in said, "it has no term"
    said = sheet(house.client("npa_official"), "en")
    assert re.search(r"Measure 1 0 1 overdue 3 ", said), said
    assert "The gate is closed" in said


def test_what_is_to_be_seen_to_at_once_comes_first(house: House) -> None:
    """Before what was due an hour ago; here and on the desk, and never as if it had no term."""
    owed(house, datetime.now(UTC) - timedelta(hours=1))
    owed(house, None, "停止する", "HALT-AT-ONCE")
    client = house.client("npa_official")
    for said in (sheet(client), main_of(client, "/")):
        assert said.index("停止する") < said.index("届け出る")
        assert "直ちに" in said
        assert "期限の定めなし" not in said
    assert "at once" in sheet(client, "en")


def test_how_long_cases_took_to_the_main_step_is_told(house: House) -> None:
    """From the opening on; while no case has come to it, nothing is."""
    client = house.client("npa_official")
    assert "中央値" not in sheet(client)
    case = Case.objects.get(pk=house.measure)
    last = case.entries.get()
    last.pk, last.sequence, last.step = None, 2, "measure.start"
    last.previous, last.hash = last.hash, "f" * 64
    last.happened_at = case.opened_at + timedelta(hours=30)
    last.save(force_insert=True)
    assert "措置を開始する：1 件、30時間" in sheet(client)
    assert "Start the measure: 1 case, 30 hours" in sheet(client, "en")


def test_what_is_hidden_or_seen_in_part_is_neither_shown_nor_counted(house: House) -> None:
    """No title, no duty, no number: as if the case were not there."""
    owed(house, datetime.now(UTC) - timedelta(hours=1))
    row = Case.objects.get(pk=house.measure).access
    empty = sheet_without(house)
    type(row).objects.filter(pk=row.pk).update(team=" nco  npa ", part=" nco ")
    assert untimed(sheet(house.client("nco_official"))) == empty
    assert "極秘の措置" in sheet(house.client("npa_official"))


def sheet_without(house: House) -> str:
    """The sheet of one who may see nothing of the measure."""
    house.only_for("npa")
    return untimed(sheet(house.client("nco_official")))


def untimed(said: str) -> str:
    return re.sub(r"\d+:\d+|\d+時\d+分", "", said)


def test_what_is_marked_is_on_record_as_read_before_it_is_shown(house: House) -> None:
    house.only_for("npa")
    sheet(house.client("npa_official"))
    assert ReadRecord.objects.filter(kind="case", subject=house.measure).count() == 1


def test_a_closed_case_is_counted_and_stands_no_more(house: House) -> None:
    Case.objects.filter(pk=house.measure).update(closed=True)
    said = sheet(house.client("npa_official"))
    assert "措置 0 1 0" in said
    assert "極秘の措置" not in said


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (timedelta(seconds=-5), Text("0分", "0 minutes")),
        (timedelta(minutes=1), Text("1分", "1 minute")),
        (timedelta(minutes=59), Text("59分", "59 minutes")),
        (timedelta(hours=1, minutes=59), Text("1時間", "1 hour")),
        (timedelta(hours=47), Text("47時間", "47 hours")),
        (timedelta(hours=48), Text("2日", "2 days")),
    ],
)
def test_a_span_is_told_in_the_largest_unit_of_which_there_are_enough(time: timedelta, text: Text) -> None:
    assert lasting(time) == text
