"""The log and its witnesses: what one asks the other answers, and only a cosignature that holds is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sekisho.ledger import verify
from sekisho.ledger.policy import BadPolicy, open_under
from sekisho.ledger.witnessing import Fault
from sekisho.operations import witnesses
from sekisho.operations.export_log import export
from sekisho.operations.log_keys import signing_key
from sekisho.operations.witnessing import AGAIN, BETWEEN, ask_witnesses
from sekisho.records import models
from sekisho.records.cosignatures import contacts, last_cosignatures
from sekisho.witness import answering, store
from sekisho.witness.home import found

from .commission import NOW, Commission, grow, lost, outcomes


def test_each_checkpoint_is_cosigned_and_the_export_counts(
    offices: Any, commission: Commission, tmp_path: Path
) -> None:
    """Whoever holds the policy alone accepts the exported checkpoint, and the verifier the whole export."""
    assert outcomes(commission) == ["", ""]
    size = grow(offices)
    assert outcomes(commission, NOW + BETWEEN) == ["", ""]
    policy = witnesses.policy_of("real")
    assert witnesses.counting("real", policy) == size
    folder = tmp_path / "out"
    export(folder)
    assert open_under((folder / "checkpoint").read_text(), policy).size == size
    assert "invalid" not in (folder / "policy").read_text().replace("sekisho.invalid", "")
    assert verify.main([str(folder)]) == 0


def test_a_witness_that_is_current_is_left_alone(commission: Commission) -> None:
    assert outcomes(commission) == ["", ""]
    assert outcomes(commission, NOW + BETWEEN) == []
    assert outcomes(commission, NOW + AGAIN) == ["", ""]
    assert {each.signed_at for each in last_cosignatures("real").values()} == {NOW + AGAIN}


def test_one_that_cannot_be_reached_hinders_nobody(offices: Any, commission: Commission) -> None:
    def half(url: str, body: bytes) -> tuple[int, str]:
        if "b.invalid" in url:
            raise OSError("no route")
        return commission.send(url, body)

    assert [each.outcome for each in ask_witnesses(NOW, half)] == ["", "unreachable"]
    assert grow(offices) and contacts("real")["witness.example/b"].detail == "no route"
    assert witnesses.counting("real", witnesses.policy_of("real")) == 0
    assert [each.outcome for each in ask_witnesses(NOW + timedelta(seconds=1), half)] == []


@pytest.mark.parametrize(
    "reply",
    [
        lambda who, body: (200, ""),
        lambda who, body: (200, "nonsense\n"),
        lambda who, body: (200, who["b"].key.cosign("another text\n", NOW)),
        lambda who, body: (200, who["a"].key.cosign("another text\n", NOW)),
        lambda who, body: (200, who["a"].key.sign("another text\n")),
    ],
)
def test_a_forged_cosignature_is_not_kept(
    commission: Commission, reply: Callable[..., tuple[int, str]]
) -> None:
    key = commission.who["a"].key.verifier.as_cosigner()
    asked = witnesses.ask(key, "http://a.invalid/w", lambda url, body: reply(commission.who, body), NOW)
    assert asked.outcome == "invalid"
    assert not models.Cosignature.objects.exists()


def test_a_log_set_back_to_an_old_copy_is_told_by_its_witness(offices: Any, commission: Commission) -> None:
    """The witness holds more than the log has, and says how much."""
    lost(offices, commission)
    assert outcomes(commission, NOW + AGAIN) == ["ahead", "ahead"]
    assert set(contacts("real")) == {"witness.example/a", "witness.example/b"}


def test_a_log_set_back_and_written_anew_is_refused(offices: Any, commission: Commission) -> None:
    """Another history under the right key, as with a stolen one, gets no cosignature; the witness keeps both."""
    lost(offices, commission)
    offices.opened("measure.open", "npa")
    grow(offices)
    assert outcomes(commission, NOW + AGAIN) == ["refused", "refused"]
    assert contacts("real")["witness.example/a"].detail.startswith("422")
    with store.opened(commission.who["a"].home.database) as base:
        assert [each.fault for each in store.evidence(base)] == [Fault.NOT_JOINED]


def test_a_witness_that_forgot_is_reported_though_it_cosigns(offices: Any, commission: Commission) -> None:
    """Its database was lost or set back: what it says from here on covers less than it once did."""
    assert outcomes(commission) == ["", ""]
    grow(offices)
    fresh = found(commission.folder / "again", "witness.example/a", [signing_key("real").verifier])
    commission.who["a"] = answering.Witness(fresh, commission.who["a"].key, commission.who["a"].logs)
    assert outcomes(commission, NOW + BETWEEN) == ["forgot", ""]


def test_a_policy_that_is_not_clear_changes_nothing(commission: Commission) -> None:
    before = witnesses.policy_of("real")
    for text in ("quorum nobody\n", f"log {signing_key('real').verifier.text()}\nquorum none\n", ""):
        with pytest.raises(BadPolicy):
            witnesses.put_policy(text)
    assert witnesses.policy_of("real") == before
    witnesses.policy_file().write_bytes(b"\xff")
    assert outcomes(commission) == []
