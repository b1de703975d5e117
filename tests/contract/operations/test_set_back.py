"""A database put back behind the application's back, or a log key that was lost, is said and never papered over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sekisho.operations import sequencer
from sekisho.operations.log_keys import first_key, key_file
from sekisho.operations.set_back import set_back
from sekisho.operations.witness_standing import standing
from sekisho.records import log
from sekisho.records.home import KeyMissing
from sekisho.records.kept_notes import keep_note, note_file
from sekisho.records.log import latest_checkpoint
from sekisho.records.trouble import KEY, trouble_of

NOW = datetime(2026, 10, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))


def _newer(offices: Any) -> str:
    """The note of a checkpoint that this database never came to."""
    note = latest_checkpoint("real").note
    size = latest_checkpoint("real").size
    return note.replace(f"\n{size}\n", f"\n{size + 7}\n", 1)


def test_the_database_that_was_signed_last_is_not_set_back(offices: Any) -> None:
    """As the log grows, what is kept beside it is always its own."""
    offices.opened("policy.open", "nss")
    sequencer.integrate(NOW)
    assert note_file("real").read_text("utf-8") == latest_checkpoint("real").note
    assert set_back("real") is None


def test_the_slower_of_two_sequencers_does_not_put_an_older_checkpoint_back(offices: Any) -> None:
    """One signed, and another signed and kept the next before it came to keep its own."""
    offices.opened("policy.open", "nss")
    with log.alone():
        sequencer._extend("real", log.waiting("real"), NOW)
    offices.opened("policy.open", "nss")
    sequencer.integrate(NOW)
    sequencer._keep("real")
    assert note_file("real").read_text("utf-8") == latest_checkpoint("real").note


def test_an_older_database_is_said_and_the_evidence_stays(offices: Any) -> None:
    """The newer checkpoint is named with both sizes, and growing on does not overwrite it."""
    sequencer.integrate(NOW)
    newer = _newer(offices)
    keep_note("real", newer)
    finding = set_back("real")
    assert (
        finding is not None
        and "古い写し" in finding.message.ja
        and str(note_file("real")) in finding.remedy.en
    )
    offices.opened("policy.open", "nss")
    assert sequencer.integrate(NOW) == ("real",)
    assert note_file("real").read_text("utf-8") == newer


def test_another_history_of_the_same_size_is_said(offices: Any) -> None:
    """A checkpoint of a size that the log has, over another root, is none of this log."""
    sequencer.integrate(NOW)
    kept = latest_checkpoint("real")
    lines = kept.note.split("\n")
    lines[2] = "A" * 43 + "="
    keep_note("real", "\n".join(lines))
    finding = set_back("real")
    assert finding is not None and "another history" in finding.message.en


def test_a_lost_first_key_is_not_drawn_anew(offices: Any) -> None:
    """Once a checkpoint was signed, the key is missed in words with a remedy, and the page of the record still opens."""
    sequencer.integrate(NOW)
    content = key_file("real", 1).read_bytes()
    key_file("real", 1).unlink()
    with pytest.raises(KeyMissing, match=r"log-real\.key") as caught:
        first_key("real")
    assert trouble_of(caught.value) is KEY
    assert not key_file("real", 1).exists()
    shown = standing("real", NOW, timedelta(hours=1))
    assert shown.warns and "バックアップ" in shown.quorum.ja
    key_file("real", 1).write_bytes(content)
    offices.opened("policy.open", "nss")
    assert sequencer.integrate(NOW) == ("real",)
