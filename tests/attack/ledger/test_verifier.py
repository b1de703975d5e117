"""Attacks on the record, each named, each found by the stand-alone verifier with the right words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.keys import generate
from sekisho.ledger.leaf import seal
from sekisho.ledger.note import add_signature
from sekisho.ledger.policy import Policy, read_policy
from sekisho.ledger.tiles import make_bundle, read_bundle
from tests.unit.ledger.making import (
    KEY,
    OTHER_KEY,
    WITNESS,
    Log,
    honest,
    later,
    opened,
    reopened,
    secret,
    write,
)

BUNDLE = "tile/entries/000.p/9"
Files = dict[str, bytes]


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., list[str]]:
    """Write an export, verify it, and return what failed, in English; Japanese is there for each."""

    def judge(files: Files, **options: Any) -> list[str]:
        found = verify.verify(write(files, tmp_path / "export"), **options)
        lines = list(found.report.lines())
        failed = [(ja, en) for _, mark, ja, en in lines if mark == "×"]
        assert all(ja and en and ja != en for ja, en in failed)
        assert bool(failed) == bool(found.report.failures)
        return [en for _, en in failed]

    return judge


def leaves_of(files: Files) -> list[bytes]:
    return read_bundle(files[BUNDLE])


def with_leaves(files: Files, leaves: list[bytes]) -> Files:
    """Return the export with other leaves in the same places, tiles left away as an attacker would."""
    kept = {name: data for name, data in files.items() if not name.startswith("tile/")}
    return {**kept, BUNDLE: make_bundle(leaves)}


def edited(files: Files, index: int, change: Callable[[Any], object]) -> Files:
    """Return the export with what is opened of one leaf changed."""
    shown = opened(files, index)
    change(shown)
    return reopened(files, index, shown)


def test_an_honest_log_is_verified(judged: Callable[..., list[str]]) -> None:
    """Nothing is found where nothing is wrong; all else here would mean nothing otherwise."""
    assert judged(honest().files()) == []


def test_a_changed_entry(judged: Callable[..., list[str]]) -> None:
    """A leaf replaced by another well-formed one."""
    files = honest().files()
    leaves = leaves_of(files)
    leaves[2] = seal("real", "case", {"case": "case-a"}, {}, secret(99)).data
    failed = judged(with_leaves(files, leaves))
    assert any("a leaf was changed, removed, inserted or moved" in each for each in failed)
    assert "disclosure 2: the envelope shown is not what the leaf commits to" in failed


@pytest.mark.parametrize("part", ["envelope", "body", "subjects"])
def test_a_changed_field(judged: Callable[..., list[str]], part: str) -> None:
    """One value of one opened field."""
    files = edited(honest().files(), 8, lambda shown: shown[part][0].update(value="x"))
    assert judged(files) == [f"disclosure 8: the {part} shown is not what the leaf commits to"]


def test_a_changed_fraction(judged: Callable[..., list[str]]) -> None:
    """A number with a fraction is compared as exactly as a word."""

    def change(shown: Any) -> None:
        particulars = next(f for f in shown["body"] if f["name"] == "intent.particulars")
        particulars["value"]["share"] = 0.26

    files = edited(honest().files(), 8, change)
    assert judged(files) == ["disclosure 8: the body shown is not what the leaf commits to"]


def test_a_changed_salt(judged: Callable[..., list[str]]) -> None:
    """A salt that is not the field's opens nothing."""
    files = edited(honest().files(), 8, lambda shown: shown["body"][0].update(salt="00" * 16))
    assert judged(files) == ["disclosure 8: the body shown is not what the leaf commits to"]


def test_a_removed_field(judged: Callable[..., list[str]]) -> None:
    """A field left out of what is shown."""
    files = edited(honest().files(), 8, lambda shown: shown["envelope"].pop())
    assert judged(files) == ["disclosure 8: the envelope shown is not what the leaf commits to"]


def test_one_name_with_two_values(judged: Callable[..., list[str]]) -> None:
    """A leaf made to say one thing to one reader and another to the next is refused where both are seen."""
    log = honest()
    files = log.files()
    shown = opened(files, 8)
    twice = [shown["envelope"][0], *shown["envelope"]]
    root = verify.root_of([verify.sha256(verify.FIELD + _opened(f)).digest() for f in twice])
    clear = json.loads(log.leaves[8].data) | {"envelope": root.hex()}
    with pytest.raises(verify.Wrong, match="do not stand once each"):
        verify.Disclosure(json.dumps({"envelope": twice}).encode(), clear)


def _opened(field: dict[str, Any]) -> bytes:
    return verify.canonical([field["salt"], field["name"], field.get("value")]).encode()


def test_a_removed_leaf(judged: Callable[..., list[str]]) -> None:
    """A bundle that lacks a leaf does not hold what its name says; one padded by another leaf has another root."""
    files = honest().files()
    leaves = leaves_of(files)
    del leaves[3]
    assert judged(with_leaves(files, leaves))[0].endswith("not as many leaves as its name says")
    failed = judged(with_leaves(files, [*leaves, leaves[-1]]))
    assert any("removed" in each for each in failed)


def test_a_reordered_leaf(judged: Callable[..., list[str]]) -> None:
    """Two leaves that changed places."""
    files = honest().files()
    leaves = leaves_of(files)
    leaves[1], leaves[2] = leaves[2], leaves[1]
    assert any("moved" in each for each in judged(with_leaves(files, leaves)))


def test_an_inserted_leaf(judged: Callable[..., list[str]]) -> None:
    """A leaf slipped in pushes the others on."""
    files = honest().files()
    leaves = leaves_of(files)
    leaves.insert(2, leaves[0])
    assert any("inserted" in each for each in judged(with_leaves(files, leaves[:-1])))


def test_a_truncated_log(judged: Callable[..., list[str]]) -> None:
    """The leaves stop before the size that was signed."""
    files = honest().files()
    del files[BUNDLE]
    failed = judged(files)
    assert "entry bundle 0: leaves are missing: the log is truncated" in failed
    assert any("too few leaves to compare its root" in each for each in failed)


def test_a_rolled_back_database_restored_from_a_backup(judged: Callable[..., list[str]]) -> None:
    """The log is cut back to an earlier checkpoint: who kept a later one sees it."""
    log = honest()
    kept = log.checkpoints.pop()
    log.leaves, log.parts, log.commits = log.leaves[:8], log.parts[:8], log.commits[:8]
    assert judged(log.files()) == []
    failed = judged(log.files(), seen=[("mine", kept)])
    assert failed == [
        "mine: it is later (9 leaves) than the one shown as latest (8): an old checkpoint is being replayed"
    ]


def test_a_replayed_old_checkpoint(judged: Callable[..., list[str]]) -> None:
    """An old checkpoint shown as the latest, while a later one was kept."""
    log = honest()
    files = log.files()
    files["checkpoint"] = log.checkpoints[0].encode()
    assert any("an old checkpoint is being replayed" in each for each in judged(files))


def test_history_signed_again_with_another_key(judged: Callable[..., list[str]]) -> None:
    """A whole history made anew under the log's name, by a key that the policy does not name."""
    forged = Log(OTHER_KEY)
    forged.entry("case-a")
    forged.sign()
    failed = judged(forged.files(), policy=honest().files()["policy"].decode())
    assert set(failed) == {
        "checkpoint: it is not signed by the log's key that the policy names",
        "checkpoints/1: it is not signed by the log's key that the policy names",
    }


def test_history_signed_again_with_the_stolen_key(judged: Callable[..., list[str]]) -> None:
    """With the true key, history can be signed anew; a checkpoint received before does not fit it."""
    old = honest()
    stolen = Log()
    for _ in range(9):
        stolen.entry("case-a")
    stolen.sign(later(10))
    assert judged(stolen.files()) == []
    failed = judged(stolen.files(), seen=[("mine", old.checkpoints[1])])
    assert failed == [
        "mine: its root is not that of the leaves: a leaf was changed, removed, inserted or moved, "
        "or another history was signed"
    ]


def test_a_fork_shown_to_two_witnesses(judged: Callable[..., list[str]]) -> None:
    """Two checkpoints of one size with two roots, both signed: whoever holds what both were shown sees the fork."""
    log = honest()
    fork = Checkpoint(KEY.name, 9, bytes(32)).sign([KEY])
    failed = judged(log.files(), seen=[("theirs", fork)])
    assert len(failed) == 1
    assert failed[0].startswith("theirs: its root is not that of the leaves")


def test_a_checkpoint_of_another_log(judged: Callable[..., list[str]]) -> None:
    """It is good, but not of this log."""
    other = generate("log.example/exercise", b"\x05" * 32)
    files = honest().files()
    files["checkpoints/1"] = Checkpoint(other.name, 1, bytes(32)).sign([other]).encode()
    assert judged(files) == ["checkpoints/1: it belongs to another log (log.example/exercise)"]


def test_a_checkpoint_of_another_log_that_the_policy_names_too(judged: Callable[..., list[str]]) -> None:
    """One policy may serve for several logs; a checkpoint of one of them says nothing of the others."""
    other = generate("log.example/exercise", b"\x05" * 32)
    log = honest()
    root = verify.root_of([leaf.hash for leaf in log.leaves[:6]])
    files = log.files(Policy((KEY.verifier, other.verifier)))
    files["checkpoints/6"] = Checkpoint(other.name, 6, root).sign([other], later(1)).encode()
    assert judged(files) == ["checkpoints/6: it belongs to another log (log.example/exercise)"]


def test_checks_that_found_nothing_to_look_at_say_so(tmp_path: Path) -> None:
    """Without tiles, lists of objects and anything opened, what was compared is counted as none, and marked as not checked."""
    log = honest()
    kept = {
        name: data
        for name, data in log.files().items()
        if not name.startswith(("tile/0", "tile/1", "batches/", "disclosed/"))
    }
    lines = list(verify.verify(write(kept, tmp_path)).report.lines())
    said = [en for _, mark, _, en in lines if mark == "－"]
    assert "not checked: 0 of 1 tiles" in said
    assert "not checked: disclosures of 0 of 9 leaves" in said
    assert any(each.startswith("not checked: numbers: 0 cases, 0 entries") for each in said)
    assert {step for step, mark, *_ in lines if mark == "○"} == {1, 2, 4, 8}


def test_a_list_of_objects_that_is_not_there_is_counted(tmp_path: Path) -> None:
    """So that a batch whose objects were compared with nothing is not taken for one that was checked."""
    files = {name: data for name, data in honest().files().items() if not name.startswith("batches/")}
    lines = list(verify.verify(write(files, tmp_path)).report.lines())
    assert (9, "－", "not checked: the lists of 0 of 1 batches") in [
        (s, mark, en) for s, mark, _, en in lines
    ]


def test_a_broken_bundle_is_told_once(judged: Callable[..., list[str]]) -> None:
    """Also where lines of commit-times make it look through the leaves a second time."""
    files = honest().files()
    files[BUNDLE] += b"\0"
    failed = judged(files)
    assert [each for each in failed if each.startswith("entry bundle 0: ")] == [
        "entry bundle 0: the bundle has not as many leaves as its name says"
    ]


def witnessed() -> str:
    lines = [f"log {KEY.verifier.text()}", f"witness c {WITNESS.verifier.as_cosigner().text()}", "quorum c"]
    return "\n".join(lines) + "\n"


def test_a_checkpoint_without_the_quorum(judged: Callable[..., list[str]]) -> None:
    """Where the policy asks for the commission's cosignature, a checkpoint without it does not count."""
    log = honest()
    failed = judged(log.files(policy=read_policy(witnessed())))
    assert failed
    assert all(each.endswith("it lacks the cosignatures that the policy asks for") for each in failed)
    log.checkpoints = [_cosigned(each) for each in log.checkpoints]
    assert judged(log.files(policy=read_policy(witnessed()))) == []


def _cosigned(note: str) -> str:
    return add_signature(note, WITNESS.cosign(note.rpartition("\n\n")[0] + "\n", later(11)))


def test_a_forged_cosignature(judged: Callable[..., list[str]]) -> None:
    """One that the witness gave for another checkpoint."""
    log = honest()
    forged = WITNESS.cosign("another text\n", later(11))
    log.checkpoints = [add_signature(each, forged) for each in log.checkpoints]
    failed = judged(log.files(policy=read_policy(witnessed())))
    assert all("the signature of witness.example/commission is wrong" in each for each in failed)
    assert len(failed) == 4


def test_a_forged_signature_of_the_log(judged: Callable[..., list[str]]) -> None:
    """One bit of it."""
    files = honest().files()
    head, _, last = files["checkpoint"].decode().partition("\n\n")
    name, _, line = last.splitlines()[0].rpartition(" ")
    data = bytearray(base64.b64decode(line))
    data[40] ^= 1
    files["checkpoint"] = f"{head}\n\n{name} {base64.b64encode(bytes(data)).decode()}\n".encode()
    assert judged(files) == ["checkpoint: the signature of log.example/real is wrong"]


def test_unknown_signatures_are_named_as_unchecked(tmp_path: Path) -> None:
    """They neither help nor harm, and the report says that they were not looked at."""
    log = honest()
    log.checkpoints = [_cosigned(each) for each in log.checkpoints]
    found = verify.verify(write(log.files(), tmp_path))
    notes = [en for _, mark, _, en in found.report.lines() if mark == "－"]
    assert "signatures that were not checked: witness.example/commission" in notes
    assert not found.report.failures


def test_two_entries_of_one_case_with_the_same_number(judged: Callable[..., list[str]]) -> None:
    """However well everything else is signed."""
    log = honest()
    log.entry("case-a", sequence=4)
    log.sign(later(12))
    assert "leaf 9: number 4 of case case-a stands twice or out of order" in judged(log.files())


def test_a_gap_in_a_case(judged: Callable[..., list[str]]) -> None:
    """An entry that was never put in the log, or stays closed: its number is missing."""
    log = honest()
    log.closed = {2}
    assert judged(log.files()) == ["leaf 4: number 2 of case case-a is missing before it"]


def test_a_gap_that_an_erasure_explains_is_none(judged: Callable[..., list[str]]) -> None:
    """A payload erased on its date leaves the log verifiable, and the erasure itself on record."""
    log = honest()
    log.closed = {2}
    log.put("erasure", {"erased": {"case-a": [2]}, "recorded_at": later(12).isoformat()}, {}, at=later(12))
    log.sign(later(13))
    assert judged(log.files()) == []


def test_a_broken_chain(judged: Callable[..., list[str]]) -> None:
    """An entry that does not follow from the one before it; a first entry that follows from something."""
    log = honest()
    log.entry("case-a", previous="f" * 64)
    log.entry("case-c", previous="f" * 64)
    log.sign(later(12))
    assert judged(log.files()) == [
        "leaf 9: number 5 of case case-a does not follow from the entry before it",
        "leaf 10: number 1 of case case-c does not follow from the entry before it",
    ]


def test_an_entry_that_comes_before_what_it_read(judged: Callable[..., list[str]]) -> None:
    """The order of the log must respect what each act rested on."""
    log = honest()
    log.entry("case-c", reads={"case-a": 5})
    log.entry("case-a")
    log.sign(later(12))
    assert judged(log.files()) == ["leaf 9: it rested on number 5 of case-a, which has a later place"]


def test_an_entry_of_another_realm(judged: Callable[..., list[str]]) -> None:
    """An exercise's entry in the real log."""
    log = honest()
    log.entry("case-c", realm="exercise:spring")
    log.sign(later(12))
    assert judged(log.files()) == ["leaf 9: it belongs to another realm than its leaf says"]


def test_a_committed_leaf_withheld(judged: Callable[..., list[str]]) -> None:
    """Committed, and left out of a checkpoint signed more than five seconds later; then put in quietly."""
    log = honest()
    log.sign(later(20), size=9)
    log.entry("case-a", at=later(11))
    log.sign(later(21))
    failed = judged(log.files())
    assert failed
    assert all("committed more than five seconds before checkpoints/9 was signed" in each for each in failed)


def test_a_committed_leaf_that_never_came(judged: Callable[..., list[str]]) -> None:
    """The office holds the receipt of a leaf; the log has it nowhere."""
    log = honest()
    log.entry("case-a", at=later(11))
    log.sign(later(20), size=9)
    failed = judged(log.files())
    assert len(failed) == 1
    assert failed[0].startswith("a leaf that is nowhere: committed more than five seconds before")


def test_a_leaf_committed_within_five_seconds_may_be_left_out(judged: Callable[..., list[str]]) -> None:
    """The rule is five seconds, not none."""
    log = honest()
    log.entry("case-a", at=later(11))
    log.sign(later(16), size=9)
    assert judged(log.files()) == []


def test_an_undisclosed_start_passed_off_as_a_read(judged: Callable[..., list[str]]) -> None:
    """A leaf that is said to be a read, and stays closed; the entry that it is, is missing nowhere else."""
    log = honest()
    hidden = log.entry("case-a", step="measure.start", leaf_class="read")
    log.sign(later(12))
    log.closed = {hidden}
    assert judged(log.files()) == [
        "leaf 9: a leaf that is said to be of class read is closed: it may hide an entry, such as a start"
    ]


@pytest.mark.parametrize("leaf_class", ["read", "batch", "erasure", "note"])
def test_a_start_shown_as_something_else(judged: Callable[..., list[str]], leaf_class: Any) -> None:
    """Opened, it shows itself as an entry."""
    log = honest()
    log.entry("case-a", step="measure.start", leaf_class=leaf_class)
    log.sign(later(12))
    assert judged(log.files()) == [f"leaf 9: an entry (measure.start) is passed off as {leaf_class}"]


def test_an_object_taken_out_of_a_batch(judged: Callable[..., list[str]]) -> None:
    """The digests that are shown must lead to the root that was logged."""
    files = honest().files()
    files["batches/6.json"] = json.dumps(json.loads(files["batches/6.json"])[:-1]).encode()
    assert judged(files) == ["batch 6: its objects are not those that the leaf commits to"]


def test_a_changed_tile(judged: Callable[..., list[str]]) -> None:
    """Whoever proves from tiles would be misled."""
    files = honest().files()
    files["tile/0/000.p/9"] = bytes(32) + files["tile/0/000.p/9"][32:]
    assert judged(files) == ["tile/0/000.p/9: it does not agree with the leaves"]


def test_a_leaf_written_in_two_ways(judged: Callable[..., list[str]]) -> None:
    """A leaf with a field twice could be read in two ways; only canonical ones are leaves."""
    log = honest()
    log.entry("case-a")
    clear = log.leaves[-1].data
    twice = clear.replace(b"{", b'{"class":"read",', 1)
    log.leaves[-1] = msgspec.structs.replace(log.leaves[-1], data=twice)
    log.sign(later(12))
    assert "leaf 9: it has not the form of a leaf, of which there is one" in judged(log.files())


def test_times_of_very_many_leaves_that_are_nowhere(judged: Callable[..., list[str]]) -> None:
    """A file made to fill the verifier's memory is given up, and said to be another log's."""
    files = honest().files()
    foreign = "".join(f"{n:064x} 2026-10-05T00:00:00Z\n" for n in range(verify.KEPT_LINES + 20))
    failed = judged({**files, "commit-times": foreign.encode()})
    assert [each.partition(" lines ")[0] for each in failed] == ["commit-times: more than 100000"]


@pytest.mark.parametrize("name", ["disclosed/1", "batches/700.json", "batches/5.json"])
def test_a_file_about_leaves_that_are_not_there(judged: Callable[..., list[str]], name: str) -> None:
    """Nothing hangs in the air."""
    files = honest().files() | {name: b"256 {}\n"}
    words = "there is no such leaf" if name.startswith("disclosed") else "no leaf is shown to be that batch"
    assert judged(files) == [f"{name.removesuffix('.json')}: {words}"]


@pytest.mark.parametrize("name", ["tile/entries/000.p/10", "tile/0/000.p/10", "tile/7/x"])
def test_what_lies_under_the_tiles_and_is_of_no_use_is_counted(tmp_path: Path, name: str) -> None:
    """As of leaves beyond the latest checkpoint, which are the trace that a log leaves that was cut back."""
    words = "1 files under tile/ were not read: they may be of leaves beyond the latest checkpoint"
    assert words not in remarks(honest().files(), tmp_path / "all")
    assert words in remarks(honest().files() | {name: b"x"}, tmp_path / "more")


def remarks(files: Files, folder: Path) -> list[str]:
    """Return what the report remarks, in English."""
    return [en for _, mark, _, en in verify.verify(write(files, folder)).report.lines() if mark == "－"]


def test_checkpoints_without_the_quorum_are_counted_beside_the_latest(tmp_path: Path) -> None:
    """Witnesses that were only asked later saw that the log had grown, and no leaf."""
    log = honest()
    log.checkpoints[-1] = _cosigned(log.checkpoints[-1])
    words = "2 others lack the cosignatures that the policy asks for; their leaves are under the latest"
    assert words in remarks(log.files(policy=read_policy(witnessed())), tmp_path)


@pytest.mark.parametrize("line", [b"9 {}\n", b"256 {}\n", b"8 {}\n", b"1 {}\n", b"-1 {}\n"])
def test_a_disclosure_that_is_not_in_its_place(judged: Callable[..., list[str]], line: bytes) -> None:
    """Of a leaf that is not there, of one that was opened already, out of order."""
    files = honest().files()
    assert judged({**files, "disclosed/0": files["disclosed/0"] + line}) == [
        "disclosures of bundle 0: the numbers of its leaves do not rise, or are of no leaf of this bundle"
    ]
