"""Replaying a bundle: what is left out is filled in, what is refused does not count, and the order is the first possible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sekisho.casework.assessment import assess_step
from sekisho.casework.fold import fold
from sekisho.casework.replay import Replayed, replay

from .bundles import POLICY, at, measure, pack, played, read

START = "measure.start"


def told(replayed: Replayed, case: str = "m1") -> list[str]:
    return [entry.step for entry in replayed.world.cases[case].entries]


def start(replayed: Replayed) -> bool:
    return assess_step(pack(), replayed.world, "m1", START, replayed.now).permitted


def opened(*entries: Any) -> dict[str, Any]:
    """Return a measure with one target and a plan, and further entries."""
    first = [
        {"step": "measure.open", "with": {"form": "own_action"}},
        {"step": "measure.add_target", "with": {"key": "t1"}},
        "measure.plan",
    ]
    return {"id": "m1", "kind": "measure", "entries": [*first, *entries]}


def test_an_entry_that_says_only_its_step_is_filled_in_from_the_record() -> None:
    replayed = played(opened({"step": "measure.locate", "with": {"location": "abroad"}}))
    entry = replayed.entries[-1]
    assert entry.intent.act_of == pack().steps["measure.locate"].by[0]
    assert dict(entry.intent.subject) == {"target": ("t1",)}
    assert entry.recorded_by in {
        f"p:{p.id}" for p in pack().posts.values() if p.office == entry.intent.act_of
    }
    assert entry.happened_at == replayed.entries[-2].happened_at + timedelta(minutes=1)


def test_a_choice_without_a_default_is_never_made_for_anybody() -> None:
    replayed = played(opened("measure.locate"))
    assert [f.place for u in replayed.uncounted for f in u.verdict.findings] == ["location"]
    assert "measure.locate" not in told(replayed)


def test_the_only_policy_is_named_where_a_measure_says_none() -> None:
    silent = {**measure(), "names": {}}
    replayed = played(POLICY, silent)
    assert replayed.uncounted == ()
    assert replayed.world.cases["m1"].links["under_policy"][0].case == "p1"
    assert start(replayed)


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_the_cases_in_the_bundle_does_not_matter(turned: bool) -> None:
    cases = [POLICY, measure()]
    replayed = played(*(reversed(cases) if turned else cases))
    assert replayed.uncounted == ()
    assert start(replayed)


def test_entries_with_times_come_in_the_order_of_their_times_across_cases() -> None:
    def one(case: str, *moments: str) -> dict[str, Any]:
        entries = [{"step": "measure.open", "at": moments[0], "with": {"form": "own_action"}}]
        entries += [{"step": "measure.plan", "at": m, "with": {"text": m}} for m in moments[1:]]
        return {"id": case, "kind": "measure", "entries": entries}

    day = "2026-10-05T{}:00+09:00".format
    replayed = played(one("m1", day("09:00"), day("12:00")), one("m2", day("10:00"), day("11:00")))
    order = [(e.case, e.sequence) for e in replayed.entries]
    assert order == [("m1", 1), ("m2", 1), ("m2", 2), ("m1", 2)]
    assert [e.happened_at for e in replayed.entries] == sorted(e.happened_at for e in replayed.entries)


def test_what_the_gate_would_have_refused_does_not_count_and_says_why() -> None:
    replayed = played(opened(START))
    assert [u.told.step for u in replayed.uncounted] == [START]
    assert not replayed.uncounted[0].verdict.permitted
    assert START not in told(replayed)


def test_what_does_not_count_holds_up_nothing_behind_it() -> None:
    replayed = played(opened("measure.approve", {"step": "measure.locate", "with": {"location": "abroad"}}))
    assert [u.told.step for u in replayed.uncounted] == ["measure.approve"]
    assert told(replayed)[-1] == "measure.locate"


def test_the_story_comes_after_the_entries_of_the_cases_in_the_order_in_which_it_is_told() -> None:
    story = [
        {"case": "p1", "step": "policy.withdraw"},
        {"case": "m1", "step": START, "by": "npa"},
        {"case": "m1", "step": "measure.withdraw", "by": "npa"},
    ]
    replayed = played(POLICY, measure(), story=story)
    assert [(u.told.case, u.told.step) for u in replayed.uncounted] == [("m1", START)]
    assert [e.step for e in replayed.entries[-2:]] == ["policy.withdraw", "measure.withdraw"]


def test_a_deviation_always_counts_and_satisfies_nothing() -> None:
    happened = {"step": "deviation", "by": "npa", "with": {"what": "承認を待たずに着手した"}}
    replayed = played(POLICY, measure(without=["measure.approve"], entries=[happened]))
    assert replayed.uncounted == ()
    assert told(replayed)[-1] == "deviation"
    assert not start(replayed)
    assert list(replayed.world.cases["m1"].active("run")) == []


def test_the_moment_asked_about_is_the_one_that_the_bundle_names_or_an_hour_after_the_last_entry() -> None:
    assert played(opened(), now="2026-11-01").now == at("2026-11-01")
    replayed = played(opened(), start="2026-10-20T09:00:00+09:00")
    assert replayed.entries[0].happened_at == at("2026-10-20T09:00:00+09:00")
    assert replayed.now > replayed.entries[-1].happened_at + timedelta(minutes=59)


def test_a_post_that_nobody_holds_records_nothing() -> None:
    replayed = played(POLICY, measure(), vacant=["npa_commissioner"])
    refused = {u.told.step for u in replayed.uncounted if u.told.case == "m1"}
    assert "measure.command" in refused
    assert not start(replayed)


def test_with_appointments_only_those_who_are_appointed_act() -> None:
    one = [{"person": "sato", "post": "npa_official"}]
    replayed = played(opened(), appointments=one)
    assert {e.recorded_by for e in replayed.entries} == {"sato"}
    nobody = played(opened(), appointments=[])
    assert nobody.entries == ()
    assert len(nobody.uncounted) == 3


def test_the_title_and_the_realm_of_a_case_are_kept() -> None:
    titled = {**opened(), "title": "演習の措置", "realm": "exercise:x"}
    case = played(titled).world.cases["m1"]
    assert (case.title, case.realm) == ("演習の措置", "exercise:x")
    assert {e.realm for e in case.entries} == {"exercise:x"}


def test_every_case_that_is_replayed_is_what_its_entries_fold_to() -> None:
    replayed = played(POLICY, measure("police_abroad_urgent", entries=[{"step": START, "by": "npa"}]))
    for case in replayed.world.cases.values():
        assert fold(pack(), case.id, case.kind, case.realm, case.entries) == case


def test_the_same_bundle_gives_the_same_record_to_the_last_hash() -> None:
    bundle = read({"cases": [POLICY, measure()]})
    heads = [{c.id: c.head for c in replay(pack(), bundle).world.cases.values()} for _ in range(2)]
    assert heads[0] == heads[1]


def test_an_act_of_a_post_is_recorded_by_who_holds_it() -> None:
    """The Commissioner General may record for a prefectural police, but is not taken for its chief."""
    commanded = {"step": "measure.command", "by": "pref_chief"}
    prefectural = {"executor": "p:pref_cyber_officer", "commander": "pref_chief"}
    case = measure("police_in_japan_ready", entries=[commanded], without=["measure.command"])
    replayed = played({**case, "names": {}, "with": prefectural})
    command = next(e for e in replayed.entries if e.step == "measure.command")
    assert command.recorded_by == "p:pref_chief"


@pytest.mark.parametrize("person", ["", "p:npa_commissioner"])
def test_a_command_in_the_name_of_another_post_is_none_whoever_records_it(person: str) -> None:
    """PDEA 6-2(10): the leg's own head commands it; that the head writes down another's command makes it no command of his."""
    commanded = {"step": "measure.command", "by": "pref_chief", "person": person}
    replayed = played(POLICY, measure(without=["measure.command"], entries=[commanded]))
    assert [[r.rule for r in u.verdict.missing] for u in replayed.uncounted] == [["COMMAND-POLICE"]]


def test_a_seat_is_named_by_its_post_where_that_is_the_end_of_only_one_key() -> None:
    policy = {**POLICY, "without": ["session.attend", "session.conclude", "policy.deliberate"]}
    absent = {"case": "p1-session", "step": "session.attend", "on": {"seat": "defence_minister"}}
    replayed = played(policy, story=[{**absent, "with": {"status": "absent", "reason": "出張"}}])
    assert replayed.entries[-1].intent.subject == {"seat": ("1/defence_minister",)}
