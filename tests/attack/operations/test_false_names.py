"""Nobody comes to another office's post, or takes somebody of another office away, by a person who is called like something else."""

from __future__ import annotations

import pytest

from sekisho.operations.outcomes import Accepted, Invalid, Outcome
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.unseen import looking
from sekisho.records.access import visible_cases
from sekisho.records.world import REAL

from .conftest import Offices


def appointed(offices: Offices, person: str, post: str) -> Outcome:
    """What becomes of an appointment that the police register."""
    given = {"person": person, "post": post, "instrument": "第2号"}
    return offices.act(offices.register, "register.appoint", "npa", "npa_official", **given)


@pytest.mark.parametrize(
    "called", ["commission_chair", "commission", "npa_official", "*", "two words", "zero\u200bwidth"]
)
def test_nobody_is_called_like_a_post_an_office_everybody_or_two_people(
    offices: Offices, called: str
) -> None:
    outcome = appointed(offices, called, "npa_official")
    assert isinstance(outcome, Invalid)
    assert {finding.place for finding in outcome.findings} == {"person"}


def test_no_office_appoints_to_the_post_of_another_by_somebody_called_like_it(offices: Offices) -> None:
    appointed(offices, "commission_chair", "npa_official")
    assert not isinstance(appointed(offices, offices.people["newcomer"], "commission_chair"), Accepted)


def test_no_office_creates_a_post_in_another_by_somebody_called_like_it(offices: Offices) -> None:
    appointed(offices, "commission", "npa_official")
    given = {"post": "commission_friend", "office": "commission", "name_ja": "監理委員会参与"}
    made = offices.act(offices.register, "register.create_post", "npa", "npa_official", **given)
    assert not isinstance(made, Accepted)


def test_nobody_is_recused_behind_the_name_of_somebody_else(offices: Offices) -> None:
    """An access set keeps words: an id of two words would be two people."""
    policy = offices.opened("policy.open", "nss", "nss_official", title="対処方針")
    two = f"{offices.people['nss_official']} {offices.people['nco_official']}"
    appointed(offices, two, "npa_official")
    offices.act(policy, "policy.recuse", "npa", "npa_official", person=two, reasons="利害関係")
    for post in ("nss_official", "nco_official"):
        viewer = looking(pack_in_force(), offices.people[post], offices.now, REAL)
        assert visible_cases(viewer).filter(pk=policy).exists()
