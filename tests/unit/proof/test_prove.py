"""The prover finds what a missing rule would let through, and says so in facts."""

import msgspec
import pytest

from sekisho.law.expression import TRUE
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof import solver
from sekisho.proof.argued import ARGUED
from sekisho.proof.mutate import SHARE, mutate
from sekisho.proof.properties import PROPERTIES
from sekisho.proof.prove import StepProof, prove_forgetting

LOST = (
    ("START-CONSULTATION", "measure.start", "N01"),
    ("START-POLICY-IN-FORCE", "measure.start", "N02a"),
    ("START-POLICY-COVERS", "measure.start", "N02b"),
    ("START-APPROVAL", "measure.start", "N04a"),
    ("START-NOTICE-NOT-OVERDUE", "measure.start", "N06b"),
    ("START-COMMAND", "measure.start", "N10a"),
    ("ORDER-CABINET-DECIDED", "order.issue", "N11b"),
    ("POLICY-SAME-PAPER", "policy.deliberate", "N16a"),
    ("DECIDE-MAJORITY", "oversight.decide", "N28c"),
    ("MEASURE-OPEN-STATE", "measure.approve", "N32d"),
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def _without(pack: Pack, rule: str) -> Pack:
    return msgspec.structs.replace(pack, preconditions=tuple(r for r in pack.preconditions if r.id != rule))


@pytest.mark.parametrize(("rule", "step", "stated"), LOST)
def test_a_lost_rule_gives_a_counterexample_in_both_languages(
    pack: Pack, rule: str, step: str, stated: str
) -> None:
    weaker = _without(pack, rule)
    result = StepProof(weaker, weaker.steps[step], PROPERTIES).prove(stated)
    assert not result.proved
    assert result.facts
    assert all(fact.ja and fact.en for fact in result.facts)


def test_a_counterexample_about_consultation_shows_none_concluded(pack: Pack) -> None:
    weaker = _without(pack, "START-CONSULTATION")
    result = StepProof(weaker, weaker.steps["measure.start"], PROPERTIES).prove("N01")
    assert not any(fact.ja.endswith("所在：国内") for fact in result.facts)


def test_a_proof_rests_on_rules_that_suffice_and_none_can_be_left_out(pack: Pack) -> None:
    proof = StepProof(pack, pack.steps["measure.start"], PROPERTIES)
    result = proof.prove("N05")
    assert proof.holds("N05", result.rests_on)
    for rule in result.rests_on:
        assert not proof.holds("N05", [r for r in result.rests_on if r != rule])


def test_an_exception_that_always_applies_is_found(pack: Pack) -> None:
    broad = tuple(msgspec.structs.replace(e, when=TRUE) for e in pack.exemptions)
    weaker = msgspec.structs.replace(pack, exemptions=broad)
    proof = StepProof(weaker, weaker.steps["measure.start"], PROPERTIES)
    assert {n for n in proof.properties if not proof.prove(n).proved} == {"N04a", "N06a", "N29"}


def test_mutants_of_a_rule_name_the_property_that_notices(pack: Pack) -> None:
    fates = {m.change: m for m in mutate(pack, PROPERTIES, SHARE[0])}
    assert set(fates) > {
        "dropped",
        "unknown permits",
        "when false",
        "same unbound",
        "any one element",
        "never met",
    }
    assert not any(m.survives for m in fates.values())
    assert fates["dropped"].killed_by == "N01"


def test_a_rule_that_the_rest_of_the_gate_implies_is_proved_to_be_redundant(pack: Pack) -> None:
    fates = [m for m in mutate(pack, PROPERTIES, SHARE[1]) if m.step == "measure.start"]
    assert [m.change for m in fates if m.equivalent] == ["dropped", "unknown permits"]
    assert not any(m.survives for m in fates)


def test_a_duty_left_out_is_noticed_by_what_an_entry_must_leave(pack: Pack) -> None:
    fates = [m for m in mutate(pack, PROPERTIES, SHARE[2]) if m.change == "left out"]
    assert [(m.step, bool(m.killed_by), m.killed_by.startswith("case ")) for m in fates] == [
        ("measure.start", True, False)
    ]


def test_what_is_argued_to_be_no_change_is_about_rules_and_steps_that_there_are(pack: Pack) -> None:
    assert all(rule in pack.rules and step in pack.steps for rule, step, _ in ARGUED)


@pytest.mark.long
def test_every_change_to_a_rule_or_effect_is_noticed_or_argued_to_be_none(pack: Pack) -> None:
    assert [f"{m.rule or '-'} {m.step} {m.change}" for m in mutate(pack, PROPERTIES) if m.survives] == []


def test_forgetting_rests_on_the_named_invariant(pack: Pack) -> None:
    result = prove_forgetting(pack, pack.steps["measure.start"])
    assert (result.proved, result.invariant) == (True, "K-RAILS")


def test_a_missing_prover_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "z3", None)
    with pytest.raises(solver.ProverMissingError, match=r"pip install sekisho\[proof\]"):
        solver.load()
