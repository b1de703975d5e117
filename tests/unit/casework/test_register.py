"""The register of authority: who may act in whose name, at which moment, and on what it rests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sekisho.casework.entry import GENESIS, Entry, Intent
from sekisho.casework.register import (
    Appointment,
    Delegation,
    Register,
    Tenure,
    entitled,
    may_act,
)
from sekisho.casework.registering import fold_register

from .bundles import at, pack

FIRST, MIDDLE, LAST = at("2026-04-01"), at("2026-06-01"), at("2026-09-01")
NOON = at("2026-07-01")


def entry(step: str, when: datetime = FIRST, number: int = 1, **given: Any) -> Entry:
    return Entry(
        intent=Intent(case="r1", step=f"register.{step}", act_of="npa", particulars=given),
        sequence=number,
        previous=GENESIS,
        happened_at=when,
        recorded_at=when,
        recorded_by="sato",
        by_virtue_of="",
        verdict="",
        pack=pack().hash,
    )


def folded(*entries: Entry) -> Register:
    return fold_register(pack(), entries)


def held(person: str, post: str, since: datetime = FIRST, until: datetime | None = None) -> Appointment:
    tenure = Tenure(since=since, until=until)
    return Appointment(id=f"{person}:{post}", person=person, post=post, tenure=tenure)


def way(
    register: Register, person: str, act_of: str, step: str = "measure.plan", when: datetime = NOON
) -> str:
    authority = entitled(pack(), register, person, act_of, step, when)
    return authority.way if authority else ""


def test_an_appointment_holds_from_its_first_moment_until_just_before_its_last() -> None:
    register = folded(
        entry(
            "appoint",
            FIRST,
            1,
            person="sato",
            post="npa_commissioner",
            **{"from": "2026-04-01", "until": "2026-09-01"},
        )
    )
    just = at("2026-08-31T23:59:59+09:00")
    assert [register.holders("npa_commissioner", m) for m in (FIRST, just)] == [("sato",), ("sato",)]
    assert register.holders("npa_commissioner", at("2026-03-31T23:59:59+09:00")) == ()
    assert register.holders("npa_commissioner", LAST) == ()


def test_an_appointment_without_dates_holds_since_it_was_made_and_rests_on_its_entry() -> None:
    register = folded(entry("appoint", MIDDLE, 7, person="sato", post="npa_official"))
    assert register.appointments[0].tenure == Tenure(since=MIDDLE)
    found = entitled(pack(), register, "sato", "npa_official", "measure.plan", NOON)
    assert found is not None
    assert (found.id, found.post, found.way) == ("r1:7", "npa_official", "post")


def test_ending_an_appointment_ends_authority_from_then_on_and_keeps_what_was() -> None:
    register = folded(
        entry("appoint", person="sato", post="npa_commissioner"),
        entry("end_appointment", MIDDLE, 2, person="sato", post="npa_commissioner"),
    )
    assert way(register, "sato", "npa_commissioner", when=at("2026-05-31")) == "post"
    assert way(register, "sato", "npa_commissioner", when=MIDDLE) == ""


def test_ending_one_appointment_ends_no_other_of_the_same_person_or_post() -> None:
    register = folded(
        entry("appoint", number=1, person="sato", post="npa_official"),
        entry("appoint", number=2, person="sato", post="npa_cyber_officer"),
        entry("appoint", number=3, person="ito", post="npa_official"),
        entry("end_appointment", MIDDLE, 4, person="sato", post="npa_official"),
    )
    assert [a.post for a in register.held("sato", NOON)] == ["npa_cyber_officer"]
    assert register.holders("npa_official", NOON) == ("ito",)


def test_a_delegation_covers_the_steps_in_its_scope_and_no_other() -> None:
    register = folded(
        entry("delegate", from_post="npa_commissioner", to_person="ito", scope=["measure.consult"])
    )
    assert way(register, "ito", "npa_commissioner", "measure.consult") == "delegation"
    assert way(register, "ito", "npa_commissioner", "measure.command") == ""


def test_a_delegation_is_of_one_post_only() -> None:
    register = folded(entry("delegate", from_post="npa_commissioner", to_person="ito"))
    assert way(register, "ito", "npa_commissioner") == "delegation"
    assert way(register, "ito", "defence_minister") == ""
    assert way(register, "ito", "npa") == ""


def test_a_delegation_ends_with_its_date() -> None:
    register = folded(
        entry("delegate", from_post="npa_commissioner", to_person="ito", until="2026-06-01T00:00:00+09:00")
    )
    assert way(register, "ito", "npa_commissioner", when=at("2026-05-31T23:59:00+09:00")) == "delegation"
    assert way(register, "ito", "npa_commissioner", when=MIDDLE) == ""


def test_the_post_itself_comes_before_a_delegation_and_a_delegation_before_the_office() -> None:
    tenure = Tenure(since=FIRST)
    lent = Delegation(id="d1", post="npa_commissioner", person="sato", scope=("*",), tenure=tenure)
    clerk = held("sato", "npa_official")
    assert way(Register(appointments=(clerk,)), "sato", "npa_commissioner") == "office"
    assert (
        way(Register(appointments=(clerk,), delegations=(lent,)), "sato", "npa_commissioner") == "delegation"
    )
    both = (clerk, held("sato", "npa_commissioner"))
    assert way(Register(appointments=both, delegations=(lent,)), "sato", "npa_commissioner") == "post"


def test_a_clerk_records_for_their_own_office_and_for_no_other() -> None:
    register = Register(appointments=(held("ito", "npa_official"),))
    assert way(register, "ito", "npa") == "office"
    assert way(register, "ito", "mod") == ""


def test_an_office_records_for_the_bodies_that_the_pack_lets_it_record_for() -> None:
    register = Register(appointments=(held("ito", "nss_official"), held("mori", "cas_official")))
    assert (way(register, "ito", "nsc"), way(register, "ito", "cabinet")) == ("office", "")
    assert (way(register, "mori", "nsc"), way(register, "mori", "cabinet")) == ("", "office")


def test_nobody_in_an_executive_post_acts_for_the_commission_even_as_its_member() -> None:
    both = Register(appointments=(held("ito", "commission_chair"), held("ito", "npa_official")))
    assert way(both, "ito", "commission_chair") == way(both, "ito", "commission") == ""
    alone = Register(appointments=(held("ito", "commission_chair"),))
    assert way(alone, "ito", "commission_chair") == "post"


def test_nobody_in_an_executive_post_acts_for_the_commission_by_delegation() -> None:
    lent = Delegation(
        id="d1", post="commission_chair", person="ito", scope=("*",), tenure=Tenure(since=FIRST)
    )
    executive = Register(appointments=(held("ito", "npa_official"),), delegations=(lent,))
    assert way(executive, "ito", "commission_chair") == ""


def test_an_executive_post_that_has_ended_bars_nobody_from_the_commission() -> None:
    left = held("ito", "npa_official", until=MIDDLE)
    register = Register(appointments=(left, held("ito", "commission_chair")))
    assert way(register, "ito", "commission", when=at("2026-05-01")) == ""
    assert way(register, "ito", "commission", when=MIDDLE) == "office"


def test_a_step_is_done_by_an_office_named_or_by_a_post_of_it() -> None:
    step = pack().steps["measure.start"]
    register = Register()
    assert may_act(pack(), register, step, "npa")
    assert may_act(pack(), register, step, "npa_official")
    assert not may_act(pack(), register, step, "mofa_official")


def test_a_post_alone_named_for_a_step_does_not_open_it_to_its_office() -> None:
    step = pack().steps["measure.command"]
    assert may_act(pack(), Register(), step, "npa_commissioner")
    assert not may_act(pack(), Register(), step, "npa")


def test_an_officer_belongs_to_the_designated_only_while_designated() -> None:
    register = folded(
        entry("appoint", number=1, person="kato", post="npa_cyber_officer"),
        entry("designate", MIDDLE, 2, person="kato", **{"class": "npa"}),
        entry("end_designation", LAST, 3, person="kato"),
    )
    known = [register.classes(pack(), "kato", m) for m in (FIRST, NOON, LAST)]
    assert ["designated_officer" in c for c in known] == [False, True, False]
    assert all("npa_officer" in c for c in known)


def test_an_option_is_set_only_to_a_value_that_the_pack_knows() -> None:
    register = folded(
        entry("set_option", number=1, option="reporting_minister", value="both"),
        entry("set_option", number=2, option="reporting_minister", value="nobody"),
        entry("set_option", number=3, option="no_such_option", value="both"),
    )
    assert register.options == {"reporting_minister": "both"}


def test_a_post_created_on_record_is_a_post_of_its_office() -> None:
    register = folded(
        entry("create_post", number=1, post="npa_duty", office="npa", name_ja="当直"),
        entry("appoint", number=2, person="kato", post="npa_duty", name_ja="加藤"),
    )
    assert way(register, "kato", "npa_duty") == "post"
    assert way(register, "kato", "npa") == "office"
    assert may_act(pack(), register, pack().steps["measure.start"], "npa_duty")
    assert (register.name("kato").ja, register.name("unknown").ja) == ("加藤", "unknown")


def test_the_moments_at_which_authority_changes_are_all_given_ends_and_beginnings_alike() -> None:
    register = Register(appointments=(held("a", "npa_official", MIDDLE, LAST), held("b", "npa_official")))
    assert sorted(register.boundaries(FIRST)) == [MIDDLE, LAST]
    assert register.boundaries(LAST) == []


def test_a_register_without_entries_entitles_nobody() -> None:
    assert way(folded(), "sato", "npa") == way(folded(), "sato", "npa_commissioner") == ""
