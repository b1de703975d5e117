"""Receipts forged in every part: none is ever taken for valid, and none makes the verifier fall over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger import batch, verify
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.keys import generate
from sekisho.ledger.leaf import disclose, seal
from sekisho.ledger.policy import Policy, read_policy
from sekisho.ledger.proof import write_proof
from sekisho.ledger.tree import in_memory, inclusion_proof
from tests.unit.ledger.making import EVERYTHING, KEY, OTHER_KEY, WITNESS, Log, honest, later, secret

LOG = honest()
POLICY = Policy((KEY.verifier,)).text()
WITNESSED = "\n".join(
    [f"log {KEY.verifier.text()}", f"witness c {WITNESS.verifier.as_cosigner().text()}", "quorum c", ""]
)


def receipt(log: Log = LOG, index: int = 8, leaf: bytes = b"", note: str = "", **changed: Any) -> str:
    """Return the receipt of a leaf under the newest checkpoint; a part given replaces the true one."""
    path = inclusion_proof(index, len(log.leaves), in_memory([each.hash for each in log.leaves]))
    path = changed.get("path", path)
    return write_proof(
        changed.get("said", index), path, note or log.checkpoints[-1], leaf or log.leaves[index].data
    )


def opened(index: int = 8, log: Log = LOG) -> str:
    """Return what is opened of a leaf."""
    envelope, body, tags = log.parts[index]
    return msgspec.json.encode(disclose(envelope, body, log.leaves[index].salts, EVERYTHING, tags)).decode()


def failures(
    proof: str, policy: str = POLICY, disclosed: str | None = None, member: str | None = None
) -> list[str]:
    """Return what failed, in English."""
    report = verify.verify_receipt(proof, policy, disclosed, member)
    found = [en for _, mark, _, en in report.lines() if mark == "×"]
    assert bool(found) == bool(report.failures)
    return found


def test_an_honest_receipt_is_verified() -> None:
    """All else here would mean nothing otherwise."""
    for index in range(len(LOG.leaves)):
        assert failures(receipt(index=index), disclosed=opened(index)) == []


def test_a_leaf_that_was_never_logged() -> None:
    """A well-formed leaf under the path of another."""
    stranger = seal("real", "case", {"case": "case-a"}, {}, secret(99)).data
    assert failures(receipt(leaf=stranger)) == [
        "leaf 8: its path does not lead to the root: it is not in the log"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"said": 7},
        {"said": 9},
        {"said": 10**14},
        {"path": []},
        {"path": [bytes(32)]},
        {"path": [bytes(31)]},
        {"path": [bytes(32)] * 70},
    ],
)
def test_another_place_or_another_path(change: dict[str, Any]) -> None:
    """A number that is not the leaf's, a path that is too short, too long, or made of something else."""
    (failed,) = failures(receipt(**change))
    assert failed.endswith("it is not in the log")


def test_a_receipt_of_another_log() -> None:
    """Signed well, by the log of an exercise; and by a key that took the log's name."""
    exercise = generate("log.example/exercise", b"\x05" * 32)
    size, root = len(LOG.leaves), Checkpoint(KEY.name, 1, bytes(32)).root
    note = Checkpoint(exercise.name, size, root).sign([exercise])
    assert failures(receipt(note=note)) == ["checkpoint: it belongs to another log (log.example/exercise)"]
    note = Checkpoint(KEY.name, size, root).sign([OTHER_KEY])
    assert failures(receipt(note=note)) == [
        "checkpoint: it is not signed by the log's key that the policy names"
    ]


def test_a_receipt_without_the_witnesses_that_the_policy_asks_for() -> None:
    """The log's own word is not enough where the policy wants the commission's."""
    assert failures(receipt(), WITNESSED) == [
        "checkpoint: it lacks the cosignatures that the policy asks for"
    ]
    text = LOG.checkpoints[-1].rpartition("\n\n")[0] + "\n"
    assert failures(receipt(note=LOG.checkpoints[-1] + WITNESS.cosign(text, later(11))), WITNESSED) == []


def test_a_forged_cosignature_on_a_receipt() -> None:
    """One that the witness gave for another checkpoint."""
    note = LOG.checkpoints[-1] + WITNESS.cosign("another text\n", later(11))
    assert failures(receipt(note=note), WITNESSED) == [
        "checkpoint: the signature of witness.example/commission is wrong"
    ]


def test_another_decision_shown_under_a_true_receipt() -> None:
    """The leaf is logged, and what is shown is not what it commits to: changed, or another entry's."""
    shown = json.loads(opened())
    next(field for field in shown["envelope"] if field["name"] == "step")["value"] = "measure.approve"
    assert failures(receipt(), disclosed=json.dumps(shown)) == [
        "leaf 8: the envelope shown is not what the leaf commits to"
    ]
    assert failures(receipt(), disclosed=opened(7)) == [
        "leaf 8: the envelope shown is not what the leaf commits to"
    ]


def membership(index: int, digests: list[str], /, **changed: Any) -> str:
    """Return the proof of one object of the batch, with what is changed."""
    proved = batch.prove(digests, index)
    member = {"index": index, "size": proved.size, "path": [each.hex() for each in proved.path]}
    return json.dumps({**member, "digest": digests[index], **changed})


def test_an_object_that_was_not_in_the_batch() -> None:
    """Each true member is proved; another digest, place, size or leaf is not."""
    digests = LOG.batches[6]
    for index in range(len(digests)):
        assert failures(receipt(index=6), disclosed=opened(6), member=membership(index, digests)) == []
    refused = ["leaf 6: it is not in the batch that the leaf stands for"]
    for change in ({"digest": "00" * 32}, {"index": 2}, {"size": 4}, {"path": []}):
        forged = membership(1, digests, **change)
        assert failures(receipt(index=6), disclosed=opened(6), member=forged) == refused
    assert failures(receipt(index=6), member=membership(1, digests)) == refused
    assert failures(receipt(index=8), disclosed=opened(8), member=membership(1, digests)) == [
        "leaf 8: it is not in the batch that the leaf stands for"
    ]


def test_a_read_by_somebody_else() -> None:
    """The salt and content of a read must lead to its digest."""
    log = honest()
    reads = [{"person": f"person-{n}", "subject": "case-a"} for n in range(3)]
    digests = [batch.salted(f"{n:032x}", read) for n, read in enumerate(reads)]
    index = log.put("read", {"root": batch.batch_root(digests).hex(), "size": 3}, {})
    log.sign(later(12))
    true = {"salt": f"{1:032x}", "content": reads[1], "digest": ""}
    proof, shown = receipt(log, index), opened(index, log)
    assert failures(proof, disclosed=shown, member=membership(1, digests, **true)) == []
    refused = ["leaf 9: it is not in the batch that the leaf stands for"]
    for digest in ("", digests[1]):  # the true digest beside another content proves nothing of that content
        other = {"salt": true["salt"], "content": {**reads[1], "person": "person-9"}, "digest": digest}
        assert failures(proof, disclosed=shown, member=membership(1, digests, **other)) == refused


def test_an_entry_made_to_look_like_a_batch_has_no_members() -> None:
    """Only a leaf of objects or of reads stands for others."""
    log = honest()
    digests = LOG.batches[6]
    index = log.entry("case-a", root=batch.batch_root(digests).hex(), size=len(digests))
    log.sign(later(12))
    assert failures(receipt(log, index), disclosed=opened(index, log), member=membership(1, digests)) == [
        "leaf 9: it is not in the batch that the leaf stands for"
    ]


def test_a_file_that_is_named_and_empty_is_not_passed_over() -> None:
    """Neither what is opened of the leaf nor a member: nothing was shown by it."""
    assert failures(receipt(index=6), disclosed=opened(6), member="")
    assert failures(receipt(), disclosed="")


def test_a_member_that_cannot_be_read_takes_no_failure_back() -> None:
    """That the leaf is not in the log stands, whatever is named beside it."""
    failed = failures(receipt(said=7), member="x")
    assert failed[0] == "leaf 7: its path does not lead to the root: it is not in the log"
    assert len(failed) == 2


def marks(step: int, *arguments: str) -> list[str]:
    """Return the lines of a step, with their marks, in English."""
    report = verify.verify_receipt(*arguments)
    return [f"{mark} {en}" for at, mark, _, en in report.lines() if at == step]


def test_content_of_a_member_that_is_no_object_is_not_said_to_hold() -> None:
    """A line that says that it is in the batch stands beside no failure."""
    log = honest()
    digests = [batch.salted(f"{n:032x}", "text") for n in range(3)]
    index = log.put("read", {"root": batch.batch_root(digests).hex(), "size": 3}, {})
    log.sign(later(12))
    member = membership(1, digests, salt=f"{1:032x}", content="text")
    said = marks(9, receipt(log, index), POLICY, opened(index, log), member)
    assert [each[0] for each in said] == ["×"]


def test_what_a_receipt_does_not_show_is_said() -> None:
    """Parts and fields that stay closed, also where nothing is opened, and the checks that take more than one leaf."""
    closed = [f"－ nothing of the {part} is shown" for part in ("envelope", "body", "subjects")]
    for disclosed in (None, "{}"):
        report = verify.verify_receipt(receipt(), POLICY, disclosed)
        assert [f"{mark} {en}" for step, mark, _, en in report.lines() if step == 6] == closed
        assert [step for step, _, _, en in report.lines() if "one leaf cannot show it" in en] == [
            7,
            8,
            10,
            11,
        ]
    shown = json.loads(opened())
    shown["envelope"][0] = {"commitment": verify.commitment(shown["envelope"][0]).hex()}
    assert "－ fields of the envelope stay closed, 1 at least" in marks(
        6, receipt(), POLICY, json.dumps(shown)
    )


def test_a_receipt_s_verdict_is_about_its_leaf() -> None:
    """It does not speak of the record, of which it shows one leaf; what is opened is marked as checked."""
    report = verify.verify_receipt(receipt(), POLICY, opened())
    assert report.verdict == "in_log"
    assert verify.as_text(report, "en").splitlines()[-1] == (
        "Verified: this leaf is in the log, under a checkpoint that counts. Nothing but what is opened of it was checked."
    )
    assert '○ 6 envelope.case = "case-b"' in verify.as_text(report, "en")


def test_a_leaf_that_is_no_entry_is_held_to_its_class_in_a_receipt() -> None:
    """As in an export: no unknown class, and no field that its class has not."""
    log = honest()
    log.put("foo", {"text": "x"}, {})  # type: ignore[arg-type]
    strange = log.put("read", {"step": "measure.start"}, {})
    more = log.put("read", {"remark": "x"}, {})
    log.sign(later(12))
    assert "a leaf that is said to be of class foo is closed" in failures(receipt(log, 9))[0]
    assert failures(receipt(log, 9), disclosed=opened(9, log)) == ["leaf 9: there is no class foo"]
    assert failures(receipt(log, strange), disclosed=opened(strange, log)) == [
        f"leaf {strange}: an entry (measure.start) is passed off as read"
    ]
    assert failures(receipt(log, more)) == []
    (failed,) = failures(receipt(log, more), disclosed=opened(more, log))
    assert "has not the fields of one" in failed


PROOF = receipt()
NOISE = st.one_of(
    st.binary(max_size=8), st.sampled_from([b"", b"\n", b"\x00", b"9" * 5000, b"[" * 3000, b"null"])
)


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """Some of what was good is cut out, and noise put in."""
    data = text.encode()
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from([0, 1, 4, len(data)])))))
    return (data[:start] + draw(NOISE) + data[end:]).decode("utf-8", "replace")


@given(data=st.data())
def test_a_mangled_receipt_is_never_valid(data: st.DataObject) -> None:
    """It is unreadable, fails, or still proves the very same leaf."""
    text = data.draw(mangled(PROOF))
    try:
        report = verify.verify_receipt(text, POLICY)
    except verify.Unreadable:
        return
    if not report.failures:
        assert verify.read_proof(text)[:3] == verify.read_proof(PROOF)[:3]
        assert (report.found["index"], report.found["size"]) == (8, 9)


@pytest.mark.parametrize("which", ["disclosed", "member"])
@given(data=st.data())
def test_a_mangled_disclosure_is_never_valid(which: str, data: st.DataObject) -> None:
    """What is opened beside a receipt is the leaf's, or it fails."""
    files = {"disclosed": opened(6), "member": membership(1, LOG.batches[6])}
    files[which] = data.draw(mangled(files[which]))
    try:
        report = verify.verify_receipt(receipt(index=6), POLICY, **files)
    except verify.Unreadable:
        return
    if not report.failures and which == "disclosed" and files[which]:
        assert json.loads(files[which]).keys() <= {"envelope", "body", "subjects"}
        for part, fields in report.found["shown"].items():
            assert fields.items() <= dict({"envelope": LOG.parts[6][0]}.get(part, {})).items() or not fields


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command on a receipt; returns status, output and error output."""

    def run(proof: str, policy: str = POLICY, *more: str) -> tuple[int, str, str]:
        (tmp_path / "r.tlog-proof").write_text(proof, "utf-8")
        (tmp_path / "policy").write_text(policy, "utf-8")
        arguments = ["receipt", str(tmp_path / "r.tlog-proof"), "--policy", str(tmp_path / "policy"), *more]
        status = verify.main(arguments)
        return status, *capsys.readouterr()

    return run


def test_the_command_tells_valid_failed_and_unreadable_apart(
    command: Callable[..., tuple[int, str, str]],
) -> None:
    """Status 0, 1 and 2, in both languages, without a traceback."""
    status, said, _ = command(PROOF)
    assert status == verify.VERIFIED
    assert "検証した" in said
    assert "Verified" in said
    assert command(receipt(said=7))[0] == verify.FAILED
    for proof, policy in (("", POLICY), ("x\n\n", POLICY), (PROOF, "nonsense\n"), (PROOF, "quorum none\n")):
        status, said, error = command(proof, policy)
        assert (status, said) == (verify.UNREADABLE, "")
        assert "unreadable" in error
    assert command(PROOF, POLICY, "--disclosed", "nowhere.json")[0] == verify.UNREADABLE


def test_a_proof_without_its_leaf_is_no_receipt() -> None:
    """Another log's proof may leave the leaf out; a receipt brings it, since nothing could be checked without."""
    with pytest.raises(verify.Unreadable):
        verify.verify_receipt(PROOF.replace(PROOF.split("\n")[1] + "\n", ""), POLICY)


def test_the_policy_bounds_the_sizes_that_a_key_signs() -> None:
    """A stolen key that was replaced signs no receipt beyond its last size."""
    rule = f"# signs {KEY.name}+{KEY.verifier.id.hex()} from 1 to {{last}}\n"
    assert failures(receipt(), rule.format(last=9) + POLICY) == []
    assert failures(receipt(), rule.format(last="now") + POLICY) == []
    (failed,) = failures(receipt(), rule.format(last=8) + POLICY)
    assert failed.endswith("outside of the period that the policy gives it")
    with pytest.raises(verify.Unreadable):
        failures(receipt(), rule.format(last="later") + POLICY)


def test_a_policy_with_periods_is_read_by_others_as_one_without() -> None:
    """The period stands in a comment, which the format lets others pass over."""
    rule = f"# signs {KEY.name}+{KEY.verifier.id.hex()} from 1 to now\n"
    assert read_policy(rule + POLICY).logs == (KEY.verifier,)
