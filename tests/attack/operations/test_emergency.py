"""Emergency access is for reading: it lets nobody write into the case, and gives nothing to who asked for themself alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sekisho.operations import deviation
from sekisho.operations.outcomes import Accepted, Invalid, Outcome
from sekisho.operations.refresh import refresh
from sekisho.operations.viewing import may_see_case, viewer_of
from sekisho.records.models import Person
from sekisho.vocabulary.times import write_time

from .conftest import Offices


@pytest.fixture
def policy(offices: Offices) -> str:
    """A policy, which the prefectural police do not see."""
    return offices.opened("policy.open", "nss", "nss_official", title="方針")


def asking(offices: Offices, to: str, reader: str, lasts: timedelta) -> Outcome:
    """Ask for emergency access of a reader for a time, as the prefectural police."""
    given: dict[str, Any] = {"title": "緊急", "to": to, "person": offices.people[reader], "reasons": "加害。"}
    until = write_time(offices.now + lasts)
    return offices.open("emergency.request", "pref_police", "pref_chief", **given, until=until)


def asked(offices: Offices, to: str, reader: str) -> str:
    """Ask for six hours, which is accepted, and return the case."""
    made = asking(offices, to, reader, timedelta(hours=6))
    assert isinstance(made, Accepted), made
    return made.entry.case


def sees(offices: Offices, case: str, reader: str = "pref_chief") -> bool:
    """Whether the reader sees a case."""
    return may_see_case(case, viewer_of(Person.objects.get(pk=offices.people[reader]), offices.now))


def test_who_sees_a_case_by_emergency_access_alone_records_no_deviation_in_it(
    offices: Offices, policy: str
) -> None:
    case = asked(offices, policy, "pref_chief")
    made = offices.act(case, "emergency.confirm", "nss", "nss_official", reasons="確認した。")
    assert isinstance(made, Accepted), made
    refresh(offices.now)
    assert sees(offices, policy)
    person = offices.people["pref_chief"]
    told = deviation.record(policy, "偽の逸脱", person, offices.tick(), offices.now)
    assert not isinstance(told, Accepted)
    own = deviation.record(policy, "逸脱", offices.people["nss_official"], offices.tick(), offices.now)
    assert isinstance(own, Accepted), own


def test_who_asked_does_not_confirm_from_a_second_post(offices: Offices, policy: str) -> None:
    given = {"person": offices.people["pref_chief"], "post": "nss_official", "instrument": "第2号"}
    made = offices.act(offices.register, "register.appoint", "nss", "nss_official", **given)
    assert isinstance(made, Accepted), made
    case = asked(offices, policy, "pref_chief")
    refused = offices.act(case, "emergency.confirm", "nss", "pref_chief", reasons="確認した。")
    assert not isinstance(refused, Accepted)


def test_two_executive_offices_do_not_open_the_commissions_own_case(offices: Offices) -> None:
    given = {"person": offices.people["newcomer"], "post": "commission_secretariat", "instrument": "第2号"}
    made = offices.act(offices.register, "register.appoint", "cas", "cas_official", **given)
    assert isinstance(made, Accepted), made
    own = offices.opened("yearly.open", "commission", "newcomer", title="年次報告", year="2026")
    case = asked(offices, own, "pref_chief")
    made = offices.act(case, "emergency.confirm", "nss", "nss_official", reasons="確認した。")
    assert isinstance(made, Accepted), made
    refresh(offices.now)
    assert not sees(offices, own)
    assert sees(offices, own, "newcomer")


@pytest.mark.parametrize(
    ("lasts", "granted"), [(timedelta(hours=72), True), (timedelta(hours=73), False), (timedelta(0), False)]
)
def test_emergency_access_lasts_no_longer_than_the_pack_allows(
    offices: Offices, policy: str, lasts: timedelta, granted: bool
) -> None:
    """Three days from the request on; and not for a time that is over."""
    made = asking(offices, policy, "pref_chief", lasts)
    assert isinstance(made, Accepted if granted else Invalid), made
    if isinstance(made, Invalid):
        assert [finding.place for finding in made.findings] == ["until"]
