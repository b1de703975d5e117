"""No executive office takes the commission's people out of the commission by giving them a post of its own, before or after."""

from __future__ import annotations

import pytest

from sekisho.casework.register import entitled
from sekisho.operations.outcomes import Accepted, Invalid, Outcome
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.unseen import looking
from sekisho.records.world import REAL, load_register

from .conftest import Offices


@pytest.fixture
def member(offices: Offices) -> str:
    """Somebody of the commission."""
    given = {"person": offices.people["newcomer"], "post": "commission_secretariat", "instrument": "第2号"}
    made = offices.act(offices.register, "register.appoint", "cas", "cas_official", **given)
    assert isinstance(made, Accepted), made
    return offices.people["newcomer"]


def stands(offices: Offices, member: str) -> bool:
    """Whether they still look and act for the commission."""
    pack = pack_in_force()
    sees = "commission" in looking(pack, member, offices.now, REAL).offices
    register = load_register(pack, REAL)
    return sees and entitled(pack, register, member, "commission", "", offices.now) is not None


def test_the_police_cannot_appoint_somebody_of_the_commission(offices: Offices, member: str) -> None:
    given = {"person": member, "post": "npa_official", "instrument": "第3号"}
    made = offices.act(offices.register, "register.appoint", "npa", "npa_official", **given)
    assert isinstance(made, Invalid)
    assert [finding.code for finding in made.findings] == ["apart"]
    assert stands(offices, member)


def test_the_police_cannot_let_somebody_of_the_commission_stand_in(offices: Offices, member: str) -> None:
    given = {"to_person": member, "from_post": "npa_official", "scope": ["supply.give"]}
    given |= {"until": "2027-03-31", "instrument": "第3号"}
    made = offices.act(offices.register, "register.delegate", "npa_official", "npa_official", **given)
    assert not isinstance(made, Accepted)
    assert stands(offices, member)


def test_who_has_left_the_commission_may_be_appointed(offices: Offices, member: str) -> None:
    given = {"person": member, "post": "commission_secretariat"}
    offices.act(offices.register, "register.end_appointment", "cas", "cas_official", **given)
    given = {"person": member, "post": "npa_official", "instrument": "第3号"}
    made = offices.act(offices.register, "register.appoint", "npa", "npa_official", **given)
    assert isinstance(made, Accepted), made


def joins(offices: Offices, who: str, **more: str) -> Outcome:
    """Somebody is appointed to the commission."""
    given = {"person": offices.people[who], "post": "commission_secretariat", "instrument": "第2号", **more}
    return offices.act(offices.register, "register.appoint", "cas", "cas_official", **given)


def test_nobody_joins_the_commission_blind(offices: Offices) -> None:
    """Given a post by the police beforehand, they would neither see nor act until it ended."""
    given = {"person": offices.people["newcomer"], "post": "npa_official", "instrument": "第3号"}
    offices.act(offices.register, "register.appoint", "npa", "npa_official", **given)
    made = joins(offices, "newcomer")
    assert isinstance(made, Invalid)
    assert [(f.code, f.place) for f in made.findings] == [("apart", "person")]
    assert made.findings[0].remedy.en == "Have the end of that post or delegation registered first."
    offices.act(offices.register, "register.end_appointment", "npa", "npa_official", **given)
    assert isinstance(joins(offices, "newcomer"), Accepted)
    assert stands(offices, offices.people["newcomer"])


def test_nobody_joins_the_commission_who_stands_in_for_the_police(offices: Offices) -> None:
    given = {"to_person": offices.people["newcomer"], "from_post": "npa_official", "scope": ["supply.give"]}
    given |= {"until": "2027-03-31", "instrument": "第3号"}
    made = offices.act(offices.register, "register.delegate", "npa_official", "npa_official", **given)
    assert isinstance(made, Accepted), made
    assert isinstance(joins(offices, "newcomer", **{"from": "2027-03-30"}), Invalid)
    assert isinstance(joins(offices, "newcomer", **{"from": "2027-04-01"}), Accepted)
