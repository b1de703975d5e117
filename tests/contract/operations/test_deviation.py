"""What happened outside the gate can always be recorded, and satisfies nothing."""

from __future__ import annotations

from typing import Any

from sekisho.operations import deviation
from sekisho.operations.outcomes import Accepted, Invalid, Refused
from sekisho.records import models


def test_a_deviation_is_accepted_from_anybody_and_satisfies_nothing(offices: Any) -> None:
    """A person without any part in the case records what happened; the start still lacks all that it lacked
    (A08).
    """
    case = offices.opened("measure.open", "npa")
    before = offices.act(case, "measure.start", "npa")
    at = offices.tick()
    result = deviation.record(case, "計画なしに開始された。", offices.person("mic"), at, at, act_of="npa")
    assert isinstance(result, Accepted)
    assert result.entry.verdict == ""
    after = offices.act(case, "measure.start", "npa")
    assert isinstance(after, Refused)
    assert {r.rule for r in after.verdict.missing} == {r.rule for r in before.verdict.missing}


def test_a_deviation_that_says_nothing_is_given_back(offices: Any) -> None:
    """It must be said what happened and in which case; both defects are named at once."""
    at = offices.tick()
    result = deviation.record("case-none", " ", offices.person("mic"), at, at)
    assert isinstance(result, Invalid)
    assert {f.place for f in result.findings} == {"case", "what"}
    assert not models.Entry.objects.filter(step="deviation").exists()
