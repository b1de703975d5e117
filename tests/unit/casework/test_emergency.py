"""Emergency access: two persons of two offices, until its end, for reading only, and on the commission's desk at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import assess, judge
from sekisho.casework.emergency import viewer_at
from sekisho.casework.entry import GENESIS, Entry, Intent
from sekisho.casework.fold import empty
from sekisho.casework.register import Appointment, Emergency, Tenure
from sekisho.casework.registering import fold_register
from sekisho.casework.replay import Replayed
from sekisho.casework.sight import access_of
from sekisho.casework.visibility import Access, Viewer, may_see, sees_whole
from sekisho.casework.world import World

from .bundles import act, at, fresh, pack, rules

FROM, UNTIL = at("2026-10-05T09:00+09:00"), "2026-10-05T21:00+09:00"
REQUEST = {"title": "緊急閲覧", "to": "m1", "person": "ito", "until": UNTIL, "reasons": "加害が続いている。"}


def entry(step: str, number: int, by: str, act_of: str, when: datetime = FROM, **given: Any) -> Entry:
    return Entry(
        intent=Intent(case="e1", step=step, act_of=act_of, particulars=given),
        sequence=number,
        previous=GENESIS,
        happened_at=when,
        recorded_at=when,
        recorded_by=by,
        by_virtue_of="",
        verdict="",
        pack=pack().hash,
    )


ASKED = entry("emergency.request", 1, "mori", "npa", **REQUEST)
CONFIRMED = entry("emergency.confirm", 2, "abe", "nss")


def held(*entries: Entry, at_: datetime = FROM) -> frozenset[str]:
    given = fold_register(pack(), entries).emergencies_of("ito", at_)
    return frozenset(case for each in given for case in each.to)


def test_two_persons_of_two_offices_give_access_until_its_end_and_no_longer() -> None:
    end = at(UNTIL)
    moments = (FROM - timedelta(seconds=1), FROM, end - timedelta(seconds=1), end)
    assert [held(ASKED, CONFIRMED, at_=m) for m in moments] == [set(), {"m1"}, {"m1"}, set()]
    assert fold_register(pack(), [ASKED, CONFIRMED]).boundaries(FROM) == [], "no verdict rests on it"


@pytest.mark.parametrize(
    "confirmation",
    [
        (),
        (entry("emergency.confirm", 2, "mori", "nss"),),
        (entry("emergency.confirm", 2, "abe", "npa"),),
        (entry("emergency.confirm", 2, "abe", "npa_official"),),
        (entry("emergency.confirm", 2, "ito", "nss"),),
    ],
    ids=["nobody", "the same person", "the same office", "a post of the same office", "who is to read"],
)
def test_one_person_or_one_office_gives_nothing(confirmation: tuple[Entry, ...]) -> None:
    assert held(ASKED, *confirmation) == set()


def test_access_can_be_ended_early() -> None:
    middle = FROM + timedelta(hours=1)
    ended = entry("emergency.end_access", 3, "mori", "npa", middle, reasons="不要となった。")
    assert [held(ASKED, CONFIRMED, ended, at_=m) for m in (FROM, middle)] == [{"m1"}, set()]


def test_the_predicate_opens_the_one_thing_and_neither_another_realm_nor_to_the_recused() -> None:
    hidden = Access(level="confidential_3", compartments=frozenset({"red"}), team=frozenset())
    opened = msgspec.structs.replace(hidden, emergency=frozenset({"e1"}))
    viewer = Viewer(person="ito", emergency=frozenset({"e1"}))
    assert may_see(viewer, opened) and sees_whole(viewer, opened)
    assert not may_see(viewer, hidden)
    assert not may_see(viewer, msgspec.structs.replace(opened, recused=frozenset({"ito"})))
    assert not may_see(viewer, msgspec.structs.replace(opened, realm="exercise:one"))
    assert not may_see(Viewer(person="mori", offices=frozenset({"npa"})), opened)


def opened_to_a_minister_of_another_office(played: Replayed) -> World:
    """The measure, and the finance minister's own official, who has no part in it, reading it in an emergency."""
    now = played.now
    post = Appointment(id="r:x", person="ito", post="mof_official", tenure=Tenure(since=now))
    until = Tenure(since=now, until=now + timedelta(hours=1))
    given = Emergency(case="e1", person="ito", to=frozenset({"m1"}), tenure=until)
    register = played.world.register
    register = msgspec.structs.replace(
        register, appointments=(*register.appointments, post), emergencies=(given,)
    )
    return replace(played.world, register=register)


def test_the_case_is_seen_while_access_lasts() -> None:
    played = fresh()
    world, now = opened_to_a_minister_of_another_office(played), played.now
    access = access_of(pack(), world, world.cases["m1"])
    seen = [
        may_see(viewer_at(pack(), world.register, "ito", m, "real"), access)
        for m in (now, now + timedelta(hours=1))
    ]
    assert seen == [True, False]


def test_who_sees_a_case_by_emergency_access_alone_does_not_act_in_it() -> None:
    played = fresh()
    world, now = opened_to_a_minister_of_another_office(played), played.now
    marked = Intent(
        case="m1", step="measure.mark", act_of="npa", particulars={"level": "confidential_3", "reasons": "秘"}
    )
    clerk = next(a.person for a in world.register.appointments if a.post == "npa_official")
    hidden = world.cases["m1"]
    hidden.entries = (*hidden.entries, msgspec.structs.replace(CONFIRMED, intent=marked))
    given = msgspec.structs.replace(world.register.emergencies[0], person=clerk)
    world = replace(world, register=msgspec.structs.replace(world.register, emergencies=(given,)))
    planned = Intent(case="m1", step="measure.plan", act_of="npa", particulars={"text": "計画"})
    assert "KERNEL-EMERGENCY" in rules(judge(pack(), world, planned, clerk, now, now))


def test_who_sees_the_case_anyway_goes_on_acting_in_it() -> None:
    played = fresh()
    world, now = opened_to_a_minister_of_another_office(played), played.now
    clerk = next(a.person for a in world.register.appointments if a.post == "npa_official")
    given = msgspec.structs.replace(world.register.emergencies[0], person=clerk)
    world = replace(world, register=msgspec.structs.replace(world.register, emergencies=(given,)))
    planned = Intent(case="m1", step="measure.plan", act_of="npa", particulars={"text": "計画"})
    assert "KERNEL-EMERGENCY" not in rules(judge(pack(), world, planned, clerk, now, now))


def asked(played: Replayed) -> World:
    """The world with an emergency access requested by the NPA for its own official."""
    case = empty(pack(), "e1", "emergency", "real")
    world = replace(played.world, cases={**played.world.cases, "e1": case})
    person = next(a.person for a in world.register.appointments if a.post == "npa_official")
    given = {**REQUEST, "person": person}
    verdict, made = act(world, "e1", "emergency.request", played.now, by="npa", given=given)
    assert made is not None, rules(verdict)
    return world


def test_the_commission_has_it_on_its_desk_from_the_request_until_it_takes_note() -> None:
    played = fresh()
    world = asked(played)
    duties = assess(pack(), world, "e1", played.now).duties
    assert [(d.rule, d.bearer) for d in duties] == [("EMERGENCY-TAKE-NOTE", "commission")]
    commission = Viewer(person="c", offices=frozenset({"commission"}))
    access = access_of(pack(), world, world.cases["e1"])
    assert may_see(commission, access)
    assert not may_see(Viewer(person="m", offices=frozenset({"mofa"})), access)
    verdict, made = act(world, "e1", "emergency.take_note", played.now, by="commission")
    assert made is not None, rules(verdict)
    assert assess(pack(), world, "e1", played.now).duties == ()
    verdict, made = act(
        world, "e1", "emergency.confirm", played.now, by="nss", given={"reasons": "確認した。"}
    )
    assert made is not None, rules(verdict)
    reopened = assess(pack(), world, "e1", played.now).duties
    assert [(d.rule, d.bearer) for d in reopened] == [("EMERGENCY-TAKE-NOTE", "commission")]


def test_the_requesting_office_does_not_confirm_and_nobody_confirms_their_own_request() -> None:
    played = fresh()
    world = asked(played)
    first = world.cases["e1"].entries[0].recorded_by
    given = {"reasons": "確認した。"}
    own, _ = act(world, "e1", "emergency.confirm", played.now, by="npa", given=given)
    assert "KERNEL-OFFICE" in rules(own)
    post = Appointment(id="r:y", person=first, post="nss_official", tenure=Tenure(since=played.now))
    register = msgspec.structs.replace(world.register, appointments=(*world.register.appointments, post))
    both = replace(world, register=register)
    self_, _ = act(both, "e1", "emergency.confirm", played.now, by="nss", person=first, given=given)
    assert rules(self_) == ["EMERGENCY-OTHER-PERSON"]
    reader = str(world.cases["e1"].entries[0].intent.particulars["person"])
    post = msgspec.structs.replace(post, person=reader)
    register = msgspec.structs.replace(world.register, appointments=(*world.register.appointments, post))
    both = replace(world, register=register)
    self_, _ = act(both, "e1", "emergency.confirm", played.now, by="nss", person=reader, given=given)
    assert rules(self_) == ["EMERGENCY-OTHER-PERSON"]
    other, made = act(world, "e1", "emergency.confirm", played.now, by="nss", given=given)
    assert made is not None, rules(other)


def test_access_is_requested_for_a_person_of_the_own_office() -> None:
    played = fresh()
    case = empty(pack(), "e1", "emergency", "real")
    world = replace(played.world, cases={**played.world.cases, "e1": case})
    other = next(a.person for a in world.register.appointments if a.post == "mofa_official")
    verdict, _ = act(
        world,
        "e1",
        "emergency.request",
        played.now,
        by="npa",
        given={**REQUEST, "person": other},
    )
    assert rules(verdict) == ["EMERGENCY-OWN-PERSON"]


@pytest.mark.parametrize("named", ["", "https://例.jp/case-x", "m1 m2"])
def test_a_request_names_one_case_in_the_words_of_an_id_whether_or_not_it_is_there(named: str) -> None:
    """What is named is not looked up: the answer tells nobody which cases there are."""
    played = fresh()
    case = empty(pack(), "e1", "emergency", "real")
    world = replace(played.world, cases={**played.world.cases, "e1": case})
    person = next(a.person for a in world.register.appointments if a.post == "npa_official")
    given = {**REQUEST, "person": person}
    wrong, _ = act(world, "e1", "emergency.request", played.now, by="npa", given={**given, "to": named})
    assert [f.place for f in wrong.findings] == ["to"]
    heard, made = act(
        world, "e1", "emergency.request", played.now, by="npa", given={**given, "to": "case-none"}
    )
    assert made is not None, rules(heard)


def test_the_case_is_not_closed_before_the_commission_took_note_and_access_ended() -> None:
    played = fresh()
    world = asked(played)
    act(world, "e1", "emergency.confirm", played.now, by="nss", given={"reasons": "確認した。"})
    early, _ = act(world, "e1", "emergency.close", played.now, by="npa")
    assert set(rules(early)) == {"EMERGENCY-NOTED", "EMERGENCY-ENDED"}
    act(world, "e1", "emergency.take_note", played.now, by="commission")
    act(world, "e1", "emergency.end_access", played.now, by="npa", given={"reasons": "不要"})
    done, made = act(world, "e1", "emergency.close", played.now, by="npa")
    assert made is not None, rules(done)
