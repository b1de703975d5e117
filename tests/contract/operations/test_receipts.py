"""A receipt is verified years later by the stand-alone verifier, with the policy file alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sekisho.casework.visibility import Access, Viewer
from sekisho.cli import main
from sekisho.ledger import verify
from sekisho.operations import sequencer
from sekisho.operations.intake import Receipt as Given
from sekisho.operations.intake import take
from sekisho.operations.reading import BATCH, Shown, batch_reads, note_reads
from sekisho.operations.receipts import Receipt, Waiting, receipt_of_entry, receipt_of_object, receipt_of_read
from sekisho.operations.witnesses import policy_of
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.sealing import erase_key

HIDDEN = Access(team=frozenset({"npa"}))


def checked(folder: Path, found: Receipt | None, *more: str) -> int:
    """Write a receipt's files and the policy, and verify them as an outsider does."""
    assert found is not None
    for name, content in {**found.files(), "policy": policy_of("real").text().encode()}.items():
        (folder / name).write_bytes(content)
    arguments = ["receipt", str(folder / f"{found.name}.tlog-proof"), "--policy", str(folder / "policy")]
    opened = ["--disclosed", str(folder / f"{found.name}.json")] if found.disclosed else []
    member = ["--member", str(folder / f"{found.name}.member.json")] if found.member else []
    return verify.main([*arguments, *opened, *member, *more])


@pytest.fixture
def planned(offices: Any) -> str:
    """A measure with a plan, in the log."""
    case = offices.opened("measure.open", "npa")
    offices.act(case, "measure.plan", "npa", text="計画の内容")
    sequencer.integrate(offices.tick())
    return str(case)


def test_an_entry_is_proved_with_what_it_says(
    planned: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report names the place in the log and every field that is opened."""
    assert checked(tmp_path, receipt_of_entry(planned, 2), "--lang", "en") == verify.VERIFIED
    said = capsys.readouterr().out
    assert "it is number 6 of the 7 leaves" in said
    assert 'envelope.step = "measure.plan"' in said
    assert "計画の内容" in said


def test_an_old_receipt_holds_while_the_log_grows(offices: Any, planned: str, tmp_path: Path) -> None:
    """What was handed out once needs nothing of what came later."""
    found = receipt_of_entry(planned, 1)
    offices.act(planned, "measure.plan", "npa", text="次の計画")
    sequencer.integrate(offices.tick())
    assert checked(tmp_path, found) == verify.VERIFIED
    assert checked(tmp_path, receipt_of_entry(planned, 1)) == verify.VERIFIED


def test_an_entry_that_is_in_no_checkpoint_has_no_receipt_yet(offices: Any, planned: str) -> None:
    """It says so, instead of proving what is not signed; for no entry at all there is none."""
    offices.act(planned, "measure.plan", "npa", text="次の計画")
    with pytest.raises(Waiting):
        receipt_of_entry(planned, 3)
    assert receipt_of_entry(planned, 4) is None
    assert receipt_of_entry("", 0) is None


def test_of_an_erased_entry_the_proof_is_left(planned: str, tmp_path: Path) -> None:
    """It still shows that the leaf is in the log, and opens nothing."""
    erase_key(models.Case.objects.get(pk=planned).key)
    found = receipt_of_entry(planned, 1)
    assert found is not None
    assert not found.disclosed
    assert checked(tmp_path, found) == verify.VERIFIED


def test_a_single_read_is_proved_without_the_others(
    offices: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who read what and when; of the other reads of its batch only hashes are seen."""
    now = offices.tick()
    for person in ("person-one", "person-two", "person-three"):
        note_reads(Viewer(person=person), "npa_official", [Shown("case", "case-one", HIDDEN)], now)
    batch_reads(now + BATCH)
    sequencer.integrate(now + BATCH)
    row = models.ReadRecord.objects.get(person="person-two")
    assert checked(tmp_path, receipt_of_read(row.pk), "--lang", "en") == verify.VERIFIED
    said = capsys.readouterr().out
    assert 'member.person = "person-two"' in said
    assert "person-one" not in said
    assert receipt_of_read(0) is None


def test_a_single_object_is_proved_by_its_digest(offices: Any, tmp_path: Path) -> None:
    """One leaf stands for the file; each of its objects can still be proved."""
    lines = [
        json.dumps({"id": f"incident-{n}", "observables": [{"type": "domain", "value": f"{n}.example"}]})
        for n in range(5)
    ]
    given = take(
        "\n".join(lines).encode(), "i.jsonl", "npa", offices.person("npa"), offices.tick(), "incidents"
    )
    assert isinstance(given, Given)
    sequencer.integrate(offices.tick())
    digests = models.Batch.objects.get(pk=given.batch).digests
    for digest in digests:
        assert checked(tmp_path, receipt_of_object(given.batch, digest)) == verify.VERIFIED
    assert receipt_of_object(given.batch, hashlib.sha256(b"other").hexdigest()) is None
    assert receipt_of_object("batch-none", digests[0]) is None


def test_the_command_writes_the_files(
    planned: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proof and disclosure into a folder, on record as handed out; status 2 for what is not there."""
    out = str(tmp_path / "out")
    assert main(["ledger", "receipt", "--entry", planned, "2", "--out", out]) == 0
    written = {file.name for file in (tmp_path / "out").iterdir()}
    assert written == {f"{planned}-2.tlog-proof", f"{planned}-2.json"}
    assert models.ReadRecord.objects.get(kind="receipt").subject == f"{planned}-2"
    assert main(["ledger", "receipt", "--entry", planned, "9", "--out", out]) == 2
    assert main(["ledger", "receipt", "--entry", planned, "x", "--out", out]) == 2
    assert "not yet" in capsys.readouterr().err


def test_the_page_hands_it_out_beside_the_entry(offices: Any, planned: str, client: Client) -> None:
    """The case page links both files; what it hands out is on record, and nothing else stands under that address."""
    client.force_login(offices.people["npa_official"])
    shown = client.get(f"/case/{planned}/").content.decode()
    for name in (f"{planned}-2.tlog-proof", f"{planned}-2.json"):
        address = f"/case/{planned}/entry/2/{name}"
        assert address in shown
        answer = client.get(address)
        assert answer.status_code == 200
        assert name in answer.headers["Content-Disposition"]
    assert models.ReadRecord.objects.filter(kind="receipt", subject=f"{planned}-2").count() == 2
    assert client.get(f"/case/{planned}/entry/2/other.json").status_code == 404
    assert client.get(f"/case/{planned}/entry/9/{planned}-9.json").status_code == 404


def test_the_page_says_so_while_there_is_no_receipt(offices: Any, planned: str, client: Client) -> None:
    """The entry was made this moment."""
    offices.act(planned, "measure.plan", "npa", text="次の計画")
    client.force_login(offices.people["npa_official"])
    answer = client.get(f"/case/{planned}/entry/3/{planned}-3.tlog-proof")
    assert answer.status_code == 503
    assert "まだ受領証がない" in answer.content.decode()


def test_who_sees_a_case_in_part_gets_the_proof_alone(offices: Any, planned: str, client: Client) -> None:
    """The proof opens nothing; the fields of an entry are for those who see the whole case."""
    seen_in_part = Access(team=frozenset({"npa"}), part=frozenset({"npa"}))
    models.Case.objects.filter(pk=planned).update(access=keep_access(seen_in_part))
    client.force_login(offices.people["npa_official"])
    assert client.get(f"/case/{planned}/entry/2/{planned}-2.json").status_code == 404
    assert f"{planned}-2.json" not in client.get(f"/case/{planned}/").content.decode()
