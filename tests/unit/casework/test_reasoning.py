"""Why, and why not: the tree under a verdict is the rule's whole condition, each fact with the entry that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sekisho.casework.assessment import assess_step
from sekisho.casework.reasoning import Because, Point, Reasoning, reasoning

from .bundles import POLICY, fresh, pack, played

START = "measure.start"


@pytest.fixture(scope="module")
def ready() -> Reasoning:
    given = fresh()
    return reasoning(pack(), given.world, "m1", START, given.now)


def points(point: Point | None) -> Iterator[Point]:
    if point is not None:
        yield point
        for inner in point.of:
            yield from points(inner)


def of(found: Reasoning, rule: str) -> Because:
    return next(b for b in found.because if b.reason.rule == rule)


def test_the_verdict_is_that_of_the_assessment_and_every_reason_has_its_tree(ready: Reasoning) -> None:
    given = fresh()
    assert ready.verdict == assess_step(pack(), given.world, "m1", START, given.now)
    assert [b.reason for b in ready.because] == list(ready.verdict.reasons)
    assert all(b.requires for b in ready.because)


def test_what_a_rule_requires_stands_as_its_reason_does(ready: Reasoning) -> None:
    for because in ready.because:
        assert because.requires is not None
        assert (because.requires.standing == "met") == (because.reason.outcome == "met"), because.reason.rule


def test_a_fact_names_the_entry_that_it_rests_on(ready: Reasoning) -> None:
    tree = of(ready, "START-LOCATED").requires
    (source,) = [s for p in points(tree) for s in p.sources]
    entry = fresh().world.cases["m1"].entries[source.sequence - 1]
    assert (entry.step, entry.intent.act_of) == ("measure.locate", source.office)


def test_a_condition_in_another_case_is_told_in_that_case(ready: Reasoning) -> None:
    tree = of(ready, "START-POLICY-IN-FORCE").requires
    assert {p.about for p in points(tree)} >= {"p1"}
    assert {s.case for p in points(tree) for s in p.sources} == {"p1"}


def test_a_rule_that_rests_on_an_option_says_so(ready: Reasoning) -> None:
    assert [o.id for o in of(ready, "START-CONSULTATION").options] == ["negative_reply", "location_unknown"]
    assert [o.id for o in of(ready, "START-APPROVAL").options] == ["approval_unit"]
    assert of(ready, "START-LOCATED").options == ()


def test_a_rule_whose_law_was_not_seen_says_how_sure_it_is() -> None:
    low = {c.id for c in pack().clauses.values() if c.confidence != "verified"}
    unsure = {r.id for r in pack().preconditions if START in r.steps and low & set(r.cite)}
    given = fresh()
    found = reasoning(pack(), given.world, "m1", START, given.now)
    told = {b.reason.rule for b in found.because if b.confidence != "verified"}
    assert "START-NOTICE-NOT-OVERDUE" in told
    assert told == {b.reason.rule for b in found.because} & unsure


def test_a_condition_in_a_case_that_nobody_named_says_so() -> None:
    """Before the form names the agenda item, “not met” does not mean that the item is the wrong one."""
    replayed = played({**POLICY, "without": ["policy.deliberate"]})
    told = reasoning(pack(), replayed.world, "p1", "policy.deliberate", replayed.now)
    required = of(told, "POLICY-ITEM-XI").requires
    assert required is not None
    assert required.now is not None
    assert required.now.ja == "関係する案件が示されていない"
