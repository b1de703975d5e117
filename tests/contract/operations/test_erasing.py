"""A payload erased on its date is gone for good; the log verifies as before, and says what was erased."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from sekisho.casework.entry import Intent
from sekisho.cli import main
from sekisho.ledger import verify
from sekisho.operations import sequencer
from sekisho.operations.act import act
from sekisho.operations.erasing import Erased, erase
from sekisho.operations.export_log import export
from sekisho.operations.intake import Receipt, take
from sekisho.operations.outcomes import Invalid
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records import models
from sekisho.records.access import access_of_cases
from sekisho.records.world import REAL, load_world, register_cases

INDICATOR = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": f"indicator--{UUID(int=2)}",
    "created": "2026-01-01T00:00:00.000Z",
    "modified": "2026-01-01T00:00:00.000Z",
    "pattern": "[domain-name:value = 'host.example']",
    "pattern_type": "stix",
    "valid_from": "2026-01-01T00:00:00Z",
}
DUE = date(2026, 10, 1)
CONSENT = "府公第1号"


@pytest.fixture
def closed(committed_offices: Any) -> str:
    """A policy with a text of its own, closed and in the log."""
    case = committed_offices.opened("policy.open", "nss")
    committed_offices.act(case, "policy.draft", "nss", text="消えるべき内容")
    committed_offices.act(case, "policy.close", "nss")
    sequencer.integrate(committed_offices.tick())
    return str(case)


def gone(offices: Any, case: str) -> Erased:
    """Erase, which must succeed."""
    done = erase(case, DUE, CONSENT, "os:operator", offices.tick())
    assert isinstance(done, Erased), done
    sequencer.integrate(offices.tick())
    return done


def defects(outcome: Any) -> list[str]:
    assert isinstance(outcome, Invalid), outcome
    return [finding.message.en for finding in outcome.findings]


def test_the_log_verifies_and_names_what_was_erased(
    committed_offices: Any, closed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The leaves stand under the same roots; the report tells erased entries from missing ones."""
    assert gone(committed_offices, closed).through == 3
    export(tmp_path / "out")
    assert verify.main([str(tmp_path / "out"), "--lang", "en"]) == verify.OWN_POLICY
    assert "3 entries were erased, on record" in capsys.readouterr().out
    texts = "".join(file.read_text() for file in (tmp_path / "out" / "disclosed").iterdir())
    assert "消えるべき内容" not in texts
    assert CONSENT in texts


def test_neither_key_nor_salts_nor_title_is_left(committed_offices: Any, closed: str) -> None:
    """Nothing that could open the payload, or guess what a leaf commits to, stays in any table."""
    row = models.Case.objects.get(pk=closed)
    gone(committed_offices, closed)
    assert not models.PayloadKey.objects.filter(pk=row.key).exists()
    assert models.Entry.objects.filter(case=closed).count() == 3
    row.refresh_from_db()
    assert (row.title_ja, row.title_en) == ("", "")


@pytest.mark.only_on("sqlite")
def test_the_wrapped_key_is_overwritten_in_the_file(committed_offices: Any, closed: str) -> None:
    """Not only unlinked: neither the database's file nor its write-ahead log holds the bytes any more."""
    key = bytes(models.PayloadKey.objects.get(pk=models.Case.objects.get(pk=closed).key).wrapped)
    connection.cursor().execute("PRAGMA wal_checkpoint(FULL)")
    files = [Path(f"{connection.settings_dict['NAME']}{tail}") for tail in ("", "-wal")]
    assert any(key in file.read_bytes() for file in files if file.exists())
    gone(committed_offices, closed)
    assert not any(key in file.read_bytes() for file in files if file.exists())


def test_what_was_given_goes_with_its_supply_case(committed_offices: Any) -> None:
    """Raw bytes, normal form, observables, incidents and the candidates that repeat them; digests stay."""
    line = {
        "id": "incident-1",
        "title": "見出し",
        "observables": [{"type": "domain", "value": "one.example"}],
    }
    given = take(
        json.dumps(line).encode(),
        "i.jsonl",
        "npa",
        committed_offices.person("npa"),
        committed_offices.tick(),
        "incidents",
    )
    assert isinstance(given, Receipt)
    bundle = json.dumps({"type": "bundle", "id": f"bundle--{UUID(int=1)}", "objects": [INDICATOR]}).encode()
    other = take(bundle, "b.json", "npa", committed_offices.person("npa"), committed_offices.tick())
    assert isinstance(other, Receipt)
    sequencer.integrate(committed_offices.tick())
    for case in (given.case, other.case):
        gone(committed_offices, case)
    assert not models.Normalised.objects.exists()
    assert not models.Observable.objects.exists()
    assert (
        models.Incident.objects.filter(title="", document={}).count() == models.Incident.objects.count() > 0
    )
    row = models.IntelObject.objects.get()
    assert not models.PayloadKey.objects.filter(pk=row.key).exists()


def test_an_erased_case_is_as_one_that_is_not_there(committed_offices: Any, closed: str) -> None:
    """No list, no page, no world has it; an act on it is turned back as on one that never was."""
    gone(committed_offices, closed)
    assert access_of_cases([closed]) == {}
    assert closed not in load_world(pack_in_force(), (closed,), REAL).world.cases
    intent = Intent(case=closed, step="policy.draft", act_of="nss", particulars={"text": "x"}, nonce="n" * 32)
    done = act(intent, committed_offices.person("nss"), committed_offices.tick())
    assert defects(done) == ["There is no such case."]


def test_everything_that_stands_against_it_is_said_at_once(committed_offices: Any, under: Any) -> None:
    """Retention that lasts, no consent, a case that is open and on which another rests, entries not in the log."""
    policy = committed_offices.opened("policy.open", "nss")
    measure = committed_offices.opened("measure.open", "npa", **under(policy))
    now = committed_offices.tick()
    assert defects(erase(policy, now.date() + timedelta(days=1), " ", "os:operator", now)) == [
        f"It is kept through {now.date() + timedelta(days=1)}.",
        "No consent is named.",
        "The case is not closed.",
        f"The open case {measure} rests on it.",
        "Entries wait for the log.",
    ]
    assert models.Erasure.objects.count() == 0
    assert not models.Leaf.objects.filter(leaf_class="erasure").exists()


def test_what_is_not_there_erased_before_or_a_register_is_refused(
    committed_offices: Any, closed: str
) -> None:
    """Each with its reason."""
    gone(committed_offices, closed)
    now = committed_offices.tick()
    (register,) = register_cases(REAL)
    for case, reason in (
        ("case-none", "There is no such case."),
        (closed, "It was erased before."),
        (register, "A register cannot be erased."),
    ):
        assert defects(erase(case, DUE, CONSENT, "os:operator", now)) == [reason]


def test_the_command_erases_and_says_so(
    committed_offices: Any, closed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 0 and what was erased; a second time status 2 and why not."""
    arguments = ["ledger", "erase", closed, "--due", "2026-10-01", "--instrument", CONSENT]
    assert main(arguments) == 0
    assert f"{closed}: 第1号から第3号までを消去した" in capsys.readouterr().out
    assert models.Erasure.objects.get().erased_by.startswith("os:")
    assert main(["--lang", "en", *arguments]) == 2
    assert "It was erased before." in capsys.readouterr().err
