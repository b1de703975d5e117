"""ML-DSA-44 beside Ed25519: made and checked as C2SP says, found forged, and named where nothing can check it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import Checkpoint, stamp
from sekisho.ledger.keys import (
    ML_DSA_44,
    BadKey,
    PostQuantumKey,
    SigningKey,
    read_signing_key,
    read_verifier_key,
    verifier_key,
)
from sekisho.ledger.note import BadNote, add_signature, open_note, split_note
from sekisho.ledger.policy import Group, Period, Policy, open_under, read_policy
from tests.unit.ledger.making import KEY, START, WITNESS, Log, honest, later, write

LOG = PostQuantumKey(KEY.name, b"\x07" * 32)
COMMISSION = PostQuantumKey(WITNESS.name, b"\x08" * 32)
POLICY = Policy(
    (KEY.verifier, LOG.verifier),
    {"c": WITNESS.verifier.as_cosigner(), "c-pq": COMMISSION.verifier},
    {"both": Group(2, ("c", "c-pq"))},
    "both",
)


def cosigned(log: Log, *keys: SigningKey | PostQuantumKey) -> Log:
    """Put the signatures of these keys under every checkpoint."""
    for key in keys:
        log.checkpoints = [
            add_signature(each, key.cosign(each.rpartition("\n\n")[0] + "\n", later(11)))
            for each in log.checkpoints
        ]
    return log


def judged(log: Log, folder: Path, policy: Policy = POLICY) -> list[tuple[str, str]]:
    """Return the marks and English lines of the verifier's second step."""
    found = verify.verify(write(log.files(policy=policy), folder)).report.lines()
    return [(mark, en) for step, mark, _, en in found if step == 2]


def test_the_message_is_that_of_the_specification() -> None:
    """Written out here byte by byte: label, cosigner, time, origin, start, end, hash."""
    text = Checkpoint("log.example/real", 0x0102, b"\x09" * 32).text()
    _, signatures = split_note(f"{text}\n{COMMISSION.cosign(text, START)}")
    data = signatures[0].data
    name = WITNESS.name.encode()
    message = (
        b"subtree/v1\n\x00"
        + bytes([len(name)])
        + name
        + int(START.timestamp()).to_bytes(8, "big")
        + b"\x10log.example/real"
        + bytes(8)
        + b"\x00\x00\x00\x00\x00\x00\x01\x02"
        + b"\x09" * 32
    )
    assert len(data) == 8 + 2420 and data[:8] == int(START.timestamp()).to_bytes(8, "big")
    MLDSA44PublicKey.from_public_bytes(COMMISSION.public).verify(data[8:], message)


def test_keys_come_back_from_their_texts_and_no_others_do() -> None:
    key = COMMISSION.verifier
    assert read_verifier_key(key.text()) == key and read_signing_key(COMMISSION.text()) == COMMISSION
    assert key.as_cosigner() == key and key.kind == ML_DSA_44
    for wrong in (
        verifier_key(key.name, key.public[:-1], ML_DSA_44),
        verifier_key(key.name, b"\x01" * 32, ML_DSA_44),
    ):
        with pytest.raises(BadKey):
            read_verifier_key(wrong.text())


def test_the_log_signs_with_both_and_each_has_to_hold() -> None:
    note = Checkpoint(KEY.name, 5, b"\x05" * 32).sign([KEY, LOG], later(1))
    assert len(split_note(note)[1]) == 3
    assert stamp(note, LOG.verifier) == later(1)
    policy = Policy((KEY.verifier, LOG.verifier))
    assert read_policy(policy.text()) == policy
    assert open_under(note, policy).size == 5
    forged = Checkpoint(KEY.name, 5, b"\x05" * 32).sign([KEY]) + LOG.cosign(
        Checkpoint(KEY.name, 5, b"\x06" * 32).text(), later(1)
    )
    with pytest.raises(BadNote, match="is wrong"):
        open_under(forged, policy)


def test_a_log_never_signs_with_it_alone() -> None:
    """Where Ed25519 is missing the checkpoint does not count, whatever stands beside."""
    text = Checkpoint(KEY.name, 5, b"\x05" * 32).text()
    note = f"{text}\n{LOG.cosign(text, later(1))}"
    with pytest.raises(verify.Unreadable, match="lacks a log with an Ed25519 key"):
        verify.Policy(Policy((LOG.verifier,)).text())
    for logs in ((KEY.verifier, LOG.verifier), (LOG.verifier,)):
        with pytest.raises(BadNote):
            open_under(note, Policy(logs))


def test_the_verifier_checks_it(tmp_path: Path) -> None:
    """All held: the log's and the commission's, of both kinds."""
    log = cosigned(honest(), LOG, WITNESS, COMMISSION)
    assert judged(log, tmp_path) == [
        ("○", "the signatures of 4 checkpoints"),
        (
            "－",
            "the latest checkpoint shown: time 2026-10-05 00:00:10+00:00, witnesses and their times "
            "c 2026-10-05 00:00:11+00:00, c-pq 2026-10-05 00:00:11+00:00 (the policy asks for: both, 2 of c, c-pq); "
            "nothing tells that it is the log's newest",
        ),
    ]


def test_the_verifier_finds_it_forged(tmp_path: Path) -> None:
    """One moved here from another checkpoint, under the name of the commission."""
    log = cosigned(honest(), WITNESS)
    moved = COMMISSION.cosign(Checkpoint(KEY.name, 1, b"\x01" * 32).text(), later(11))
    log.checkpoints = [add_signature(each, moved) for each in log.checkpoints]
    assert all(
        mark == "×" and "witness.example/commission is wrong" in en for mark, en in judged(log, tmp_path)
    )


def test_the_verifier_refuses_it_outside_of_the_period_that_the_policy_gives_it(tmp_path: Path) -> None:
    """Each key of a log has a period of its own, of either kind."""
    policy = Policy((KEY.verifier, LOG.verifier), periods={LOG.verifier: Period(0, 7)})
    assert judged(cosigned(honest(), LOG), tmp_path, policy)[0] == (
        "×",
        f"checkpoint: the key {LOG.verifier.id.hex()} signed a size (9) outside of the period that the policy gives it",
    )


def test_without_it_the_quorum_that_asks_for_it_is_not_met(tmp_path: Path) -> None:
    assert ("×", "checkpoint: it lacks the cosignatures that the policy asks for") in judged(
        cosigned(honest(), WITNESS), tmp_path
    )


def test_where_nothing_can_check_it_it_is_named_and_does_not_count(tmp_path: Path) -> None:
    """Python alone, without packages: the quorum of both is not met and the unchecked key is named; one that asks for
    Ed25519 only is met all the same.
    """
    log = cosigned(honest(), WITNESS, COMMISSION)
    alone = Policy(POLICY.logs, POLICY.witnesses, {}, "c")
    for name, policy, status in (("both", POLICY, 1), ("one", alone, verify.OWN_POLICY)):
        folder = write(log.files(policy=policy), tmp_path / name)
        command = [sys.executable, "-I", "-S", str(verify.__file__), str(folder), "--lang", "en"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == status, done.stderr
        assert "signatures that were not checked: witness.example/commission" in done.stdout


@given(st.binary(max_size=2500), st.text(max_size=80))
def test_noise_never_holds_and_never_raises(signature: bytes, text: str) -> None:
    """Any bytes as a signature, any text as a note."""
    key = COMMISSION.verifier
    assert not key.holds(text, signature)
    assert not key.holds(Checkpoint(KEY.name, 5, b"\x05" * 32).text(), signature)
    with pytest.raises(BadNote):
        open_note(f"{text}\n\n— {key.name} !!\n", [key])
