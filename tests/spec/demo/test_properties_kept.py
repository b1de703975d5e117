"""The demonstration breaks no property; a deviation in it is told, and breaks none either."""

from __future__ import annotations

from sekisho.casework.unfolding import Unfolding
from sekisho.proof.trial import Trial
from sekisho.vocabulary.times import parse_time
from tests.spec.demo.told import PACK, STORY, Telling, cast, scenes


def test_the_whole_story_breaks_no_property() -> None:
    telling = Telling(parse_time(STORY.start), cast())
    for scene in scenes():
        telling.tell(scene)
    trial, unfolding = Trial(PACK), Unfolding(PACK, cast())
    for entry in telling.entries:
        unfolding.opened(entry.case, telling.cases[entry.case].kind, entry.realm)
        trial.take(entry, unfolding.take(entry), unfolding.world)
    assert trial.breaches == []
    assert trial.untried == []
    assert len(trial.deviations) == 1
    assert trial.entries == len(telling.entries) > 100
    assert trial.judged["N11a"] > 1
