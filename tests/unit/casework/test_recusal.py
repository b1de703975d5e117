"""Who is recused from a case neither acts in it nor sees it; an appointment that ends takes authority with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import judge
from sekisho.casework.entry import Intent
from sekisho.casework.recusal import recused
from sekisho.casework.register import Appointment, Register, Tenure
from sekisho.casework.replay import Replayed
from sekisho.casework.sight import access_of
from sekisho.casework.visibility import Viewer, may_see
from sekisho.casework.world import World

from .bundles import POLICY, act, fresh, measure, pack, played, rules


def holder(world: World, post: str) -> str:
    return next(a.person for a in world.register.appointments if a.post == post)


def recuse(played: Replayed, post: str, by: str) -> str:
    """Recuse the holder of a post from the measure; return the person."""
    person = holder(played.world, post)
    given = {"person": person, "reasons": "親族が管理者である。"}
    verdict, entry = act(played.world, "m1", "measure.recuse", played.now, by=by, given=given)
    assert entry is not None, rules(verdict)
    return person


def planning(played: Replayed, person: str) -> Any:
    intent = Intent(case="m1", step="measure.plan", act_of="npa", particulars={"text": "計画"})
    return judge(pack(), played.world, intent, person, played.now, played.now)


def test_a_recused_person_does_not_act_in_the_case_and_others_of_the_office_do() -> None:
    played = fresh()
    before = planning(played, holder(played.world, "npa_official"))
    person = recuse(played, "npa_official", "npa")
    assert "KERNEL-RECUSED" not in rules(before)
    assert "KERNEL-RECUSED" in rules(planning(played, person))
    assert "KERNEL-RECUSED" not in rules(planning(played, holder(played.world, "npa_cyber_officer")))


def test_a_post_whose_only_holder_is_recused_does_not_act_through_a_clerk() -> None:
    played = fresh()
    recuse(played, "npa_commissioner", "npa")
    intent = Intent(case="m1", step="measure.request_approval", act_of="npa_commissioner")
    clerk = holder(played.world, "npa_official")
    assert "KERNEL-RECUSED" in rules(judge(pack(), played.world, intent, clerk, played.now, played.now))


def test_an_acting_holder_goes_on_where_the_first_is_recused() -> None:
    played = fresh()
    recuse(played, "npa_commissioner", "npa")
    more = Appointment(
        id="r:9",
        person="acting",
        post="npa_commissioner",
        tenure=Tenure(since=played.now - timedelta(days=1)),
    )
    held = (*played.world.register.appointments, more)
    register = msgspec.structs.replace(played.world.register, appointments=held)
    world = World(pack(), played.world.cases, register, played.world.pointing)
    intent = Intent(case="m1", step="measure.request_approval", act_of="npa_commissioner")
    assert "KERNEL-RECUSED" not in rules(judge(pack(), world, intent, "acting", played.now, played.now))


def test_a_recused_person_does_not_see_the_case_even_by_law_until_the_recusal_ends() -> None:
    played = fresh()
    person = recuse(played, "commission_member", "commission")
    viewer = Viewer(person=person, offices=frozenset({"commission", "commission_member"}))
    other = Viewer(person="other", offices=frozenset({"commission"}))
    case = played.world.cases["m1"]
    access = access_of(pack(), played.world, case)
    assert (may_see(viewer, access), may_see(other, access)) == (False, True)
    given = {"person": person, "reasons": "事由の消滅"}
    by = holder(played.world, "commission_secretariat")
    act(played.world, "m1", "measure.end_recusal", played.now, by="commission", person=by, given=given)
    assert recused(case) == frozenset()
    assert may_see(viewer, access_of(pack(), played.world, case))


def test_nobody_of_another_office_recuses_a_member_of_the_commission() -> None:
    played = fresh()
    person = holder(played.world, "commission_member")
    given = {"person": person, "reasons": "都合"}
    verdict, _ = act(played.world, "m1", "measure.recuse", played.now, by="npa", given=given)
    assert rules(verdict) == ["RECUSE-OWN-OFFICE"]


def test_a_recused_person_does_not_end_their_own_recusal() -> None:
    played = fresh()
    person = recuse(played, "npa_official", "npa")
    given = {"person": person, "reasons": "気が変わった。"}
    verdict, _ = act(
        played.world, "m1", "measure.end_recusal", played.now, by="npa", person=person, given=given
    )
    assert "KERNEL-RECUSED" in rules(verdict)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
def test_an_appointment_that_ends_in_the_middle_of_a_case_ends_authority_and_leaves_what_was_done(
    late: timedelta,
) -> None:
    played = fresh()
    before, entry = act(
        played.world, "m1", "measure.plan", played.now, by="npa", given={"text": "改めた計画"}
    )
    assert entry is not None, rules(before)
    ended = played.now + timedelta(minutes=1)
    register = _until(played.world.register, entry.recorded_by, ended)
    world = World(pack(), played.world.cases, register, played.world.pointing)
    intent = Intent(case="m1", step="measure.plan", act_of="npa", particulars={"text": "計画"})
    after = judge(pack(), world, intent, entry.recorded_by, ended + late, ended + late)
    assert rules(after)[0] == "KERNEL-AUTHORITY"
    again = judge(pack(), world, intent, entry.recorded_by, played.now, played.now)
    assert "KERNEL-AUTHORITY" not in rules(again)
    assert world.cases["m1"].entries[-1] == entry


def _until(register: Register, person: str, ended: Any) -> Register:
    held = tuple(
        msgspec.structs.replace(a, tenure=Tenure(since=a.tenure.since, until=ended))
        if a.person == person
        else a
        for a in register.appointments
    )
    return msgspec.structs.replace(register, appointments=held)


MET = [
    {"step": "oversight.open", "names": {"for_measure": "m1"}},
    *(
        {"step": "oversight.attend", "with": {"member": f"p:{who}", "present": "yes", "vote": "for"}}
        for who in ("commission_chair", "commission_member", "commission_member_2")
    ),
]
AWAY = "p:commission_member_2"


@pytest.fixture
def met() -> Replayed:
    """The commission has met on a measure's request, three of it present, and has not decided yet."""
    before = ["oversight.open", "oversight.attend", "oversight.decide", "measure.approve", "measure.command"]
    return played(POLICY, measure(without=before), {"id": "v1", "kind": "oversight", "entries": MET})


def of_the_commission(played_: Replayed, step: str, **given: Any) -> Any:
    """The verdict on an act in the commission's case, which is entered where it is permitted."""
    verdict, _ = act(played_.world, "v1", step, played_.now, given=given)
    return verdict


DECIDES = {"outcome": "granted", "reasons": "要件を満たす。"}


def test_who_is_recused_after_the_meeting_no_longer_counts_in_it(met: Replayed) -> None:
    """A decision waits until they are recorded as absent, and then needs its quorum without them."""
    assert (
        rules(of_the_commission(met, "oversight.recuse", person=AWAY, reasons="親族が管理者である。")) == []
    )
    assert rules(of_the_commission(met, "oversight.decide", **DECIDES)) == ["KERNEL-RECUSED"]
    absent = of_the_commission(met, "oversight.attend", member=AWAY, present="no", vote="abstain")
    assert absent.permitted, absent.findings
    assert "DECIDE-QUORUM" in rules(of_the_commission(met, "oversight.decide", **DECIDES))


def test_who_is_recused_is_not_recorded_as_taking_part(met: Replayed) -> None:
    """Neither at the meeting, nor in any other field that names a person; that they were absent is."""
    of_the_commission(met, "oversight.recuse", person=AWAY, reasons="親族が管理者である。")
    present = of_the_commission(met, "oversight.attend", member=AWAY, present="yes", vote="for")
    assert [(f.code, f.place) for f in present.findings] == [("recused", "member")]
    recuse(met, "npa_cyber_officer", "npa")
    leg = {"agency": "police", "basis": "pdea_6_2", "commander": "npa_commissioner"}
    leg |= {"executor": holder(met.world, "npa_cyber_officer")}
    named, _ = act(met.world, "m1", "measure.set_leg", met.now, given=leg)
    assert ("recused", "executor") in [(f.code, f.place) for f in named.findings]


def test_after_its_end_they_take_part_again(met: Replayed) -> None:
    of_the_commission(met, "oversight.recuse", person=AWAY, reasons="親族が管理者である。")
    of_the_commission(met, "oversight.end_recusal", person=AWAY, reasons="理由がなくなった。")
    assert of_the_commission(met, "oversight.decide", **DECIDES).permitted
