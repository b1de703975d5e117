"""Whoever holds the log's key, a copy of the witness's database, or the wire gets two histories cosigned by nobody."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.keys import generate
from sekisho.ledger.note import BadNote, add_signature, open_note
from sekisho.ledger.policy import Group, Period, Policy, open_under
from sekisho.ledger.tree import consistency_proof, in_memory, root_of
from sekisho.ledger.witnessing import Fault, Status, read_answer, write_request
from sekisho.witness import store
from sekisho.witness.answering import Witness, witness
from tests.unit.ledger.making import KEY, Log, honest, later, write
from tests.unit.witness.asking import LOG, START, ask, leaves, made, request, signed


def faults(who: Witness) -> list[Fault]:
    with store.opened(who.home.database) as base:
        return [each.fault for each in store.evidence(base)]


@pytest.fixture
def who(tmp_path: Path) -> Witness:
    one = made(tmp_path / "w", "witness.example/one")
    assert ask(one, request(0, leaves(20))).status is Status.COSIGNED
    return one


def test_a_fork_shown_to_two_witnesses_counts_with_neither(who: Witness, tmp_path: Path) -> None:
    """Each cosigns what it was shown. Where both are asked for neither branch counts; and either witness, shown what
    the other cosigned, holds the proof that the log signed both.
    """
    two = made(tmp_path / "v", "witness.example/two")
    ask(two, request(0, leaves(20)))
    shown = {
        one: leaves(25, branch, 20) for one, branch in ((who.keys[0].name, "a"), (two.keys[0].name, "b"))
    }
    notes = {}
    for one in (who, two):
        given = ask(one, request(20, shown[one.keys[0].name]))
        notes[one.keys[0].name] = add_signature(signed(shown[one.keys[0].name]), given.body)
    keys = {one.keys[0].name: one.keys[0].verifier.as_cosigner() for one in (who, two)}
    policy = Policy((LOG.verifier,), keys, {"both": Group(2, tuple(keys))}, "both")
    for note in notes.values():
        with pytest.raises(BadNote, match="lacks the cosignatures"):
            open_under(note, policy)
    assert ask(two, write_request(25, [], notes[who.keys[0].name]).encode()).status is Status.INCONSISTENT
    with store.opened(two.home.database) as base:
        (proof,) = store.evidence(base)
    assert proof.fault is Fault.OTHER_ROOT
    roots = {open_note(each, [LOG.verifier])[0] for each in (proof.refused, proof.beside)}
    assert len(roots) == 2 and {each.split("\n")[1] for each in roots} == {"25"}


def test_a_fork_is_seen_by_the_verifier_that_is_given_what_another_was_shown(tmp_path: Path) -> None:
    """A checkpoint that a witness hands out is enough to show that the export is of another history."""
    log, other = honest(), Log(KEY)
    for number in range(9):
        other.entry("case-x", at=later(number))
    other.sign(later(11))
    folder = write(log.files(), tmp_path)
    found = verify.verify(folder, seen=[("of the witness", other.checkpoints[-1])])
    assert any("of the witness" in en for _, mark, _, en in found.report.lines() if mark == "×")


def test_a_stolen_log_key_cannot_sign_history_anew(who: Witness) -> None:
    """The right key, well-formed proofs of a history of its own: no cosignature, and each attempt is kept."""
    forged = leaves(30, "forged", 7)
    attempts = [
        write_request(20, consistency_proof(20, 30, in_memory(forged)), signed(forged)),
        write_request(20, consistency_proof(20, 30, in_memory(leaves(30))), signed(forged)),
        write_request(20, [], signed(leaves(20, "forged", 7))),
        write_request(0, [], signed(forged)),
        write_request(7, consistency_proof(7, 19, in_memory(forged)), signed(leaves(19, "forged", 7))),
    ]
    assert {ask(who, each.encode()).status for each in attempts} <= {Status.CONFLICT, Status.INCONSISTENT}
    assert faults(who) == [Fault.NOT_JOINED, Fault.OTHER_ROOT, Fault.SMALLER]
    assert ask(who, request(20, leaves(30))).status is Status.COSIGNED


def test_a_database_set_back_to_a_copy_cosigns_nothing(who: Witness) -> None:
    """What was cosigned since the copy was made is not forgotten: the mark lies elsewhere."""
    copy = who.home.folder / "copy"
    shutil.copy(who.home.database, copy)
    ask(who, request(20, leaves(30)), 1)
    shutil.copy(copy, who.home.database)
    for body in (request(20, leaves(30, "x", 20)), request(20, leaves(30)), request(20, leaves(20))):
        given = ask(who, body, 2)
        assert given.status is Status.UNABLE and "set back" in given.body
    who.home.database.unlink()
    assert ask(who, request(0, leaves(30, "x", 20)), 3).status is Status.UNABLE
    who.home.mark_file.unlink()
    assert ask(who, request(0, leaves(30, "x", 20)), 4).status is Status.UNABLE


def test_a_replayed_request_changes_nothing(who: Witness) -> None:
    """An old request sent again, byte for byte, is told the size held; it accuses nobody and moves nothing."""
    old, new = request(0, leaves(20)), request(20, leaves(30))
    assert ask(who, new).status is Status.COSIGNED
    for _ in range(3):
        assert ask(who, old).body == ask(who, new).body == "30\n"
    assert faults(who) == []


def test_a_cosignature_moved_under_another_checkpoint_does_not_hold(who: Witness) -> None:
    """Neither under another root, nor with another time in front."""
    given = ask(who, request(20, leaves(21)))
    forged = signed(leaves(21, "x"))
    with pytest.raises(BadNote, match="is wrong"):
        open_note(add_signature(forged, given.body), [who.keys[0].verifier.as_cosigner()])


def test_extension_lines_are_signed_as_they_stand(who: Witness) -> None:
    """A witness says nothing about them, but what it signs is the text that was sent, to the byte."""
    tree = leaves(21)
    extended = Checkpoint(LOG.name, 21, root_of(tree), ("more",))
    proof = consistency_proof(20, 21, in_memory(tree))
    given = ask(who, write_request(20, proof, extended.sign([LOG], START)).encode())
    open_note(add_signature(extended.sign([LOG]), given.body), [who.keys[0].verifier.as_cosigner()])
    with pytest.raises(BadNote):
        open_note(add_signature(signed(tree), given.body), [who.keys[0].verifier.as_cosigner()])


NOISE = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"", b"\n", b"\n\n", b"\x00", b"9" * 5000, b"\xff", b"old 0", "— ".encode(), b"=" * 90]),
)
GOOD = request(20, leaves(30))


@settings(max_examples=150)
@given(data=st.data())
def test_a_mangled_request_is_never_a_traceback_and_never_cosigned(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes cut out and noise put in: an answer with a code, and no cosignature unless it says what the good one did."""
    who = made(tmp_path_factory.mktemp("w"))
    ask(who, request(0, leaves(20)))
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(
        st.integers(start, min(len(GOOD), start + data.draw(st.sampled_from([0, 1, 5, len(GOOD)]))))
    )
    body = GOOD[:start] + data.draw(NOISE) + GOOD[end:]
    given = ask(who, body)
    if given.status is Status.COSIGNED:
        text = signed(leaves(30)).rpartition("\n\n")[0] + "\n"
        open_note(f"{text}\n{given.body}", [who.keys[0].verifier.as_cosigner()])


@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda tail: b"sekisho.invalid/witness-answer/1\n" + tail),
    )
)
def test_a_mangled_answer_file_is_refused_in_words(data: bytes) -> None:
    """What came on media is read whole or refused."""
    with contextlib.suppress(BadNote):
        assert read_answer(data).text().encode() == data


def test_a_key_that_was_replaced_signs_nothing_more(who: Witness) -> None:
    """Stolen after another took over, it is refused for every size beyond its own, as the file of logs has them."""
    new = generate(LOG.name, b"\x09" * 32)
    periods = {LOG.verifier: Period(0, 20), new.verifier: Period(21)}
    who.home.logs_file.write_text(Policy(tuple(periods), periods=periods).text())
    told = witness(who.home)
    assert ask(told, request(20, leaves(30))).status is Status.UNSIGNED
    assert ask(told, request(20, leaves(30), new)).status is Status.COSIGNED
