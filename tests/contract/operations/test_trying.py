"""The record tried by the properties, as one person may see it: a case hidden from them is as one that is not there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sekisho.casework.entry import Entry, Intent
from sekisho.cli import main
from sekisho.operations import deviation
from sekisho.operations.act import load_for, prepare
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.writing import write_entry
from sekisho.records import models


@pytest.fixture
def tried(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(person: str = "npa_official", *more: str) -> tuple[int, Any]:
        status = main(["--lang", "en", "law", "replay", "--db", "--person", person, "--json", *more])
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else said.err

    return run


def broken(answer: Any) -> dict[str, list[Any]]:
    return {p["id"]: p["broken"] for p in answer["properties"] if p["broken"]}


def test_what_passed_the_gate_keeps_what_can_be_tried(offices: Any, tried: Any) -> None:
    case = offices.opened("measure.open", "npa")
    offices.act(case, "measure.plan", "npa", text="計画")
    deviation.record(case, "行われた", offices.person("npa"), offices.tick(), offices.now)
    status, answer = tried()
    assert status == 0
    assert answer["entries"] == models.Entry.objects.count()
    assert answer["deviations"] == [answer["entries"]]
    assert broken(answer) == {}
    untried = [u for p in answer["properties"] for u in p["untried"]]
    assert {u["en"] for u in untried} == {
        "The rules at the time are not those that the properties are stated of."
    }


def test_an_entry_written_past_the_gate_by_somebody_not_entitled_is_found(offices: Any, tried: Any) -> None:
    """Whoever has the database and the keys can write what no gate let pass; N20 is the kernel's in every pack."""
    case = offices.opened("measure.open", "npa")
    pack = pack_in_force()
    intent = prepare(Intent(case=case, step="measure.plan", act_of="npa"), offices.person("npa"), offices.now)
    loaded = load_for(pack, intent)
    head = loaded.world.cases[case]
    entry = Entry(
        intent=intent,
        sequence=head.sequence + 1,
        previous=head.head,
        happened_at=offices.tick(),
        recorded_at=offices.now,
        recorded_by=offices.person("nss"),
        by_virtue_of="none",
        verdict="0" * 64,
        pack=pack.hash,
        reads={case: head.sequence},
    )
    assert write_entry(pack, loaded, entry) is None
    status, answer = tried()
    assert status == 1
    assert [each["sequence"] for each in broken(answer)["N20"]] == [entry.sequence]
    assert set(broken(answer)) == {"N20"}


def test_a_case_that_is_hidden_is_as_one_that_is_not_there(offices: Any, tried: Any) -> None:
    case = offices.opened("measure.open", "npa")
    assert tried("npa_official", "--case", case)[0] == 0
    models.Access.objects.update(team=" ")
    hidden, absent = tried("npa_official", "--case", case), tried("npa_official", "--case", "case-none")
    assert hidden[0] == absent[0] == 2
    assert hidden[1].replace(case, "case-none") == absent[1]


def test_nobody_is_shown_nothing(tried: Any, db: None) -> None:
    status, said = tried("nobody-of-that-name")
    assert status == 2
    assert "not there" in said
