"""An act that was put past the gate and dated back before its approval breaks the property, though the approval is on record."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sekisho.casework.assessment import judge, written
from sekisho.casework.entry import Entry
from sekisho.casework.unfolding import Unfolding
from sekisho.proof.trial import Trial
from tests.unit.casework.bundles import fresh, meant, pack


def tried(entry: Entry) -> Trial:
    """What comes of a measure that may be started, with one more entry of it."""
    played = fresh()
    unfolding, trial = Unfolding(pack(), played.world.register), Trial(pack())
    for case in played.world.cases.values():
        unfolding.opened(case.id, case.kind, case.realm)
    for each in (*played.entries, entry):
        trial.take(each, unfolding.take(each), unfolding.world)
    return trial


def started(at: datetime) -> Entry:
    """A start that is recorded after everything else, and said to have happened at a moment."""
    world, now = fresh().world, fresh().now
    intent, person = meant(world, "m1", "measure.start", now, leg=("police",), target=("t1",))
    return written(judge(pack(), world, intent, person, now, now), intent, world, person, at, now)


def test_a_start_recorded_when_it_was_done_breaks_nothing() -> None:
    assert tried(started(fresh().now)).breaches == []


@pytest.mark.parametrize(("step", "broken"), [("measure.approve", "N04a"), ("measure.command", "N10a")])
def test_a_start_dated_before_what_it_needs_breaks_the_property(step: str, broken: str) -> None:
    (then,) = {e.happened_at for e in fresh().world.cases["m1"].entries if e.step == step}
    trial = tried(started(then - timedelta(minutes=1)))
    found = {breach.property for breach in trial.breaches}
    assert broken in found
    assert len(trial.breaches) == len({(b.property, str(b.element)) for b in trial.breaches})
