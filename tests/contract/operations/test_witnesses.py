"""The log and its witnesses: what one asks the other answers, and only a cosignature that holds is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sekisho.ledger import verify
from sekisho.ledger.note import split_note
from sekisho.ledger.policy import BadPolicy, Policy, open_under
from sekisho.ledger.witnessing import Fault
from sekisho.operations import witnesses
from sekisho.operations.export_log import export
from sekisho.operations.log_keys import beside, signing_key
from sekisho.operations.rotating import rotate
from sekisho.operations.witnessing import AGAIN, BETWEEN, ask_witnesses
from sekisho.records import models
from sekisho.records.cosignatures import Contact, contacts, last_cosignatures
from sekisho.witness import answering, store
from sekisho.witness.home import found

from .commission import NOW, Commission, grow, lost, outcomes


def tried(commission: Commission, name: str) -> Contact:
    """Return how the last attempt to reach a witness ended."""
    return contacts("real")[commission.who[name].keys[0].verifier.as_cosigner().label]


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
    assert verify.main([str(folder)]) == verify.OWN_POLICY


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
    assert grow(offices) and tried(commission, "b").detail == "no route"
    assert witnesses.counting("real", witnesses.policy_of("real")) == 0
    assert [each.outcome for each in ask_witnesses(NOW + timedelta(seconds=1), half)] == []


@pytest.mark.parametrize(
    "reply",
    [
        lambda who, body: (200, ""),
        lambda who, body: (200, "nonsense\n"),
        lambda who, body: (200, who["b"].keys[0].cosign("another text\n", NOW)),
        lambda who, body: (200, who["a"].keys[0].cosign("another text\n", NOW)),
        lambda who, body: (200, who["a"].keys[0].sign("another text\n")),
    ],
)
def test_a_forged_cosignature_is_not_kept(
    commission: Commission, reply: Callable[..., tuple[int, str]]
) -> None:
    key = commission.who["a"].keys[0].verifier.as_cosigner()
    asked = witnesses.ask(key, "http://a.invalid/w", lambda url, body: reply(commission.who, body), NOW)
    assert asked.outcome == "invalid"
    assert not models.Cosignature.objects.exists()


def test_a_log_set_back_to_an_old_copy_is_told_by_its_witness(offices: Any, commission: Commission) -> None:
    """The witness holds more than the log has, and says how much."""
    lost(offices, commission)
    assert outcomes(commission, NOW + AGAIN) == ["ahead", "ahead"]
    assert [tried(commission, name).outcome for name in "ab"] == ["ahead", "ahead"]


def test_a_log_set_back_and_written_anew_is_refused(offices: Any, commission: Commission) -> None:
    """Another history under the right key, as with a stolen one, gets no cosignature; the witness keeps both."""
    lost(offices, commission)
    offices.opened("measure.open", "npa")
    grow(offices)
    assert outcomes(commission, NOW + AGAIN) == ["refused", "refused"]
    assert tried(commission, "a").detail.startswith("422")
    with store.opened(commission.who["a"].home.database) as base:
        assert [each.fault for each in store.evidence(base)] == [Fault.NOT_JOINED]


def test_a_witness_that_forgot_is_reported_though_it_cosigns(offices: Any, commission: Commission) -> None:
    """Its database was lost or set back: what it says from here on covers less than it once did."""
    assert outcomes(commission) == ["", ""]
    grow(offices)
    fresh = found(commission.folder / "again", "witness.example/a", [signing_key("real").verifier])
    commission.who["a"] = answering.Witness(fresh, commission.who["a"].keys, commission.who["a"].trusted)
    assert outcomes(commission, NOW + BETWEEN) == ["forgot", ""]


def test_a_policy_that_is_not_clear_changes_nothing(commission: Commission) -> None:
    before = witnesses.policy_of("real")
    for text in ("quorum nobody\n", f"log {signing_key('real').verifier.text()}\nquorum none\n", ""):
        with pytest.raises(BadPolicy):
            witnesses.put_policy(text)
    assert witnesses.policy_of("real") == before
    witnesses.policy_file().write_bytes(b"\xff")
    assert outcomes(commission) == []


def test_ml_dsa_44_stands_beside_ed25519_of_log_and_witness(offices: Any, tmp_path: Path) -> None:
    """The two keys of one witness have one name, and are kept apart by their ids; the export verifies with both."""
    beside("real", draw=True)
    logs = witnesses.policy_of("real").logs
    who = answering.witness(found(tmp_path / "w", "witness.example/w", logs, post_quantum=True))
    keys = [key.verifier.as_cosigner().text() for key in who.keys]
    lines = [f"witness w{n} {key} http://w.invalid" for n, key in enumerate(keys)]
    policy = witnesses.put_policy("\n".join([*lines, "group both all w0 w1", "quorum both", ""]))

    def send(url: str, body: bytes) -> tuple[int, str]:
        given = answering.answer(who, body, NOW)
        return given.status, given.body

    size = grow(offices)
    assert [each.outcome for each in ask_witnesses(NOW, send)] == ["", ""]
    assert len(policy.logs) == 2 and witnesses.counting("real", policy) == size
    export(tmp_path / "out")
    assert verify.main([str(tmp_path / "out")]) == verify.OWN_POLICY
    assert len(split_note((tmp_path / "out" / "checkpoint").read_text())[1]) == 5


def test_an_export_before_the_quorum_is_written_and_said_to_lack_it(
    commission: Commission, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is held back because witnesses are late; the verifier tells what is missing."""
    export(tmp_path / "out")
    assert verify.main([str(tmp_path / "out"), "--lang", "en"]) == verify.FAILED
    assert "lacks the cosignatures" in capsys.readouterr().out


def test_a_key_that_took_over_is_cosigned_once_the_witness_trusts_it(
    offices: Any, commission: Commission
) -> None:
    """A new key of the log is a stranger to its witnesses until their operators have it from elsewhere."""
    assert outcomes(commission) == ["", ""]
    rotate(offices.tick())
    grow(offices)
    assert outcomes(commission, NOW + BETWEEN) == ["refused", "refused"]
    assert tried(commission, "a").detail.startswith("403")
    policy = witnesses.policy_of("real")
    for who in commission.who.values():
        who.home.logs_file.write_text(Policy(policy.logs, periods=policy.periods).text())
    commission.who = {name: answering.witness(who.home) for name, who in commission.who.items()}
    assert outcomes(commission, NOW + 2 * BETWEEN) == ["", ""]
