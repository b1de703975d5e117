"""A key that was replaced signs nothing more; what it signed in its time stays verifiable."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sekisho.cli import main
from sekisho.ledger import verify
from sekisho.ledger.policy import open_under, read_policy
from sekisho.operations import hardware_key, sequencer
from sekisho.operations.export_log import export
from sekisho.operations.hardware_key import NoModule, hardware_text, held_key
from sekisho.operations.log_keys import KeyMissing, first_key, key_file, periods, signing_key
from sekisho.operations.receipts import receipt_of_entry
from sekisho.operations.rotating import NotYet, rotate
from sekisho.operations.witnesses import policy_of
from tests.leaves import committed

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


def rotated(offices: Any) -> None:
    """Replace the key, and let the log sign with the new one."""
    sequencer.integrate(offices.tick())
    rotate(offices.tick())
    sequencer.integrate(offices.tick())


def test_checkpoints_of_both_keys_verify_each_in_its_time(
    offices: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the leaf the old one, from the leaf on the new one; twice in a row."""
    case = offices.opened("measure.open", "npa")
    for text in ("一", "二"):
        rotated(offices)
        offices.act(case, "measure.plan", "npa", text=text)
    sequencer.integrate(offices.tick())
    export(tmp_path / "out")
    assert verify.main([str(tmp_path / "out"), "--lang", "en"]) == verify.OWN_POLICY
    assert capsys.readouterr().out.count("the log's key was replaced") == 2
    policy = read_policy((tmp_path / "out" / "policy").read_text())
    assert len(policy.logs) == len(policy.periods) == 3
    for note in (tmp_path / "out" / "checkpoints").iterdir():
        assert open_under(note.read_text(), policy).size == int(note.name)


def test_the_new_key_signs_from_the_leaf_on(offices: Any) -> None:
    """The key changes with the checkpoint that holds the leaf, and the periods say so."""
    sequencer.integrate(offices.tick())
    before = committed()
    rotated(offices)
    old, new = signing_key("real", before), signing_key("real")
    assert old.public == first_key("real").public != new.public
    assert signing_key("real", before + 1).public == new.public
    known = periods("real")
    assert [(period.first, period.last) for period in known.values()] == [(0, before), (before + 1, None)]


def test_a_receipt_from_before_holds_under_the_new_policy(offices: Any, tmp_path: Path) -> None:
    """Years later the policy names both keys with their periods."""
    case = offices.opened("measure.open", "npa")
    sequencer.integrate(offices.tick())
    found = receipt_of_entry(case, 1)
    rotated(offices)
    assert found is not None
    assert not verify.verify_receipt(found.proof.decode(), policy_of("real").text()).failures


def test_nothing_is_replaced_before_the_log_has_signed(offices: Any) -> None:
    """Neither before the first checkpoint nor while a replacement waits for the log."""
    with pytest.raises(NotYet):
        rotate(offices.tick())
    sequencer.integrate(offices.tick())
    rotate(offices.tick())
    with pytest.raises(NotYet):
        rotate(offices.tick())


def test_a_lost_key_is_said_and_never_drawn_anew(offices: Any) -> None:
    """Nobody would know the new one."""
    rotated(offices)
    key_file("real", 2).unlink()
    with pytest.raises(KeyMissing, match=r"log-real\.2\.key"):
        signing_key("real")
    key_file("real", 2).write_bytes(bytes(32))
    with pytest.raises(KeyMissing, match="!="):
        signing_key("real")


def test_a_file_left_behind_by_a_run_cut_off_is_used(offices: Any) -> None:
    """The key was drawn, and then nothing was written."""
    sequencer.integrate(offices.tick())
    key_file("real", 2).write_bytes(bytes(range(32)))
    rotated(offices)
    assert signing_key("real").public != first_key("real").public


def test_the_command_prints_the_policy_with_both_keys(
    offices: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """It can be handed to witnesses and verifiers as it stands."""
    assert main(["ledger", "rotate-key"]) == 0
    assert len(read_policy(capsys.readouterr().out).logs) == 2


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A SoftHSM token with an Ed25519 key."""
    found = os.environ.get("SEKISHO_TEST_PKCS11") or next(m for m in MODULES if Path(m).exists())
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    monkeypatch.setenv("SEKISHO_PKCS11_PIN", "1234")
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "sekisho",
        "--pin",
        "1234",
        "--so-pin",
        "5678",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return found


def made(module: str) -> None:
    """Make an Ed25519 key pair inside the token."""
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}
    with pkcs11.lib(module).get_token(token_label="sekisho").open(user_pin="1234", rw=True) as session:
        kind = pkcs11.KeyType.EC_EDWARDS
        parameters = session.create_domain_parameters(kind, curve, local=True)
        parameters.generate_keypair(
            mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="log"
        )


@pytest.mark.needs("softhsm2-util")
def test_a_key_in_a_hardware_module_takes_over(offices: Any, module: str, tmp_path: Path) -> None:
    """The log signs by PKCS#11; the verifier sees no difference, and what cannot be used says what is missing."""
    made(module)
    case = offices.opened("measure.open", "npa")
    sequencer.integrate(offices.tick())
    rotate(offices.tick(), held=hardware_text(module, "sekisho", "log"))
    sequencer.integrate(offices.tick())
    assert not key_file("real", 2).exists()
    assert not verify.verify_receipt(_receipt(case), policy_of("real").text()).failures
    for token, label in (("nowhere", "log"), ("sekisho", "nothing")):
        with pytest.raises(NoModule):
            held_key("log.example/real", hardware_text(module, token, label))
    with pytest.raises(NoModule, match="module, token and label"):
        held_key("log.example/real", "module = x")
    hardware_key._session.cache_clear()


def _receipt(case: str) -> str:
    found = receipt_of_entry(case, 1)
    assert found is not None
    return found.proof.decode()
