"""The way out of an assessment: facts of what a viewer may not see are withheld, the law's own words never."""

from __future__ import annotations

import msgspec

from sekisho.casework.assessment import assess
from sekisho.casework.present import present, present_verdict
from sekisho.casework.verdict import Assessment
from sekisho.casework.visibility import Access, Viewer

from .bundles import POLICY, act, fresh, measure, pack, played

START = "measure.start"
OPEN = Access()
CLOSED = Access(team=frozenset({"nss"}), level="confidential_3")
VIEWER = Viewer(person="p", offices=frozenset({"npa"}), clearance="confidential_1")


def assessed() -> Assessment:
    """Return a measure that lacks its consultation, read together with its policy and the commission's case."""
    replayed = played(POLICY, measure(without=["measure.consult"]))
    return assess(pack(), replayed.world, "m1", replayed.now)


def all_open(of: Assessment) -> dict[str, Access]:
    return dict.fromkeys(of.reads, OPEN)


def test_who_may_see_everything_that_was_read_is_shown_the_assessment_as_it_is() -> None:
    assessment = assessed()
    assert len(assessment.reads) > 1
    assert present(assessment, VIEWER, all_open(assessment), pack()) == assessment


def test_a_case_out_of_sight_and_a_case_that_is_not_there_look_alike() -> None:
    assessment = assessed()
    hidden = {**all_open(assessment), "m1": CLOSED}
    unknown = {c: a for c, a in all_open(assessment).items() if c != "m1"}
    assert present(assessment, VIEWER, hidden, pack()) is None
    assert present(assessment, VIEWER, unknown, pack()) is None
    exercise = Viewer(person="p", offices=VIEWER.offices, realm="exercise:x")
    assert present(assessment, exercise, all_open(assessment), pack()) is None


def test_a_case_read_and_out_of_sight_leaves_no_trace() -> None:
    assessment = assessed()
    shown = present(assessment, VIEWER, {**all_open(assessment), "p1": CLOSED}, pack())
    assert shown is not None
    assert "p1" not in shown.reads
    assert all("p1" not in verdict.reads for verdict in shown.steps.values())
    assert '"p1"' not in msgspec.json.encode(shown).decode()


def test_when_an_answer_changes_by_a_case_out_of_sight_or_seen_in_part_is_not_told() -> None:
    assessment = msgspec.structs.replace(assessed(), changes_at=assessed().at)
    partly = msgspec.structs.replace(OPEN, team=frozenset({"npa", "nss"}), part=frozenset({"npa"}))
    for access in (CLOSED, partly):
        shown = present(assessment, VIEWER, {**all_open(assessment), "p1": access}, pack())
        assert shown is not None
        assert shown.changes_at is None


def test_the_text_of_each_rule_its_source_and_its_outcome_stay() -> None:
    assessment = assessed()
    shown = present(assessment, VIEWER, {**all_open(assessment), "p1": CLOSED}, pack())
    assert shown is not None
    for before, after in zip(assessment.steps[START].reasons, shown.steps[START].reasons, strict=True):
        assert (after.rule, after.text, after.cite, after.outcome) == (
            before.rule,
            before.text,
            before.cite,
            before.outcome,
        )
    assert shown.steps[START].outcome == assessment.steps[START].outcome


def test_the_facts_behind_what_is_not_met_become_whom_to_ask() -> None:
    verdict = assessed().steps[START]
    hidden = {**dict.fromkeys(verdict.reads, OPEN), "p1": CLOSED}
    before = {r.rule: r for r in verdict.missing}["START-CONSULTATION"]
    shown = present_verdict(verdict, VIEWER, hidden, pack())
    after = {r.rule: r for r in shown.missing}["START-CONSULTATION"]
    assert before.because != after.because
    assert len(after.because) == 1
    assert pack().name(before.office).ja in after.because[0].ja
    assert pack().name(before.office).en in after.because[0].en
    words = [text.ja for text in before.because]
    assert not [word for word in words if word in after.because[0].ja]


def test_what_rests_on_nothing_out_of_sight_keeps_its_facts() -> None:
    verdict = assessed().steps[START]
    own = msgspec.structs.replace(verdict, reads={"m1": 9})
    assert present_verdict(own, VIEWER, {"m1": OPEN, "p1": CLOSED}, pack()) == own


def test_presenting_leaves_the_assessment_itself_and_its_hash_unchanged() -> None:
    assessment = assessed()
    before = assessment.steps[START].hash
    present(assessment, VIEWER, {**all_open(assessment), "p1": CLOSED}, pack())
    assert assessment == assessed()
    assert assessment.steps[START].hash == before


def test_the_duties_of_a_case_that_is_seen_are_shown_whole() -> None:
    replayed = fresh()
    act(replayed.world, "m1", START, replayed.now, by="npa")
    assessment = assess(pack(), replayed.world, "m1", replayed.now)
    shown = present(assessment, VIEWER, {**all_open(assessment), "p1": CLOSED}, pack())
    assert shown is not None
    assert shown.duties == assessment.duties != ()


def test_a_duty_of_a_case_out_of_sight_loses_the_case_and_the_element() -> None:
    replayed = fresh()
    act(replayed.world, "m1", START, replayed.now, by="npa")
    assessment = assess(pack(), replayed.world, "m1", replayed.now)
    elsewhere = tuple(
        msgspec.structs.replace(d, case="secret", id=d.id.replace("m1:", "secret:"))
        for d in assessment.duties
    )
    mixed = msgspec.structs.replace(assessment, duties=elsewhere)
    shown = present(mixed, VIEWER, all_open(assessment), pack())
    assert shown is not None
    assert "secret" not in msgspec.json.encode(shown).decode()
    assert {(d.id, d.case, tuple(d.element)) for d in shown.duties} == {("", "", ())}
    assert [d.text for d in shown.duties] == [d.text for d in elsewhere]
