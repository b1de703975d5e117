"""Editions of a pack: what is done keeps its text, what is to come follows the edition in force, and no duty is escaped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import assess, assess_step, enter, judge
from sekisho.casework.entry import Entry
from sekisho.casework.fold import fold
from sekisho.casework.replay import Replayed
from sekisho.casework.verdict import Verdict
from sekisho.casework.world import World
from sekisho.law.pack import Pack, UnknownEdition
from tests.editions import second_edition

from .bundles import at, fresh, meant, pack, rules

BEFORE, AFTER = at("2027-03-31T12:00:00+09:00"), at("2027-04-01T09:00:00+09:00")
RUNNING = "police_abroad_running"


def migrated(world: World, edition: Pack, when: Any = AFTER) -> tuple[Verdict, Entry | None]:
    """Migrate the measure ``m1``, by the Cabinet Affairs Office's official."""
    intent, person = meant(world, "m1", "measure.migrate", when, known=edition)
    verdict = judge(edition, world, intent, person, when, when)
    if not verdict.permitted:
        return verdict, None
    entry = enter(verdict, intent, world, person, when, when)
    case = world.cases["m1"]
    world.cases["m1"] = fold(edition, "m1", case.kind, case.realm, (*case.entries, entry))  # type: ignore[index]
    return verdict, entry


@pytest.fixture
def running() -> Replayed:
    return fresh(RUNNING)


def test_until_the_newer_edition_is_in_force_it_changes_nothing(running: Replayed) -> None:
    new = second_edition()
    old = assess(pack(), running.world, "m1", BEFORE)
    both = assess(new, running.world, "m1", BEFORE)
    assert both.steps == old.steps
    assert both.duties == old.duties
    assert "measure.migrate" not in both.steps
    assert both.changes_at == at("2027-04-01")


def test_once_it_is_in_force_an_open_case_can_only_be_migrated(running: Replayed) -> None:
    verdicts = assess(second_edition(), running.world, "m1", AFTER).steps
    assert [s for s, v in verdicts.items() if v.permitted] == ["measure.migrate"]
    assert all("KERNEL-EDITION" in rules(v) for s, v in verdicts.items() if s != "measure.migrate")


def test_a_migration_that_would_let_a_new_duty_slip_is_refused_and_cites_the_rule(running: Replayed) -> None:
    verdict, entry = migrated(running.world, second_edition(transition=False))
    assert entry is None
    assert rules(verdict) == ["KERNEL-ESCAPE"]
    assert "START-DAY-REPORT" in verdict.missing[0].text.ja
    assert verdict.missing[0].cite == ("G2.5",)


def test_a_migration_opens_the_new_duty_for_what_is_under_way(running: Replayed) -> None:
    verdict, entry = migrated(running.world, second_edition())
    assert entry is not None, rules(verdict)
    assert [(o.rule, o.duty, dict(o.element)) for o in entry.opens] == [
        ("MIGRATE-DAY-REPORT", "start_day_report", {"leg": "police"})
    ]
    assert entry.pack == second_edition().hash


def test_after_migrating_the_newer_edition_judges_and_what_was_done_keeps_its_text(running: Replayed) -> None:
    new = second_edition()
    migrated(running.world, new)
    later = assess(new, running.world, "m1", AFTER + timedelta(hours=1))
    case = running.world.cases["m1"]
    assert later.pack == new.hash == case.pack
    assert "measure.migrate" not in later.steps
    ended = {d.rule: d.text for d in later.duties}
    assert ended["START-INFORM-CRISIS"] == pack().rules["START-INFORM-CRISIS"].text
    assert "START-INFORM-CRISIS" not in new.rules
    assert {e.pack for e in case.entries} == {pack().hash, new.hash}


def test_a_step_that_the_newer_edition_changed_asks_more_after_migrating(running: Replayed) -> None:
    new = second_edition()
    migrated(running.world, new)
    later = AFTER + timedelta(hours=1)
    intent, person = meant(
        running.world, "m1", "measure.end", later, given={"outcome": "済", "lessons": ""}, known=new
    )
    verdict = judge(new, running.world, intent, person, later, later)
    assert [f.place for f in verdict.findings] == ["lessons"]


def test_a_case_that_is_migrated_already_is_not_migrated_again(running: Replayed) -> None:
    migrated(running.world, second_edition())
    verdict, entry = migrated(running.world, second_edition(), AFTER + timedelta(hours=1))
    assert entry is None
    assert "KERNEL-EDITION" in rules(verdict)


def test_a_case_of_one_edition_is_read_by_a_case_of_another() -> None:
    ready = fresh()
    new = second_edition()
    before = assess_step(pack(), ready.world, "m1", "measure.start", ready.now)
    migrated(ready.world, new)
    assert ready.world.cases["p1"].pack == pack().hash
    after = assess_step(new, ready.world, "m1", "measure.start", AFTER)
    started_on = {r.rule for r in before.reasons if r.outcome == "met"}
    assert "START-POLICY-IN-FORCE" in started_on
    assert "START-POLICY-IN-FORCE" in {r.rule for r in after.reasons if r.outcome == "met"}
    assert after.reads.keys() >= {"m1", "p1"}


def test_an_open_duty_that_the_newer_edition_could_not_discharge_keeps_the_case_where_it_is(
    running: Replayed,
) -> None:
    new = second_edition()
    orphaning = {
        s: msgspec.structs.replace(step, does=tuple(e for e in step.does if e.name != "inform_accs"))
        for s, step in new.steps.items()
    }
    verdict, entry = migrated(
        running.world, msgspec.structs.replace(new, steps=orphaning, earlier=new.earlier)
    )
    assert entry is None
    assert [r.rule for r in verdict.missing] == ["KERNEL-ESCAPE"]
    assert "START-INFORM-ACCS" in verdict.missing[0].text.en


def test_an_entry_on_an_edition_whose_text_is_not_there_is_not_folded(running: Replayed) -> None:
    new = second_edition()
    migrated(running.world, new)
    case = running.world.cases["m1"]
    with pytest.raises(UnknownEdition):
        fold(pack(), "m1", case.kind, case.realm, case.entries)
