"""What happened outside the gate can always be recorded, and satisfies nothing."""

from __future__ import annotations

from typing import Any

from sekisho.operations import deviation
from sekisho.operations.outcomes import Accepted, Invalid, Refused
from sekisho.records import models
from sekisho.records.entries import read_entries


def test_a_deviation_is_accepted_from_whoever_sees_the_case_and_satisfies_nothing(offices: Any) -> None:
    """A person without any part in the case records what happened; the start still lacks all that it lacked
    (A08).
    """
    case = offices.opened("measure.open", "npa")
    before = offices.act(case, "measure.start", "npa")
    at = offices.tick()
    result = deviation.record(case, "計画なしに開始された。", offices.person("nss"), at, at, act_of="npa")
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


def test_a_deviation_says_how_its_person_was_identified_and_none_is_taken_on_an_unseen_case(
    offices: Any,
) -> None:
    """The entry carries the way in; who may not see the case hears what is said of none (issue 5)."""
    case, at = offices.opened("measure.open", "npa"), offices.tick()
    done = deviation.record(case, "漏れた。", offices.person("npa"), at, at, identified="passkey")
    assert isinstance(done, Accepted)
    assert read_entries(case)[-1].identified == "passkey"
    heard = [
        deviation.record(each, "漏れた。", offices.person("mic"), at, at) for each in (case, "case-none")
    ]
    assert heard[0] == heard[1]
    assert isinstance(heard[0], Invalid)
