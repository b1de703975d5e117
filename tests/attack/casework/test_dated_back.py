"""What came after an act does not cover it: dated back, it is judged by what had happened by then."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from sekisho.casework.assessment import judge
from sekisho.casework.verdict import Verdict
from tests.unit.casework.bundles import POLICY, fresh, meant, measure, pack, played, rules

START = "measure.start"
GIVEN = {"leg": ("police",), "target": ("t1",)}


@pytest.fixture
def story() -> dict[str, datetime]:
    """When each step of a measure that may be started happened, by the step."""
    return {entry.step: entry.happened_at for entry in fresh().world.cases["m1"].entries}


def started(at: datetime) -> Verdict:
    """The verdict on a start that is recorded after everything else, and said to have happened at a moment."""
    world, now = fresh().world, fresh().now
    intent, person = meant(world, "m1", START, now, **GIVEN)
    return judge(pack(), world, intent, person, at, now)


def test_a_start_is_permitted_once_all_of_it_had_happened(story: dict[str, datetime]) -> None:
    assert started(fresh().now).permitted
    assert started(max(story.values())).permitted


@pytest.mark.parametrize(
    "step", ["measure.approve", "measure.command", "measure.consult", "measure.add_target"]
)
def test_a_start_before_any_of_it_is_not(story: dict[str, datetime], step: str) -> None:
    assert rules(started(story[step] - timedelta(minutes=1))) == ["KERNEL-ORDER"]


def test_within_a_minute_nothing_counts_as_later() -> None:
    """People write times to the minute; what the system stamped has seconds."""
    world, now = fresh().world, fresh().now
    case = world.cases["m1"]
    *before, last = case.entries
    stamped = msgspec.structs.replace(last, happened_at=last.happened_at + timedelta(seconds=40))
    case.entries = (*before, stamped)
    intent, person = meant(world, "m1", START, now, **GIVEN)
    assert judge(pack(), world, intent, person, last.happened_at, now).permitted


def test_the_cabinet_does_not_decide_before_the_council_by_its_date() -> None:
    """The Council's decision comes first in time too, not only in the order in which the two are recorded."""
    joint = measure("joint_ready", names={"under_policy": "p1", "under_order": "o1"})
    order = {
        "id": "o1",
        "kind": "order",
        "as": "ready",
        "without": ["order.cabinet_decide"],
        "names": {"on_policy": "p1", "for_measure": "m1"},
    }
    found = played(POLICY, joint, order)
    world, now = found.world, found.now
    decided = next(e for e in world.cases["o1"].entries if e.step == "order.nsc_decide").happened_at
    names = {"cabinet_in": "o1-cabinet#1"}
    intent, person = meant(world, "o1", "order.cabinet_decide", now, by="cabinet", names=names)
    assert judge(pack(), world, intent, person, now, now).permitted
    before = judge(pack(), world, intent, person, decided - timedelta(minutes=1), now)
    assert not before.permitted
