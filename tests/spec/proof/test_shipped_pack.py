"""The pack that is shipped satisfies every property that one step can violate, under every value of every option."""

import json
import re
from pathlib import Path

import pytest

from sekisho.cli import main
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.everything import PASSAGES, prove_pack
from sekisho.proof.properties import NOT_ONE_STEP, PROPERTIES
from sekisho.proof.prove import Result, StepProof
from sekisho.proof.trial import OTHERS, TRIED


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def results(pack: Pack) -> tuple[Result, ...]:
    return prove_pack(pack)


def test_every_property_is_proved_and_rests_on_something(results: tuple[Result, ...]) -> None:
    assert [(r.id, r.step) for r in results if not r.sound] == []


def test_every_proof_takes_less_than_a_second(results: tuple[Result, ...]) -> None:
    assert max(r.milliseconds for r in results) < 1000


def test_no_step_is_forbidden_outright(pack: Pack) -> None:
    stated = {step for p in PROPERTIES for step in p.steps}
    assert [s for s in stated if not StepProof(pack, pack.steps[s], PROPERTIES).satisfiable()] == []


def test_every_property_names_known_steps_and_clauses(pack: Pack) -> None:
    assert all(step in pack.steps for p in PROPERTIES for step in p.steps)
    assert all(clause in pack.clauses for p in PROPERTIES for clause in p.cite)


def test_every_property_of_the_list_is_proved_or_said_to_be_the_kernels(results: tuple[Result, ...]) -> None:
    stated = {m[0] for r in results if (m := re.match(r"[NA]\d\d", r.id))}
    listed = {f"N{number:02}" for number in range(1, 33)} - {"N03"} | {
        f"A{number:02}" for number in range(1, 9)
    }
    assert stated | set(NOT_ONE_STEP) == listed
    assert not stated & set(NOT_ONE_STEP)


def test_every_property_is_tried_on_records_or_said_to_be_of_another_sort(
    results: tuple[Result, ...],
) -> None:
    assert {r.id for r in results} - set(TRIED) == set(OTHERS)
    assert not set(TRIED) & set(OTHERS)
    assert set(NOT_ONE_STEP) < set(TRIED)


def test_every_property_of_history_names_known_steps_and_clauses(pack: Pack) -> None:
    kinds = {f"{kind}.*" for kind in pack.kinds}
    assert all(step in pack.steps or step in kinds for p in PASSAGES for step in (*p.steps, *p.but))
    assert all(clause in pack.clauses for p in PASSAGES for clause in p.cite)


def test_the_command_prints_every_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "prove", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert all(row["proved"] and row["rests_on"] for row in shown["results"])


def test_the_report_names_every_property_proved_and_those_not_covered(tmp_path: Path) -> None:
    assert main(["law", "prove", "--write", str(tmp_path / "proof.md")]) == 0
    written = (tmp_path / "proof.md").read_text("utf-8")
    assert all(f"| {p.id.partition(' ')[0]} |" in written for p in PROPERTIES)
    assert all(f"- {name}: " in written for name in NOT_ONE_STEP)
