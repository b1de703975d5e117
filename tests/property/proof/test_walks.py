"""On whatever real entries leave, the prover's gate and the production gate say the same of every step.

A proof is about the prover's form of the rules, over states that stand for real ones. Here the states are real: random
walks make them, entry by entry, and each gate answers for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sekisho.casework.fold import fold
from sekisho.casework.form import combinations
from sekisho.casework.view import Judgement
from sekisho.proof.gate import gate
from sekisho.proof.recorded import place
from sekisho.proof.trial import Trial
from tests.property.proof.walking import Act, Walk, meant, pack, script, walking

WALKED = sorted({case.id for case in pack().worked if len(script(case.id)[1]) > 15})
"""The worked cases that go through enough for a walk."""
EVERY = 6
WHOLE = settings(
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
"""A walk that fails is shown as it was: shortening it takes longer than reading it."""


def asked(walk: Walk, act: Act) -> tuple[set[str], set[str]] | None:
    """Return the rules that stand in the way of an act, by either gate; ``None`` where its form is no act at all."""
    intent, person = act
    verdict = walk.judged(act)
    step, case = pack().steps[intent.step], walk.cases[intent.case]
    combos = combinations(case, step, intent)
    if verdict.findings or not combos:
        return None
    judgement = Judgement(walk.world, walk.now, intent, person)
    proved: Mapping[str, bool]
    missing = set()
    for combo in combos:
        proved = gate(pack(), step, place(judgement, case, combo))
        missing |= {rule for rule, permits in proved.items() if not permits}
    own = {reason.rule for reason in verdict.missing if not reason.rule.startswith("KERNEL-")}
    return own, missing


def compared(draw: Any, walk: Walk, case: str) -> int:
    """Ask both gates about every step of a case; return of how many they could be asked."""
    answers = 0
    for step in pack().steps_of[walk.cases[case].kind]:
        act = meant(draw, walk, walk.cases[case], step)
        answer = asked(walk, act)
        if answer is not None:
            own, proved = answer
            assert own == proved, (step.id, own ^ proved, act)
            answers += 1
    return answers


@settings(WHOLE, max_examples=25)
@given(st.data())
def test_both_gates_agree_on_every_step_after_every_act(data: st.DataObject) -> None:
    """After each entry about the steps of its case, and at the end about the steps of every case."""
    name = data.draw(st.sampled_from(WALKED))
    walk, answers = None, 0
    for walk, entry in walking(data.draw, name, data.draw(st.sampled_from([0, 1, 3])), tail=4):
        answer = asked(walk, walk.again(entry))
        assert answer is None or answer[0] == answer[1], entry.step
        answers += 1
    assert walk is not None
    for case in walk.cases.values():
        if case.sequence:
            answers += compared(data.draw, walk, case.id)
    assert answers > 1


@pytest.mark.long
@settings(WHOLE, max_examples=60)
@given(st.data())
def test_both_gates_agree_on_long_walks(data: st.DataObject) -> None:
    """The same, further, and every few entries and at the end about every step of the case."""
    name, answers = data.draw(st.sampled_from(WALKED)), 0
    walk, entry = None, None
    for walk, entry in walking(data.draw, name, data.draw(st.sampled_from([0, 1, 3, 6])), tail=20):
        if len(walk.entries) % EVERY == 0:
            answers += compared(data.draw, walk, entry.case)
    assert walk is not None
    assert entry is not None
    answers += compared(data.draw, walk, entry.case)
    assert answers > 1


@settings(WHOLE, max_examples=40)
@given(st.data())
def test_whatever_passed_the_gate_breaks_no_property_and_folds_to_the_state(data: st.DataObject) -> None:
    """What is proved of all states holds of those that were walked; the entries alone give the state again."""
    name = data.draw(st.sampled_from(WALKED))
    trial, walk = Trial(pack()), None
    for walk, entry in walking(data.draw, name, data.draw(st.sampled_from([0, 1, 3])), tail=12):
        assert trial.take(entry, walk.before, walk.world) == (), entry
    assert trial.untried == []
    assert walk is not None
    for case in walk.cases.values():
        assert fold(pack(), case.id, case.kind, case.realm, case.entries) == case
