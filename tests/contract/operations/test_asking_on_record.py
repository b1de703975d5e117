"""The law commands on what is on record: as one person may see it, and their reading is on record itself."""

from __future__ import annotations

from typing import Any

import pytest

from sekisho.cli import main
from sekisho.records import models

START = "measure.start"


@pytest.fixture
def measure(offices: Any) -> str:
    case: str = offices.opened("measure.open", "npa")
    return case


def ask(capsys: pytest.CaptureFixture[str], command: str, case: str, person: str) -> tuple[int, str]:
    """Ask a law command about a case in somebody's sight."""
    status = main(
        ["--lang", "en", "law", command, "--db", "--case", case, "--person", person, "--step", START]
    )
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_person_who_sees_the_case_is_told_why(
    offices: Any, measure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = ask(capsys, "explain", measure, "npa_official")
    assert status == 0
    assert "× PLAN-FIRST" in said
    assert "× POLICY-FIRST" in said


def test_a_case_that_is_hidden_is_as_one_that_is_not_there(
    offices: Any, measure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    models.Access.objects.update(team=" ")
    hidden = ask(capsys, "explain", measure, "npa_official")
    absent = ask(capsys, "explain", "case-none", "npa_official")
    assert hidden[0] == absent[0] == 2
    assert hidden[1].replace(measure, "case-none") == absent[1]


def test_asking_needs_a_bundle_or_a_case_and_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "assess"]) == 2
    assert main(["law", "assess", "--db", "--case", "x"]) == 2
    assert "--person" in capsys.readouterr().err
