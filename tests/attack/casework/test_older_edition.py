"""Nobody chooses the older edition of the rules by the date that they give an act."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import enter, judge
from sekisho.casework.fold import fold
from sekisho.casework.verdict import Verdict
from sekisho.casework.world import World
from sekisho.law.pack import Pack
from tests.editions import second_edition
from tests.unit.casework.bundles import at, fresh, meant, pack, rules

BEFORE, BETWEEN = at("2027-03-31T18:00:00+09:00"), at("2027-04-01T01:00:00+09:00")
MIGRATED, NOW = at("2027-04-01T09:00:00+09:00"), at("2027-04-02T09:00:00+09:00")
END: dict[str, Any] = {"given": {"outcome": "済", "lessons": "なし"}}
SHORT: dict[str, Any] = {"given": {"outcome": "済", "lessons": ""}}
START: dict[str, Any] = {"leg": ("police",), "target": ("t1",)}


@cache
def third_edition() -> Pack:
    """The second edition once more, in force two months later."""
    second, later = second_edition(), {"version": "0.3.0", "effective_from": "2027-06-01", "hash": "3" * 64}
    return msgspec.structs.replace(second, **later, earlier=(*second.earlier, second))


def judged(world: World, step: str, happened: datetime, now: datetime, known: Pack, **more: Any) -> Verdict:
    """The verdict on an act in the measure that is recorded at a time and said to have happened at another; it is entered."""
    intent, person = meant(world, "m1", step, now, known=known, **more)
    verdict = judge(known, world, intent, person, happened, now)
    if verdict.permitted:
        case, entry = world.cases["m1"], enter(verdict, intent, world, person, happened, now)
        world.cases["m1"] = fold(known, "m1", case.kind, case.realm, (*case.entries, entry))  # type: ignore[index]
    return verdict


@pytest.fixture
def migrated() -> World:
    """A measure under way that was taken over to the second edition on its first day."""
    world = fresh("police_abroad_running").world
    assert judged(world, "measure.migrate", MIGRATED, MIGRATED, second_edition()).permitted
    return world


def test_a_case_is_not_taken_back_to_an_older_edition(migrated: World) -> None:
    """By a migration dated back into the time of that edition."""
    later = at("2027-06-02")
    assert judged(migrated, "measure.migrate", later, later, third_edition()).permitted
    back = judged(migrated, "measure.migrate", at("2027-05-01"), later + timedelta(hours=1), third_edition())
    assert rules(back) == ["KERNEL-EDITION"]
    assert migrated.cases["m1"].pack == third_edition().hash


def test_what_was_dated_before_the_newer_edition_meets_it_too(migrated: World) -> None:
    """The case was taken over in the meantime: what that edition asks of the step is asked, and the entry rests on it."""
    short = judged(migrated, "measure.end", BEFORE, NOW, second_edition(), **SHORT)
    assert [f.place for f in short.findings] == ["lessons"]
    whole = judged(migrated, "measure.end", BEFORE, NOW, second_edition(), **END)
    assert (whole.permitted, whole.pack) == (True, second_edition().hash)


def test_nothing_is_dated_between_the_new_edition_and_the_migration(migrated: World) -> None:
    """In that time nothing could be done in the case but migrate it."""
    assert rules(judged(migrated, "measure.end", BETWEEN, NOW, second_edition(), **END)) == ["KERNEL-ORDER"]


def test_a_step_that_the_edition_of_its_time_did_not_have_is_not_dated_into_it(migrated: World) -> None:
    back = judged(migrated, "measure.report_start_day", BEFORE, NOW, second_edition(), leg=("police",))
    assert rules(back) == ["KERNEL-ORDER"]


def test_what_is_put_on_record_late_by_the_older_edition_is_taken_in_by_the_migration() -> None:
    """It was lawful then, if it was then; the duty that the newer edition attaches to it is not escaped by the delay."""
    new = second_edition()
    world = fresh().world
    late = judged(world, "measure.start", BEFORE, NOW, new, **START)
    assert (late.permitted, late.pack) == (True, pack().hash), rules(late)
    moved = judged(world, "measure.migrate", NOW, NOW, new)
    assert [o.rule for o in moved.duties] == ["MIGRATE-DAY-REPORT"]
    bare = second_edition(transition=False)
    world = fresh().world
    judged(world, "measure.start", BEFORE, NOW, bare, **START)
    assert rules(judged(world, "measure.migrate", NOW, NOW, bare)) == ["KERNEL-ESCAPE"]
