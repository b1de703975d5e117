"""Nobody makes themself a post of another office: neither under a new name, nor under one that is taken."""

from __future__ import annotations

import pytest

from sekisho.casework.register import entitled
from sekisho.operations.outcomes import Accepted, Outcome
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.unseen import looking
from sekisho.records.world import REAL, load_register

from .conftest import Offices


def create(
    offices: Offices, post: str, office: str, act_of: str = "npa", who: str = "npa_official"
) -> Outcome:
    return offices.act(
        offices.register, "register.create_post", act_of, who, post=post, office=office, name_ja="新"
    )


def appoint(offices: Offices, post: str) -> Outcome:
    return offices.act(
        offices.register,
        "register.appoint",
        "npa",
        "npa_official",
        person=offices.people["newcomer"],
        post=post,
        instrument="第2号",
    )


def may(offices: Offices, act_of: str) -> bool:
    """Whether the newcomer may record for an office by what they hold."""
    pack = pack_in_force()
    register = load_register(pack, REAL)
    return entitled(pack, register, offices.people["newcomer"], act_of, "", offices.now) is not None


def test_an_office_creates_no_post_in_another_office(offices: Offices) -> None:
    assert not isinstance(create(offices, "new_commissioner", "commission"), Accepted)
    assert isinstance(create(offices, "new_commissioner", "commission", "cas", "cas_official"), Accepted)


def test_a_post_is_not_moved_to_another_office_by_creating_it_again(offices: Offices) -> None:
    assert isinstance(create(offices, "npa_duty", "npa"), Accepted)
    assert isinstance(appoint(offices, "npa_duty"), Accepted)
    assert not isinstance(create(offices, "npa_duty", "commission", "cas", "cas_official"), Accepted)
    assert (may(offices, "npa_duty"), may(offices, "npa"), may(offices, "commission")) == (True, True, False)


@pytest.mark.parametrize("taken", ["commission", "nss_official", "*", "duty commission"])
def test_a_post_that_reads_as_an_office_a_post_everybody_or_two_words_is_not_created(
    offices: Offices, taken: str
) -> None:
    assert not isinstance(create(offices, taken, "npa"), Accepted)
    appoint(offices, taken)
    viewer = looking(pack_in_force(), offices.people["newcomer"], offices.now, REAL)
    assert not viewer.offices
    assert not may(offices, taken)


@pytest.mark.parametrize("name", ["npa-red  npa-blue", "nss-red", "red", "npa", "npa-"])
def test_no_compartment_is_named_so_that_it_reads_as_two_or_as_anothers(offices: Offices, name: str) -> None:
    """Whether another office has a compartment of that name is told by no answer."""
    case = offices.opened("clearance.open", "npa", "npa_official", title="登録")
    given = {"person": offices.people["newcomer"], "compartment": name}
    for step, more in (
        ("read_into", {"instrument": "第1号"}),
        ("read_out", {}),
        ("create_compartment", {"name_ja": "赤"}),
    ):
        made = offices.act(case, f"clearance.{step}", "npa", "npa_official", **given, **more)
        assert not isinstance(made, Accepted)
    own = {**given, "compartment": "npa-red", "instrument": "第1号"}
    assert isinstance(offices.act(case, "clearance.read_into", "npa", "npa_official", **own), Accepted)


def test_who_stands_behind_an_act_of_a_created_post_is_on_record(offices: Offices) -> None:
    """A holder who has a colleague record the act is as much behind it as one of a post of the pack."""
    assert isinstance(create(offices, "npa_duty", "npa"), Accepted)
    assert isinstance(appoint(offices, "npa_duty"), Accepted)
    outcome = offices.open("clearance.open", "npa_duty", "npa_official", title="登録")
    assert isinstance(outcome, Accepted), outcome
    assert outcome.entry.acting == (offices.people["newcomer"],)
