"""Deadlines of duties: hours from the moment, business days after its day, and what cannot be counted is not known."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from sekisho.casework.duties import open_duties
from sekisho.casework.replay import replay
from sekisho.casework.verdict import Reason
from sekisho.casework.view import CaseView, Judgement
from sekisho.law.loading import load_files, packaged_files
from sekisho.law.pack import Timer
from sekisho.law.term import read_term, stated
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .bundles import POLICY, measure, pack, read


def due(option: str, at: str = "2026-10-07T09:00:00+09:00") -> tuple[list[datetime | None], list[Reason]]:
    """Return when the report is due, and what stands against a start, where the option sets the deadline."""
    story = [{"case": "m1", "step": "measure.start", "at": at}]
    bundle = read({"cases": [POLICY, measure()], "story": story, "options": {"report_hours": option}})
    replayed = replay(pack(), bundle)
    view = CaseView(Judgement(replayed.world, replayed.now), replayed.world.cases["m1"])
    against = [reason for u in replayed.uncounted for reason in u.verdict.missing]
    reports = [d for d in open_duties(pack(), view) if d.timer == "report"]
    return [d.due for d in reports], against


@pytest.mark.parametrize(
    ("option", "moment"),
    [("168", "2026-10-14T09:00:00+09:00"), ("5_business_days", "2026-10-16T00:00:00+09:00")],
)
def test_a_report_is_due_as_the_option_sets_it(option: str, moment: str) -> None:
    assert due(option) == ([parse_time(moment)], [])


def test_without_a_number_nothing_is_due() -> None:
    assert due("none") == ([None], [])


def test_what_is_to_stop_is_to_stop_at_once_and_has_no_other_term() -> None:
    """What was decided to stop and runs on: the duty lasts while it runs, and says that nothing may pass before it."""
    (worked,) = (each for each in pack().worked if each.id == "stop-decided-runs-on")
    replayed = replay(pack(), read(worked.bundle))
    view = CaseView(Judgement(replayed.world, replayed.now), replayed.world.cases["m1"])
    stops = [d for d in open_duties(pack(), view) if d.rule == "STOP-DECIDED"]
    assert stops
    assert all(d.at_once and d.due is None for d in stops)
    assert not any(d.at_once for d in open_duties(pack(), view) if not d.standing)


def test_where_the_holidays_are_not_known_the_act_is_refused_and_says_what_to_do() -> None:
    none, (reason,) = due("5_business_days", "2027-12-28T09:00:00+09:00")
    assert none == []
    assert reason.rule == "KERNEL-HOLIDAYS"
    assert "2027" in reason.text.en
    assert "Update" in reason.text.en
    assert "更新" in reason.text.ja


def test_a_term_is_read_and_said() -> None:
    said = [term.text if (term := read_term(value)) else None for value in ("72", "1.5", "5_business_days")]
    assert said == [
        Text("72時間以内", "within 72 hours"),
        Text("1.5時間以内", "within 1.5 hours"),
        Text("5営業日以内", "within 5 business days"),
    ]
    assert [read_term(value) for value in ("none", "0_business_days", "five_business_days", "-1")] == [
        None
    ] * 4
    assert stated(Timer(id="t", text=Text("期限", "deadline"), business_days=3)) == read_term(
        "3_business_days"
    )


def test_a_pack_is_told_of_a_timer_with_two_lengths_and_of_values_that_are_no_length() -> None:
    odd = {"hours": 24, "business_days": 3, "ja": "期限", "en": "deadline"}
    read_from = {"option": "urgency_scope", "ja": "期限", "en": "deadline"}
    files = {**packaged_files("jp-acd"), "odd.yaml": json.dumps({"timers": {"odd": odd, "read": read_from}})}
    loaded = load_files(files)
    assert loaded.pack is None
    told = {f.code: f.place.partition(":")[0] for f in loaded.findings}
    assert told["pack.two-lengths"] == "odd.yaml"
    assert told["pack.no-length"] == "options.yaml"
