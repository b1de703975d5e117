"""Assessing: everything that is missing at once, unknown never permits, and an exception lifts the one rule it names."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sekisho.casework.assessment import assess, assess_step, changes_at, enter, judge
from sekisho.casework.duties import deadline, term_of
from sekisho.casework.register import Register
from sekisho.casework.replay import Replayed, replay
from sekisho.casework.verdict import Verdict
from sekisho.casework.view import Judgement
from sekisho.casework.working import bundle_of
from sekisho.casework.world import World

from .bundles import POLICY, act, at, fresh, meant, measure, pack, played, rules

START = "measure.start"


def start(replayed: Replayed, when: datetime | None = None) -> Verdict:
    return assess_step(pack(), replayed.world, "m1", START, when or replayed.now)


def without(*steps: str, form: str = "police_abroad_ready", **more: object) -> Replayed:
    return played(POLICY, measure(form, without=list(steps), **more))


def outcomes(verdict: Verdict) -> dict[str, str]:
    return {reason.rule: reason.outcome for reason in verdict.reasons}


def test_a_ready_measure_may_start_and_says_that_every_rule_is_met() -> None:
    verdict = start(fresh())
    assert verdict.outcome == "permitted"
    assert set(outcomes(verdict).values()) == {"met"}
    assert verdict.missing == ()


def test_everything_that_is_missing_is_said_at_once() -> None:
    verdict = start(without("measure.consult", "measure.approve", "measure.command", "measure.find_grounds"))
    missing = set(rules(verdict))
    assert {"START-CONSULTATION", "START-APPROVAL", "START-COMMAND"} <= missing
    assert len([rule for rule in missing if rule not in rules(start(without("measure.consult")))]) >= 3


def test_what_is_missing_says_who_can_supply_it_by_which_step() -> None:
    reasons = {r.rule: r for r in start(without("measure.consult", "measure.command")).missing}
    consult = reasons["START-CONSULTATION"]
    assert {s.step for s in consult.suppliers} == {"measure.consult"}
    assert consult.office in pack().steps["measure.consult"].by
    assert consult.element == {"target": "t1"}
    assert reasons["START-COMMAND"].suppliers[0].step == "measure.command"
    assert all(reason.because for reason in reasons.values())


def test_what_is_certainly_not_so_refuses() -> None:
    verdict = start(without("measure.consult"))
    assert (verdict.outcome, outcomes(verdict)["START-CONSULTATION"]) == ("refused", "unmet")


def test_what_is_only_unknown_leaves_undetermined_and_never_permits() -> None:
    replayed = fresh()
    target = replayed.world.cases["m1"].element("target", "t1")
    assert target is not None
    target.findings.pop("trigger")
    verdict = start(replayed)
    assert (verdict.outcome, verdict.permitted) == ("undetermined", False)
    assert [(r.rule, r.outcome) for r in verdict.missing] == [(rules(verdict)[0], "open")]


def test_a_certain_refusal_outweighs_what_is_unknown() -> None:
    replayed = without("measure.consult")
    target = replayed.world.cases["m1"].element("target", "t1")
    assert target is not None
    target.findings.pop("trigger")
    verdict = start(replayed)
    assert verdict.outcome == "refused"
    assert {"open", "unmet"} <= set(outcomes(verdict).values())


def test_the_exception_lifts_the_approval_and_nothing_else() -> None:
    verdict = start(fresh("police_abroad_urgent"))
    assert verdict.permitted
    assert [(r.rule, r.lifted_by) for r in verdict.lifted] == [("START-APPROVAL", "URGENCY")]
    for step in ("measure.consult", "measure.command", "measure.decide_roles"):
        assert not start(without(step, form="police_abroad_urgent")).permitted


def test_the_exception_opens_its_duty_with_its_deadline_and_an_approved_start_does_not() -> None:
    urgent, approved = fresh("police_abroad_urgent"), fresh()
    duties = {d.duty: d for d in start(urgent).duties}
    due = deadline(term_of(pack(), urgent.world, "commission_notice"), urgent.now)
    assert due is not None
    assert duties["notify_commission"].due == due
    assert duties["notify_commission"].rule == "NOTIFY-COMMISSION"
    assert "notify_commission" not in {d.duty for d in start(approved).duties}


def test_a_deadline_follows_the_option_as_the_register_sets_it() -> None:
    replayed = fresh("police_abroad_urgent")
    values = pack().options["commission_notice_hours"].values
    for value in (v for v in values if v.isdigit()):
        world = World(pack(), replayed.world.cases, Register(options={"commission_notice_hours": value}))
        due = deadline(term_of(pack(), world, "commission_notice"), replayed.now)
        assert due == replayed.now + timedelta(hours=float(value))
    assert term_of(pack(), replayed.world, "no_such_timer") is None


def test_the_exception_used_is_kept_in_the_entry_with_the_duties_it_opened() -> None:
    replayed = fresh("police_abroad_urgent")
    verdict, entry = act(replayed.world, "m1", START, replayed.now, by="npa")
    assert entry is not None
    assert entry.lifted == ("URGENCY",)
    assert entry.opens == verdict.duties
    duties = assess(pack(), replayed.world, "m1", replayed.now).duties
    notice = next(d for d in duties if d.rule == "NOTIFY-COMMISSION")
    assert notice.discharged_by == ("measure.notify_commission",)
    assert not notice.overdue
    assert notice.due is not None
    late = assess(pack(), replayed.world, "m1", notice.due).duties
    assert next(d for d in late if d.rule == "NOTIFY-COMMISSION").overdue


def test_the_answer_says_when_it_changes_by_itself_and_holds_until_then() -> None:
    replayed = fresh("police_abroad_urgent")
    lapse = at("2026-10-07T09:00:00+09:00")
    assessment = assess(pack(), replayed.world, "m1", replayed.now)
    assert assessment.changes_at == lapse
    assert start(replayed, lapse - timedelta(seconds=1)).permitted
    assert rules(start(replayed, lapse)) == ["START-APPROVAL"]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-10-19T09:00:00+09:00", "2026-10-20T00:00:00+09:00"),
        ("2026-10-20T09:00:00+09:00", "2026-10-21T00:00:00+09:00"),
    ],
)
def test_the_answer_changes_when_the_day_of_a_session_begins_and_ends(now: str, then: str) -> None:
    """Days are those of Japan."""
    case = next(case for case in pack().worked if case.id == "attended-on-the-day")
    world = replay(pack(), bundle_of(pack(), case)).world
    assert assess(pack(), world, "s1", at(now)).changes_at == at(then)


def test_no_moment_of_change_lies_in_the_past() -> None:
    replayed = fresh("police_abroad_urgent")
    judgement = Judgement(replayed.world, replayed.now, read=dict.fromkeys(replayed.world.cases, 1))
    later = at("2099-01-01")
    found = changes_at(pack(), replayed.world, judgement, later)
    assert found is None or found > later


def test_the_end_of_an_appointment_is_a_moment_at_which_the_answer_changes() -> None:
    until = "2026-10-06T00:00:00+09:00"
    appointed = [{"person": "a", "post": "npa_official", "until": until}]
    replayed = played(measure("police_in_japan_ready"), appointments=appointed)
    assert assess(pack(), replayed.world, "m1", at("2026-10-05T10:00:00+09:00")).changes_at == at(until)


def test_a_provision_not_yet_in_force_permits_nothing_that_rests_on_it() -> None:
    replayed = fresh()
    comes = at(pack().clock["access_neutralization"].from_)
    before = start(replayed, comes - timedelta(seconds=1))
    assert "START-IN-FORCE" in rules(before)
    assert "START-IN-FORCE" not in rules(start(replayed, comes))


def test_a_closed_case_refuses_every_step() -> None:
    replayed = fresh()
    replayed.world.cases["m1"].closed = True
    steps = assess(pack(), replayed.world, "m1", replayed.now).steps
    assert {v.outcome for v in steps.values()} == {"refused"}
    assert all("KERNEL-CLOSED" in rules(v) for v in steps.values())


def test_a_step_in_the_name_of_another_office_is_refused_whoever_records_it() -> None:
    replayed = fresh()
    intent, _ = meant(replayed.world, "m1", START, replayed.now, by="mofa")
    verdict = judge(pack(), replayed.world, intent, "p:mofa_official", replayed.now, replayed.now)
    assert (verdict.outcome, rules(verdict)) == ("refused", ["KERNEL-OFFICE"])


def test_somebody_without_a_post_in_the_office_is_refused() -> None:
    replayed = fresh()
    intent, _ = meant(replayed.world, "m1", START, replayed.now, by="npa")
    verdict = judge(pack(), replayed.world, intent, "p:mofa_official", replayed.now, replayed.now)
    assert (verdict.outcome, rules(verdict), verdict.authority) == ("refused", ["KERNEL-AUTHORITY"], "")


def test_a_verdict_that_permits_nothing_cannot_be_entered() -> None:
    replayed = without("measure.consult")
    intent, person = meant(replayed.world, "m1", START, replayed.now, by="npa")
    verdict = judge(pack(), replayed.world, intent, person, replayed.now, replayed.now)
    with pytest.raises(ValueError, match="cannot be entered"):
        enter(verdict, intent, replayed.world, person, replayed.now, replayed.now)


def test_a_defective_form_is_refused_with_its_findings_even_where_the_law_would_permit() -> None:
    replayed = fresh()
    intent, person = meant(replayed.world, "m1", START, replayed.now, by="npa", given={"colour": "red"})
    verdict = judge(pack(), replayed.world, intent, person, replayed.now, replayed.now)
    assert (verdict.outcome, [f.place for f in verdict.findings]) == ("refused", ["colour"])


def test_the_entry_says_on_what_the_verdict_rested_and_by_what_the_person_was_entitled() -> None:
    replayed = fresh()
    verdict, entry = act(replayed.world, "m1", START, replayed.now, by="npa")
    assert entry is not None
    assert entry.verdict == verdict.hash
    assert entry.reads == verdict.reads
    assert entry.reads["p1"] == replayed.world.cases["p1"].sequence
    assert entry.by_virtue_of == verdict.authority != ""
    assert entry.recorded_by not in ("", "p:mofa_official")


def test_the_same_world_and_moment_give_the_same_answer() -> None:
    once, again = fresh(), fresh()
    first = assess(pack(), once.world, "m1", once.now)
    assert first == assess(pack(), again.world, "m1", once.now)
    assert first == assess(pack(), once.world, "m1", once.now)


def test_of_two_targets_the_one_that_lacks_something_is_named() -> None:
    replayed = fresh("police_mixed_ready")
    target = replayed.world.cases["m1"].element("target", "t2")
    assert target is not None
    target.records.pop("consultation")
    assert [(r.rule, dict(r.element)) for r in start(replayed).missing] == [
        ("START-CONSULTATION", {"target": "t2"})
    ]
    intent, person = meant(
        replayed.world, "m1", START, replayed.now, by="npa", leg=("police",), target=("t1",)
    )
    assert judge(pack(), replayed.world, intent, person, replayed.now, replayed.now).permitted


def test_a_closing_that_is_held_up_names_the_clause_of_every_duty_that_holds_it_up() -> None:
    """Who may not close a case is told which duty of which clause is still owed, not only that one is."""
    running = measure("police_abroad_running", entries=[{"step": "measure.end", "by": "npa"}])
    replayed = played(POLICY, running)
    verdict = assess_step(pack(), replayed.world, "m1", "measure.close", replayed.now)
    (missing,) = verdict.missing
    assert missing.rule == "CLOSE-DUTIES"
    assert {"設計 終結", "PDEA 6-2(8)", "G2.4c-3", "G2.5", "G2.6b"} == set(missing.cite)
    assert "未了の義務：措置の対象の管理者に通知する。" in [text.ja for text in missing.because]
