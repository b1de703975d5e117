"""The page of the record says, in words, how fresh the cosignatures are, and warns where somebody has to look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sekisho.operations import witnesses
from sekisho.operations.witness_standing import Standing, standing
from sekisho.operations.witness_words import ago

from .commission import NOW, Commission, grow, lost, outcomes

HOUR = timedelta(hours=1)


def told(seconds: float, log: str = "real") -> Standing:
    return standing(log, NOW + timedelta(seconds=seconds), HOUR)


def test_without_a_policy_the_page_says_what_is_then_not_known(offices: Any) -> None:
    shown = told(0)
    assert (shown.warns, shown.lines) == (False, ())
    assert "asks for no cosignature" in shown.quorum.en and "求めていない" in shown.quorum.ja


def test_fresh_cosignatures_do_not_warn(offices: Any, commission: Commission) -> None:
    size = grow(offices)
    outcomes(commission)
    shown = told(120)
    assert not shown.warns and not any(each.warns for each in shown.lines)
    assert "have cosigned the latest checkpoint" in shown.quorum.en
    assert [each.text.ja for each in shown.lines] == [f"2分前に{size}件まで連署"] * 2


def test_a_cosignature_older_than_the_threshold_warns(commission: Commission) -> None:
    outcomes(commission)
    assert all(each.warns for each in told(HOUR.total_seconds() + 1).lines)
    assert not any(each.warns for each in told(HOUR.total_seconds()).lines)


def test_what_is_not_covered_is_counted(offices: Any, commission: Commission) -> None:
    outcomes(commission)
    size = grow(offices)
    shown = told(10)
    assert f"cosigned up to {size - 1} leaves" in shown.quorum.en and "The 1 since" in shown.quorum.en


def test_a_quorum_that_was_never_met_warns(commission: Commission) -> None:
    shown = told(0)
    assert shown.warns and all(each.warns and each.text.en == "never cosigned yet" for each in shown.lines)


def test_a_log_behind_its_witness_is_said_on_the_page(offices: Any, commission: Commission) -> None:
    lost(offices, commission)
    outcomes(commission, NOW + timedelta(minutes=11))
    lines = told(11 * 60).lines
    assert all(each.warns and each.ended and "set back to an old copy" in each.ended.en for each in lines)


def test_a_policy_that_cannot_be_read_is_said(commission: Commission) -> None:
    witnesses.policy_file().write_text("quorum")
    assert told(0).warns and "line 1" in told(0).quorum.en


def test_an_exercise_has_no_witnesses(commission: Commission) -> None:
    assert told(0, "exercise:x").lines == ()


def test_ages_are_told_in_their_largest_unit() -> None:
    said = [ago(timedelta(seconds=each)).ja for each in (0, 59, 60, 3599, 3600, 86400, -1)]
    assert said == ["今", "59秒前", "1分前", "59分前", "1時間前", "1日前", "時計より先の時刻"]
