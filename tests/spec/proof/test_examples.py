"""Of the packaged pack with one rule lost, an example is built where the worked cases have none that turns."""

from __future__ import annotations

import msgspec
import pytest

from sekisho.casework.story import judged, laid_out
from sekisho.casework.working import told_as_bundle
from sekisho.law.expression import TRUE
from sekisho.law.loading import load_pack
from sekisho.proof.compare import compare
from sekisho.proof.example import Example, Examples

LOST = {
    "DECIDE-CONDITIONS": "oversight.decide",
    "START-MODE-RECORDED": "measure.start",
    "REPORT-MINISTER-POLICE": "measure.report",
    "DECIDE-REQUEST": "oversight.decide",
}


@pytest.mark.long
@pytest.mark.parametrize(("rule", "step"), LOST.items())
def test_the_loss_of_a_rule_is_shown_by_a_bundle_that_turns(rule: str, step: str) -> None:
    pack = load_pack()
    kept = tuple(
        msgspec.structs.replace(each, require=TRUE) if each.id == rule else each
        for each in pack.preconditions
    )
    other = msgspec.structs.replace(pack, preconditions=kept, worked=(), hash="other")
    without = msgspec.structs.replace(pack, worked=tuple(c for c in pack.worked if rule not in c.rules))
    situation = next(each for each in compare(without, other, step) if each.rule == rule)
    found = Examples(without, other).of(situation)
    assert isinstance(found, Example)
    assert found.changes


def test_laid_out_every_worked_case_counts_as_it_did() -> None:
    """A story without short forms comes to the same entries, so that an example made from it is one of the real evaluator."""
    pack = load_pack()
    for case in pack.worked[::12]:
        story = laid_out(pack, told_as_bundle(case))
        assert story is not None
        said = judged(pack, story)
        assert said is not None, case.id
        assert said.counted == tuple(range(len(story.entries))), case.id
