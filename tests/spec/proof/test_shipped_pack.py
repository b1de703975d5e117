"""The pack that is shipped satisfies every property that one step can violate, under every value of every option."""

import io
import json
import re
from contextlib import redirect_stdout
from typing import Any, NamedTuple

import pytest

from sekisho.cli import main
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.everything import PASSAGES
from sekisho.proof.properties import NOT_ONE_STEP, PROPERTIES
from sekisho.proof.prove import StepProof
from sekisho.proof.trial import OTHERS, TRIED


class Proved(NamedTuple):
    """The command's exit status, the rows that it prints and the report that it writes."""

    status: int
    rows: list[dict[str, Any]]
    report: str


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Proved:
    """What one run of the command says, printed and written: proving takes most of the time here."""
    report = tmp_path_factory.mktemp("report") / "proof.md"
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main(["law", "prove", "--json", "--write", str(report)])
    return Proved(status, json.loads(printed.getvalue())["results"], report.read_text("utf-8"))


def test_every_property_is_proved_and_rests_on_something(proved: Proved) -> None:
    assert [
        (row["id"], row["step"]) for row in proved.rows if not (row["proved"] and all(row["rests_on"]))
    ] == []
    assert all(row["rests_on"] for row in proved.rows)
    assert proved.status == 0


def test_no_step_is_forbidden_outright(pack: Pack) -> None:
    stated = {step for p in PROPERTIES for step in p.steps}
    assert [s for s in stated if not StepProof(pack, pack.steps[s], PROPERTIES).satisfiable()] == []


def test_every_property_names_known_steps_and_clauses(pack: Pack) -> None:
    assert all(step in pack.steps for p in PROPERTIES for step in p.steps)
    assert all(clause in pack.clauses for p in PROPERTIES for clause in p.cite)


def test_every_property_of_the_list_is_proved_or_said_to_be_the_kernels(proved: Proved) -> None:
    stated = {m[0] for row in proved.rows if (m := re.match(r"[NA]\d\d", row["id"]))}
    listed = {f"N{number:02}" for number in range(1, 33)} - {"N03"} | {
        f"A{number:02}" for number in range(1, 9)
    }
    assert stated | set(NOT_ONE_STEP) == listed
    assert not stated & set(NOT_ONE_STEP)


def test_every_property_is_tried_on_records_or_said_to_be_of_another_sort(proved: Proved) -> None:
    assert {row["id"] for row in proved.rows} - set(TRIED) == set(OTHERS)
    assert not set(TRIED) & set(OTHERS)
    assert set(NOT_ONE_STEP) < set(TRIED)


def test_every_property_of_history_names_known_steps_and_clauses(pack: Pack) -> None:
    kinds = {f"{kind}.*" for kind in pack.kinds}
    assert all(step in pack.steps or step in kinds for p in PASSAGES for step in (*p.steps, *p.but))
    assert all(clause in pack.clauses for p in PASSAGES for clause in p.cite)


def test_the_report_names_every_property_proved_and_those_not_covered(proved: Proved) -> None:
    assert all(f"| {p.id.partition(' ')[0]} |" in proved.report for p in PROPERTIES)
    assert all(f"- {name}: " in proved.report for name in NOT_ONE_STEP)
