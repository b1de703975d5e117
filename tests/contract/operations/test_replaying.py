"""The entries of an export are judged again by the rules: what the gate would have refused is found without the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sekisho.casework.entry import Entry, Intent
from sekisho.casework.register import FOUNDING
from sekisho.casework.rejudging import Rejudging
from sekisho.cli import main
from sekisho.ledger import verify
from sekisho.operations import deviation, sequencer
from sekisho.operations.act import load_for, prepare
from sekisho.operations.export_log import export
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.writing import write_entry
from tests.unit.ledger.making import exported, opened, reopened, write

PACK = str(Path(__file__).parent / "pack")
Judged = tuple[int, str]


@pytest.fixture
def judged(offices: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Export the log and verify it with the rules; returns the status and the lines of the tenth step, in English."""

    def run(pack: str = PACK, change: Any = None) -> tuple[int, list[str]]:
        sequencer.integrate(offices.tick())
        folder = tmp_path / "out"
        export(folder)
        if change:
            change(folder)
        capsys.readouterr()
        status = main(["--lang", "en", "ledger", "verify", str(folder), "--pack", pack])
        return status, [line for line in capsys.readouterr().out.splitlines() if line[1:5] == " 10 "]

    return run


def slipped_in(offices: Any, case: str, step: str, by_virtue_of: str = "appointed") -> None:
    """Write an entry past the gate, as somebody with the database and the keys could."""
    pack = pack_in_force()
    intent = prepare(Intent(case=case, step=step, act_of="npa"), offices.person("npa"), offices.now)
    loaded = load_for(pack, intent)
    before = loaded.world.cases[case]
    entry = Entry(
        intent=intent,
        sequence=before.sequence + 1,
        previous=before.head,
        happened_at=offices.tick(),
        recorded_at=offices.now,
        recorded_by=offices.person("npa"),
        by_virtue_of=by_virtue_of,
        verdict="0" * 64,
        pack=pack.hash,
        reads={case: before.sequence},
    )
    assert write_entry(pack, loaded, entry) is None


def test_what_passed_the_gate_is_permitted_with_the_very_verdict(
    offices: Any, judged: Any, under: Any
) -> None:
    """Each verdict comes out again to the last byte, from the export alone."""
    policy = offices.opened("policy.open", "nss")
    offices.act(policy, "policy.draft", "nss", text="案")
    case = offices.opened("measure.open", "npa", **under(policy))
    offices.act(case, "measure.plan", "npa", text="計画")
    offices.act(case, "measure.start", "npa")
    status, lines = judged()
    assert status == verify.OWN_POLICY
    *said, untried = lines
    assert said == [
        "○ 10 5 entries are permitted by the rules (5 of them with the very verdict on record)",
        "○ 10 the properties stated apart from the rules are kept: 3 of them, over 10 entries",
        "－ 10 1 formal decisions bear no signature: who recorded them is only what the record says",
        "－ 10 5 entries founded the register, outside the rules",
    ]
    assert "could not be tried: they rest on what is not shown, or not in those rules" in untried


def test_an_entry_slipped_past_the_gate_is_found(offices: Any, judged: Any) -> None:
    """It is signed, chained and logged like any other; the rules do not permit it."""
    case = offices.opened("measure.open", "npa")
    slipped_in(offices, case, "measure.start")
    status, lines = judged()
    assert status == verify.FAILED
    assert lines[0] == "× 10 leaf 6: the rules do not permit it: PLAN-FIRST, POLICY-FIRST"


def test_nothing_is_founded_once_there_is_a_register(offices: Any, judged: Any) -> None:
    """An entry that claims to found something, after the beginning, is judged like any other."""
    case = offices.opened("measure.open", "npa")
    slipped_in(offices, case, "measure.start", FOUNDING)
    status, lines = judged()
    assert status == verify.FAILED
    assert "leaf 6: the rules do not permit it" in lines[0]


def test_a_deviation_is_told_apart(offices: Any, judged: Any) -> None:
    """What happened outside the gate is reported, and fails nothing: it was said."""
    case = offices.opened("measure.open", "npa")
    deviation.record(case, "行われた", offices.person("npa"), offices.tick(), offices.now)
    status, lines = judged()
    assert status == verify.OWN_POLICY
    assert "－ 10 1 deviations: acts outside the gate, which satisfy nothing" in lines


def test_what_is_not_disclosed_is_said_to_be_unjudged(offices: Any, judged: Any) -> None:
    """A closed body takes its case out of what can be known, and nothing else."""
    case = offices.opened("measure.open", "npa")
    offices.act(case, "measure.plan", "npa", text="計画")
    offices.opened("policy.open", "nss")

    def close(folder: Path) -> None:
        files = exported(folder)
        write(reopened(files, 5, {"envelope": opened(files, 5)["envelope"]}), folder)

    status, lines = judged(change=close)
    assert status == verify.OWN_POLICY
    assert "1 entries are permitted" in lines[0]
    assert any(line.startswith("－ 10 2 entries were not judged again: they, or what") for line in lines)


def test_an_entry_that_names_a_case_not_shown_is_unjudged(offices: Any, judged: Any, under: Any) -> None:
    """Nobody can say what the case that it names looked like: erased, or closed to this reader."""
    policy = offices.opened("policy.open", "nss")
    offices.opened("measure.open", "npa", **under(policy))
    status, lines = judged(change=lambda folder: write(reopened(exported(folder), 5, None), folder))
    assert status == verify.OWN_POLICY
    assert any(line.startswith("－ 10 1 entries were not judged again: they, or what") for line in lines)


def test_without_the_edition_nothing_is_judged_and_it_is_said(offices: Any, judged: Any) -> None:
    """The entries name another pack than the one that is here."""
    offices.opened("measure.open", "npa")
    status, lines = judged(pack="jp-acd")
    assert status == verify.OWN_POLICY
    assert any("their edition of the rules is not here" in line for line in lines)


def test_a_pack_that_does_not_load_is_unusable(judged: Any, tmp_path: Path) -> None:
    """Nothing is verified by half."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "x.yaml").write_text("nonsense: [")
    assert main(["ledger", "verify", str(tmp_path), "--pack", str(tmp_path / "broken")]) == 2
    assert main(["ledger", "verify", str(tmp_path), "--pack", "no-such-pack"]) == 2


def test_content_that_is_not_what_its_hash_names_is_found(offices: Any, tmp_path: Path) -> None:
    """A leaf may commit to a body that is not the entry's: the entry's own hash tells."""
    case = offices.opened("measure.open", "npa")
    offices.act(case, "measure.plan", "npa", text="計画")
    sequencer.integrate(offices.tick())
    export(tmp_path / "out")
    rejudging, files = Rejudging(pack_in_force()), exported(tmp_path / "out")
    for index in range(7):
        shown = opened(files, index)
        envelope, body = ({f["name"]: f.get("value") for f in shown[part]} for part in ("envelope", "body"))
        if index == 6:
            body["intent.particulars"] = {"text": "別の計画"}
        rejudging.take(envelope, body)
    assert rejudging.counts["forged"] == 1
