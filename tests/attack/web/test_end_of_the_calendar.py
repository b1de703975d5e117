"""No time that somebody writes makes a page fail, neither theirs nor, for good, everybody's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from sekisho.casework.entry import Intent
from sekisho.operations.act import act, prepare
from sekisho.operations.outcomes import Invalid
from sekisho.records.world import REAL, register_cases
from sekisho.vocabulary.times import parse_time, show_time
from sekisho.web.templatetags.sekisho import when

from .conftest import House

BEYOND = ("0001-01-01", "0001-01-01T00:00", "9999-12-31T23:59-09:00")
LAST = "9999-12-31T23:59:59Z"
"""A moment of UTC that has no date in Japan."""


@pytest.mark.parametrize("text", BEYOND)
def test_a_time_beyond_the_calendar_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="calendar"):
        parse_time(text)


def test_the_last_hours_of_the_calendar_can_be_shown() -> None:
    assert show_time(parse_time(LAST)) == "9999-12-31 23:59"
    assert "9999" in when(parse_time(LAST))


def test_a_time_that_has_no_date_in_japan_is_not_recorded(house: House) -> None:
    person, now = house.people["cas_official"].pk, datetime.now(UTC)
    given = {"person": "newcomer", "post": "npa_official", "until": LAST}
    (register,) = register_cases(REAL)
    meant = Intent(case=register, step="register.appoint", act_of="cas", particulars=given)
    outcome = act(prepare(meant, person, now), person, now)
    assert house.client("npa_official").get(reverse("case", args=[register])).status_code == 200
    assert isinstance(outcome, Invalid)
    assert {finding.place for finding in outcome.findings} == {"until"}


@pytest.mark.parametrize("text", BEYOND)
def test_a_page_asked_for_a_time_beyond_the_calendar_says_that_it_cannot_be_read(
    house: House, text: str
) -> None:
    client = house.client("npa_official")
    assert client.post(reverse("reads"), {"since": text}, follow=True).status_code == 422
    sent = {"what": "接続した。", "happened_at": text}
    assert client.post(reverse("deviation", args=[house.measure]), sent).status_code == 422
