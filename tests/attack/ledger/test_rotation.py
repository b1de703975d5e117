"""A key that was replaced is worth nothing to who stole it, and nobody replaces a key alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.ledger import verify
from sekisho.ledger.keys import SigningKey, generate
from sekisho.ledger.note import add_signature, sign_note
from sekisho.ledger.policy import BadPolicy, Period, Policy, open_under, read_policy
from tests.unit.ledger.making import KEY, OTHER_KEY, Log, honest, later, write

NEW = OTHER_KEY
THIRD = generate("log.example/real", b"\x07" * 32)
BOTH = Policy((KEY.verifier, NEW.verifier))
BOUND = Policy((KEY.verifier, NEW.verifier), periods={KEY.verifier: Period(0, 9), NEW.verifier: Period(10)})
OLD_KEY = (
    "it is signed by a key that is not the log's at this size: a key that was replaced signs nothing more"
)


def announce(log: Log, old: SigningKey, new: SigningKey, signers: list[SigningKey] | None = None) -> int:
    """Put the leaf by which a key takes over; ``signers`` sign it, by default both."""
    vkeys = (old.verifier.text(), new.verifier.text())
    text = "\n".join(("sekisho/key/1", *vkeys, ""))
    note = sign_note(text, signers or [old, new])
    envelope = {"old": vkeys[0], "new": vkeys[1], "note": note, "recorded_at": later(11).isoformat()}
    return log.put("key", envelope, {}, at=later(11))


def replaced(signers: list[SigningKey] | None = None, old: SigningKey = KEY, new: SigningKey = NEW) -> Log:
    """Return a log of nine leaves, the leaf of a new key, and an entry signed with it."""
    log = honest()
    announce(log, old, new, signers)
    log.key = new
    log.sign(later(12))
    log.entry("case-a", at=later(13))
    log.sign(later(14))
    return log


def failures(log: Log, folder: Path, policy: Policy = BOTH) -> list[str]:
    """Return what failed, in English."""
    found = verify.verify(write(log.files(policy), folder), policy.text())
    return [en for _, mark, _, en in found.report.lines() if mark == "×"]


@pytest.mark.parametrize("policy", [BOTH, BOUND])
def test_an_honest_change_of_key_is_verified(tmp_path: Path, policy: Policy) -> None:
    """All else here would mean nothing otherwise; with the periods in the policy and without."""
    log = replaced()
    assert failures(log, tmp_path, policy) == []
    assert all(open_under(note, policy).size for note in log.checkpoints)


def test_the_old_key_signs_after_it_was_replaced(tmp_path: Path) -> None:
    """Stolen or kept back: what it signs from the leaf on is refused."""
    log = replaced()
    log.key = KEY
    log.entry("case-a", at=later(15))
    log.sign(later(16))
    assert failures(log, tmp_path) == [f"checkpoint: {OLD_KEY}", f"checkpoints/12: {OLD_KEY}"]


def test_the_old_key_signs_the_checkpoint_that_holds_the_leaf(tmp_path: Path) -> None:
    """The change takes effect with the leaf itself."""
    log = honest()
    announce(log, KEY, NEW)
    log.sign(later(12))
    assert failures(log, tmp_path) == [f"checkpoint: {OLD_KEY}", f"checkpoints/10: {OLD_KEY}"]


def test_the_new_key_signs_before_its_leaf(tmp_path: Path) -> None:
    """A history made anew with the new key has no checkpoint of the old one left."""
    log = honest()
    log.key = NEW
    log.sign(later(11), size=9)
    announce(log, KEY, NEW)
    log.sign(later(12))
    assert f"checkpoints/9: {OLD_KEY}" in failures(log, tmp_path)


def test_two_keys_without_a_leaf_between_them(tmp_path: Path) -> None:
    """A policy that names two keys lets the log not sign with either as it likes."""
    log = honest()
    log.key = NEW
    log.entry("case-a", at=later(11))
    log.sign(later(12))
    assert failures(log, tmp_path) == [f"checkpoint: {OLD_KEY}", f"checkpoints/10: {OLD_KEY}"]


@pytest.mark.parametrize("signers", [[KEY], [NEW], [THIRD], [KEY, THIRD]])
def test_nobody_replaces_a_key_alone(tmp_path: Path, signers: list[SigningKey]) -> None:
    """Neither who holds the old key, nor who holds the new one, nor a third."""
    failed = failures(replaced(signers), tmp_path)
    assert "leaf 9: it is not signed by both the old key and the new one" in failed
    assert f"checkpoint: {OLD_KEY}" in failed


def test_a_key_that_never_was_the_logs_cannot_be_replaced(tmp_path: Path) -> None:
    """The leaf names another predecessor."""
    failed = failures(replaced(old=THIRD), tmp_path)
    assert "leaf 9: the key that it replaces is not the log's" in failed


def test_a_key_of_another_log_cannot_take_over(tmp_path: Path) -> None:
    """Names are part of keys."""
    foreign = generate("log.example/exercise", b"\x08" * 32)
    log = honest()
    announce(log, KEY, foreign)
    log.sign(later(12))
    assert "leaf 9: the key that it replaces is not the log's" in failures(log, tmp_path)


def test_a_new_key_that_the_policy_does_not_name(tmp_path: Path) -> None:
    """Who holds the old key alone must not be led to trust what it announces."""
    log = replaced(new=THIRD)
    failed = failures(log, tmp_path)
    assert "checkpoint: it is not signed by the log's key that the policy names" in failed


def test_history_made_anew_with_the_stolen_old_key(tmp_path: Path) -> None:
    """Without the leaf it agrees with itself; the periods of the policy and any checkpoint of the new key tell."""
    log = honest()
    for _ in range(3):
        log.entry("case-b", at=later(11))
    log.sign(later(12))
    said = (
        f"the key {KEY.verifier.id.hex()} signed a size (12) outside of the period that the policy gives it"
    )
    assert failures(log, tmp_path / "bound", BOUND) == [f"checkpoint: {said}", f"checkpoints/12: {said}"]
    seen = [("mine", replaced().checkpoints[-1])]
    report = verify.verify(write(log.files(BOTH), tmp_path / "seen"), BOTH.text(), seen).report
    assert report.failures


def test_a_closed_change_of_key(tmp_path: Path) -> None:
    """It could be anything else."""
    log = replaced()
    log.closed = {9}
    assert any("of class key is closed" in each for each in failures(log, tmp_path))


def test_the_old_key_signs_beside_the_new_one(tmp_path: Path) -> None:
    """What the new key signed stands, and the old one signs nothing more: not even the time of it."""
    log = replaced()
    text = log.checkpoints[-1].rpartition("\n\n")[0] + "\n"
    stamped = add_signature(log.checkpoints[-1], KEY.cosign(text, later(500)))
    assert verify.Checkpoint("x", stamped, verify.Policy(BOTH.text())).signed_at == later(14)
    log.checkpoints[-1] = add_signature(log.checkpoints[-1], KEY.sign(text))
    assert failures(log, tmp_path) == [f"checkpoint: {OLD_KEY}", f"checkpoints/11: {OLD_KEY}"]


@pytest.mark.parametrize(("policy", "told"), [(BOTH, 2), (BOUND, 0), (Policy((KEY.verifier,)), 0)])
def test_of_several_keys_those_without_a_period_are_named(tmp_path: Path, policy: Policy, told: int) -> None:
    """A fork that ends before the change, signed with the old key after it was stolen, is seen by its period alone."""
    report = verify.verify(write(honest().files(policy), tmp_path), policy.text()).report
    said = [en for step, _, _, en in report.lines() if step == 1 and "no period" in en]
    assert [each.partition(" have ")[0] for each in said] == [f"of several keys of the log, {told}"] * bool(
        told
    )


ITS = f"{KEY.name}+{KEY.verifier.id.hex()}"


@pytest.mark.parametrize(
    "line",
    [
        "# signs x from 1 to 2",
        "# signs a+00000000 from one to 2",
        "# signs",
        f"#signs {ITS} from 1 to 2",
        f"# sign {ITS} from 1 to 2",
        f"  #\tSigns {ITS} from 1 to 2",
        f"# signs {KEY.name}+00000000 from 1 to 2",
        f"# signs {THIRD.name}+{THIRD.verifier.id.hex()} from 1 to 2",
    ],
)
def test_a_period_that_is_not_clear_is_refused(line: str) -> None:
    """By both readers: a bound that one of them passes over would be none."""
    with pytest.raises(BadPolicy):
        read_policy(f"{line}\n{BOTH.text()}")
    with pytest.raises(verify.Unreadable):
        verify.Policy(f"{line}\n{BOTH.text()}")


@pytest.mark.parametrize("character", ["\r", "\0", "\x1b", "\x7f", "\x0b"])
@pytest.mark.parametrize("place", ["# a comment{}\n", "{}\n", "quorum{}none\n"])
def test_no_control_character_stands_in_a_policy(character: str, place: str) -> None:
    """Neither reader takes one, not even in a comment (c2sp.org/tlog-policy); the tab is a blank."""
    text = f"{place.format(character)}log {KEY.verifier.text()}\n" + "quorum none\n" * ("quorum" not in place)
    with pytest.raises(BadPolicy):
        read_policy(text)
    with pytest.raises(verify.Unreadable):
        verify.Policy(text)
    tabbed = text.replace(character, "\t")
    assert read_policy(tabbed).quorum == verify.Policy(tabbed).quorum == "none"


def test_both_readers_take_the_same_periods() -> None:
    """What the one writes, both read."""
    assert read_policy(BOUND.text()) == BOUND
    assert verify.Policy(BOUND.text()).periods == {
        f"{KEY.name}+{KEY.verifier.id.hex()}": (0, 9),
        f"{NEW.name}+{NEW.verifier.id.hex()}": (10, 10**15),
    }
