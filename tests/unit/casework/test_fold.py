"""Folding: entries in their order make the state, whose findings hold only for what they were about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from sekisho.casework.entry import DEVIATION, Entry, Intent, Opened
from sekisho.casework.fold import BrokenChain, apply, fold
from sekisho.casework.replay import Replayed
from sekisho.casework.view import CaseView, Judgement

from .bundles import act, at, fresh, pack, rules

START = "measure.start"
POST = "npa_commissioner"
PLAN_AND_IDENTITY = ("plan", "identity")


def of_target(replayed: Replayed, key: str = "t1") -> CaseView:
    case = replayed.world.cases["m1"]
    element = case.element("target", key)
    assert element is not None
    return CaseView(Judgement(replayed.world, replayed.now), case).bind("target", element)


def done(replayed: Replayed, step: str, later: int = 0, **more: Any) -> Entry:
    verdict, entry = act(replayed.world, "m1", step, replayed.now + timedelta(minutes=later), **more)
    assert entry is not None, (rules(verdict), verdict.findings)
    return entry


def entries(case: str = "m1") -> tuple[Entry, ...]:
    return fresh().world.cases[case].entries


def test_the_entries_of_every_case_fold_to_the_state_that_playing_them_left() -> None:
    for case in fresh().world.cases.values():
        assert fold(pack(), case.id, case.kind, case.realm, case.entries) == case


def test_folding_begins_before_the_first_entry_and_ends_at_the_head() -> None:
    kept = entries()
    case = fold(pack(), "m1", "measure", "real", kept[:3])
    assert (case.sequence, case.head, case.opened_by) == (3, kept[2].hash, kept[0].intent.act_of)


@pytest.mark.parametrize("broken", ["left_out", "changed", "swapped", "of_another_case", "first_missing"])
def test_entries_that_are_not_the_chain_of_the_case_are_never_folded(broken: str) -> None:
    kept = list(entries())
    if broken == "left_out":
        del kept[2]
    elif broken == "changed":
        kept[2] = msgspec.structs.replace(kept[2], recorded_by="p:somebody")
    elif broken == "swapped":
        kept[2], kept[3] = kept[3], kept[2]
    elif broken == "first_missing":
        del kept[0]
    else:
        kept[2] = entries("p1")[2]
    with pytest.raises(BrokenChain):
        fold(pack(), "m1", "measure", "real", kept)


def test_a_change_of_the_plan_leaves_nothing_about_the_old_plan_current() -> None:
    replayed = fresh()
    assert of_target(replayed).stage("approval", PLAN_AND_IDENTITY) == "granted"
    done(replayed, "measure.plan", given={"text": "改めた計画"})
    view = of_target(replayed)
    assert view.stage("approval", PLAN_AND_IDENTITY) is None
    assert view.stage("consultation", PLAN_AND_IDENTITY) is None
    assert view.finding("trigger", PLAN_AND_IDENTITY) is None


def test_what_was_put_on_record_about_the_old_plan_stays_on_record() -> None:
    replayed = fresh()
    before = of_target(replayed).holder("approval")
    assert before is not None
    kept = before.records["approval"]
    done(replayed, "measure.plan", given={"text": "改めた計画"})
    assert before.records["approval"] is kept


def test_a_plan_that_returns_to_the_same_words_is_the_same_plan() -> None:
    replayed = fresh()
    first = next(e for e in replayed.world.cases["m1"].entries if e.step == "measure.plan")
    done(replayed, "measure.plan", given={"text": "改めた計画"})
    done(replayed, "measure.plan", 1, given=dict(first.intent.particulars))
    assert of_target(replayed).stage("approval", PLAN_AND_IDENTITY) == "granted"


def test_a_new_finding_on_the_place_leaves_the_approval_and_ends_what_rested_on_the_place() -> None:
    replayed = fresh()
    assert of_target(replayed).finding("covers", ("location_version",)) == "yes"
    done(replayed, "measure.locate", by="npa", given={"location": "not_established"})
    view = of_target(replayed)
    assert view.finding("location", ("identity",)) == "not_established"
    assert view.finding("covers", ("location_version",)) is None
    assert view.stage("approval", PLAN_AND_IDENTITY) == "granted"


def test_what_was_found_before_the_first_plan_is_not_about_any_plan() -> None:
    found = next(e for e in entries() if e.step == "measure.find_grounds")
    written = next(e for e in entries() if e.step == "measure.plan")
    case = fold(pack(), "m1", "measure", "real", entries()[:2])
    view = CaseView(Judgement(fresh().world, fresh().now), case, {"target": "t1"})
    apply(pack(), case, found)
    assert case.parts["target"]["t1"].findings["trigger"]["npa"].value == "yes"
    assert view.finding("trigger", PLAN_AND_IDENTITY) is None
    apply(pack(), case, written)
    assert view.finding("trigger", PLAN_AND_IDENTITY) is None


def test_a_command_is_about_a_leg_and_a_target_together() -> None:
    case = fresh().world.cases["m1"]
    pair = case.element("tasking", "police/t1")
    assert pair is not None
    assert dict(pair.of) == {"leg": "police", "target": "t1"}
    assert set(pair.records["command"].about) == {"plan", "identity", "assignment"}
    assert all(pair.records["command"].about.values())


def test_a_start_opens_its_duties_for_the_leg_and_the_target_that_started() -> None:
    replayed = fresh()
    entry = done(replayed, START, by="npa")
    duties = {d.duty: d for d in replayed.world.cases["m1"].open_duties()}
    assert dict(duties["notify_administrator"].element) == {"leg": "police", "target": "t1"}
    assert dict(duties["report"].element) == {"leg": "police"}
    assert {d.sequence for d in duties.values()} == {entry.sequence}
    assert duties["notify_administrator"].bearer == POST


def test_discharging_a_duty_on_one_element_leaves_the_same_duty_on_another_open() -> None:
    case = fold(pack(), "m1", "measure", "real", entries())
    opened = msgspec.structs.replace(
        entries()[-1],
        sequence=case.sequence + 1,
        previous=case.head,
        opens=tuple(
            Opened(rule="NOTIFY-COMMISSION", duty="notify_commission", element={"target": t}, bearer=POST)
            for t in ("t1", "t2")
        ),
    )
    apply(pack(), case, opened)
    told = Intent(case="m1", step="measure.notify_commission", act_of=POST, subject={"target": ("t1",)})
    apply(pack(), case, msgspec.structs.replace(opened, intent=told, opens=(), sequence=case.sequence + 1))
    standing = [(d.element["target"], d.discharged) for d in case.duties if d.duty == "notify_commission"]
    assert standing == [("t1", case.sequence), ("t2", None)]


def test_an_element_that_was_dropped_stays_on_record_and_is_acted_on_no_more() -> None:
    dropping = [s for s in pack().steps_of["measure"] if any(e.verb == "drop" for e in s.does)]
    replayed = fresh("police_mixed_ready")
    done(replayed, dropping[0].id, 0, **{dropping[0].part[0]: ("t2",)})
    case = replayed.world.cases["m1"]
    assert [e.key for e in case.active("target")] == ["t1"]
    assert case.element("target", "t2") is not None


def test_a_deviation_is_kept_and_changes_nothing_else() -> None:
    replayed = fresh()
    case = replayed.world.cases["m1"]
    before = fold(pack(), "m1", "measure", "real", case.entries)
    happened = Intent(
        case="m1",
        step=DEVIATION,
        act_of="npa",
        particulars={"what": "承認なく着手した", "approval": "granted"},
    )
    entry = msgspec.structs.replace(
        case.entries[-1], intent=happened, sequence=case.sequence + 1, previous=case.head, opens=()
    )
    apply(pack(), case, entry)
    kept = case.parts.pop("deviation")
    before.parts.pop("deviation")
    assert [e.attrs["deviation_what"] for e in kept.values()] == ["承認なく着手した"]
    assert (case.root, case.parts, case.duties, case.links) == (
        before.root,
        before.parts,
        before.duties,
        before.links,
    )


def test_a_deviation_reopens_a_case_so_that_it_can_be_cured() -> None:
    case = fresh().world.cases["m1"]
    case.closed = True
    happened = Intent(case="m1", step=DEVIATION, act_of="npa", particulars={"what": "終結後に実施した"})
    entry = msgspec.structs.replace(
        case.entries[-1], intent=happened, sequence=case.sequence + 1, previous=case.head, opens=()
    )
    apply(pack(), case, entry)
    assert not case.closed


def test_a_finding_keeps_who_made_it_for_which_office_and_until_when() -> None:
    view = of_target(fresh("police_abroad_urgent"))
    holder = view.holder("urgency")
    assert holder is not None
    (office, held), *_ = holder.findings["urgency"].items()
    assert (office, held.office, held.persons) == ("npa", POST, frozenset({f"p:{POST}"}))
    assert held.expires == at("2026-10-07T09:00:00+09:00")
