"""Clearances and compartments are entries with dates; a marking stays within what its author may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import judge
from sekisho.casework.entry import GENESIS, Entry, Intent
from sekisho.casework.fold import empty
from sekisho.casework.register import Appointment, Register, Tenure, entitled
from sekisho.casework.registering import fold_register
from sekisho.casework.sight import access_of
from sekisho.casework.verdict import Verdict
from sekisho.casework.visibility import Viewer, may_see

from .bundles import POLICY, at, measure, pack, played

FIRST, MIDDLE, LAST = at("2026-04-01"), at("2026-06-01"), at("2026-09-01")


def entry(step: str, when: datetime = FIRST, number: int = 1, act_of: str = "npa", **given: Any) -> Entry:
    return Entry(
        intent=Intent(case="c1", step=step, act_of=act_of, particulars=given),
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


def granted(level: str, **more: Any) -> Entry:
    return entry("clearance.grant", person="ito", level=level, instrument="第2号", **more)


def test_a_person_is_cleared_for_nothing_until_an_office_says_so() -> None:
    assert folded().level("ito", MIDDLE) == "open"
    assert folded().read_into("ito", MIDDLE) == frozenset()


def test_a_clearance_holds_from_its_first_moment_until_just_before_its_last() -> None:
    register = folded(granted("confidential_2", **{"from": "2026-04-01", "until": "2026-09-01"}))
    levels = [register.level("ito", moment) for moment in (at("2026-03-31"), FIRST, MIDDLE, LAST)]
    assert levels == ["open", "confidential_2", "confidential_2", "open"]
    assert register.boundaries(MIDDLE) == [], "no verdict rests on it, and not everybody sees it"


def test_of_several_clearances_the_highest_in_force_counts() -> None:
    register = folded(granted("confidential_1"), granted("confidential_3", until="2026-05-01"))
    assert [register.level("ito", m) for m in (FIRST, MIDDLE)] == ["confidential_3", "confidential_1"]


def test_ending_a_clearance_ends_it_from_then_on_and_leaves_compartments_alone() -> None:
    register = folded(
        granted("confidential_3"),
        entry("clearance.read_into", person="ito", compartment="red", instrument="第3号"),
        entry("clearance.end", MIDDLE, person="ito", reasons="異動"),
    )
    assert [register.level("ito", m) for m in (FIRST, MIDDLE)] == ["confidential_3", "open"]
    assert register.read_into("ito", LAST) == {"red"}


def test_reading_out_ends_one_compartment_and_no_other_person() -> None:
    into = [
        entry("clearance.read_into", person=person, compartment=name, instrument="第3号")
        for person in ("ito", "mori")
        for name in ("red", "blue")
    ]
    register = folded(*into, entry("clearance.read_out", MIDDLE, person="ito", compartment="red"))
    assert register.read_into("ito", LAST) == {"blue"}
    assert register.read_into("mori", LAST) == {"red", "blue"}


def marked(register: Register, **given: Any) -> Verdict:
    """The verdict on Sato of the NPA marking the measure."""
    post = Appointment(id="r:1", person="sato", post="npa_official", tenure=Tenure(since=FIRST))
    world = replace(played(POLICY, measure()).world, register=replace_appointments(register, post))
    intent = Intent(case="m1", step="measure.mark", act_of="npa", particulars={"reasons": "秘匿", **given})
    return judge(pack(), world, intent, "sato", LAST, LAST)


def replace_appointments(register: Register, post: Appointment) -> Register:
    return msgspec.structs.replace(register, appointments=(post,))


CLEARED = (
    entry("clearance.grant", person="sato", level="confidential_2", instrument="第2号"),
    entry("clearance.read_into", person="sato", compartment="red", instrument="第3号"),
    entry("clearance.create_compartment", compartment="blue", name_ja="青"),
)


def test_a_person_marks_a_case_within_their_own_clearance() -> None:
    verdict = marked(folded(*CLEARED), level="confidential_2", compartments=["red"], offices=["meti"])
    assert verdict.permitted, verdict


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"level": "confidential_3"}, "level"),
        ({"level": "open", "offices": ["nobody"]}, "offices"),
    ],
)
def test_a_marking_beyond_what_its_author_may_see_is_refused(given: dict[str, Any], place: str) -> None:
    verdict = marked(folded(*CLEARED), **given)
    assert not verdict.permitted
    assert [f.place for f in verdict.findings] == [place]


def test_a_compartment_that_is_not_there_is_refused_in_the_words_of_one_not_read_into() -> None:
    there, absent = (marked(folded(*CLEARED), level="open", compartments=[c]) for c in ("blue", "none"))
    assert there.findings == absent.findings != ()


def test_a_marking_hides_from_the_uncleared_and_never_from_the_commission() -> None:
    world = played(POLICY, measure()).world
    case = world.cases["m1"]
    mark = entry(
        "measure.mark", level="confidential_3", compartments=["red"], offices=["meti"], reasons="秘匿"
    )
    case.entries = (*case.entries, mark)
    access = access_of(pack(), world, case)
    cleared = Viewer(offices=frozenset({"meti"}), clearance="confidential_3", compartments=frozenset({"red"}))
    assert may_see(cleared, access)
    assert not may_see(Viewer(offices=frozenset({"npa"}), clearance="confidential_3"), access)
    assert may_see(Viewer(offices=frozenset({"commission"})), access)


def test_a_later_marking_replaces_the_one_before_as_a_whole() -> None:
    world = played(POLICY, measure()).world
    case = world.cases["m1"]
    first = entry(
        "measure.mark", level="confidential_3", compartments=["red"], offices=["meti"], reasons="秘匿"
    )
    case.entries = (*case.entries, first, entry("measure.mark", level="open", reasons="解除"))
    access = access_of(pack(), world, case)
    assert (access.level, access.compartments, "meti" in access.team) == ("open", frozenset(), False)


def held(person: str, post: str) -> Appointment:
    return Appointment(id=f"{person}:{post}", person=person, post=post, tenure=Tenure(since=FIRST))


def authority(step: str, act_of: str, **given: Any) -> Verdict:
    """The verdict on Mori of METI, who records an entry of the register."""
    world = played().world
    register = Register(appointments=(held("mori", "meti_official"), held("abe", "npa_official")))
    opened = fold_open(world)
    intent = Intent(case="r1", step=step, act_of=act_of, particulars=given)
    return judge(pack(), replace(world, register=register, cases={"r1": opened}), intent, "mori", LAST, LAST)


def fold_open(world: Any) -> Any:
    case = empty(pack(), "r1", "register", "real")
    case.sequence = 1
    return case


def missing(verdict: Verdict) -> set[str]:
    return {reason.rule for reason in verdict.missing}


def test_an_office_appoints_to_its_own_posts_and_nobody_appoints_themself() -> None:
    own = authority("register.appoint", "meti", person="ito", post="meti_minister", instrument="第2号")
    other = authority("register.appoint", "meti", person="ito", post="npa_commissioner", instrument="第2号")
    self_ = authority("register.appoint", "meti", person="mori", post="meti_minister", instrument="第2号")
    assert own.permitted
    assert missing(other) == {"APPOINT-OWN-POST"}
    assert missing(self_) == {"APPOINT-OTHER-PERSON"}


LENT = {"scope": ["*"], "until": "2027-03-31", "instrument": "第3号"}


def test_a_post_is_delegated_in_its_own_name_or_its_office_and_never_to_who_records_it() -> None:
    own = authority("register.delegate", "meti", from_post="meti_minister", to_person="ito", **LENT)
    other = authority("register.delegate", "meti", from_post="npa_commissioner", to_person="ito", **LENT)
    self_ = authority("register.delegate", "meti", from_post="meti_minister", to_person="mori", **LENT)
    assert own.permitted
    assert missing(other) == {"DELEGATE-OWN-POST"}
    assert missing(self_) == {"DELEGATE-OTHER-PERSON"}


def test_nobody_clears_themself_or_reads_themself_in() -> None:
    given = {"person": "sato", "instrument": "第2号"}
    post = held("sato", "npa_official")
    world = played().world
    case = fold_open(world)
    case.kind = "clearance"
    world = replace(world, register=Register(appointments=(post,)), cases={"r1": case})
    for step, more in (
        ("clearance.grant", {"level": "confidential_1"}),
        ("clearance.read_into", {"compartment": "npa-red"}),
    ):
        intent = Intent(case="r1", step=step, act_of="npa", particulars={**given, **more})
        assert missing(judge(pack(), world, intent, "sato", LAST, LAST)) == {"CLEARANCE-OTHER-PERSON"}


@pytest.mark.parametrize("step", [s.id for s in pack().steps.values() if s.formal])
def test_a_formal_act_is_not_delegated_however_wide_the_delegation(step: str) -> None:
    register = folded(entry("register.delegate", from_post="npa_commissioner", to_person="ito"))
    assert entitled(pack(), register, "ito", "npa_commissioner", step, LAST) is None
