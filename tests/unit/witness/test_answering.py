"""A witness cosigns what grew from what it saw, and nothing else; each refusal has the code of the specification."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sekisho.ledger.checkpoint import Checkpoint, stamp
from sekisho.ledger.note import add_signature, open_note
from sekisho.ledger.tree import EMPTY_ROOT
from sekisho.ledger.witnessing import Fault, Status, write_request
from sekisho.witness import store
from sekisho.witness.answering import Witness, compare, witness
from sekisho.witness.home import Home, Unusable, found

from .asking import LOG, START, STRANGER, ask, leaves, made, request, signed


@pytest.fixture
def who(tmp_path: Path) -> Witness:
    return made(tmp_path)


def evidence(who: Witness) -> list[store.Evidence]:
    with store.opened(who.home.database) as base:
        return store.evidence(base)


def test_growth_is_cosigned_with_the_time(who: Witness) -> None:
    for seconds, (old, new) in enumerate([(0, 0), (0, 3), (3, 3), (3, 8), (8, 300)]):
        given = ask(who, request(old, leaves(new)), seconds)
        assert given.status is Status.COSIGNED
        note = add_signature(signed(leaves(new)), given.body)
        _, by = open_note(note, [who.keys[0].verifier.as_cosigner()])
        assert by and stamp(note, who.keys[0].verifier) == START + timedelta(seconds=seconds)


def test_another_old_size_is_told_the_one_held(who: Witness) -> None:
    ask(who, request(0, leaves(5)))
    given = ask(who, request(3, leaves(9)))
    assert (given.status, given.content_type, given.body) == (Status.CONFLICT, "text/x.tlog.size", "5\n")
    assert not evidence(who)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", Status.MALFORMED),
        (b"old 00\n\n" + signed(leaves(3)).encode(), Status.MALFORMED),
        (request(0, leaves(3)).replace(b"old 0\n", b"old 0\n!!\n"), Status.MALFORMED),
        (request(0, leaves(3)).replace(b"old 0\n", b"old 0\nAAAA\n"), Status.MALFORMED),
        (write_request(0, [EMPTY_ROOT] * 64, signed(leaves(3))).encode(), Status.MALFORMED),
        (request(0, leaves(3)) + b"x" * (1 << 18), Status.MALFORMED),
        (write_request(4, [], signed(leaves(3))).encode(), Status.MALFORMED),
        (request(0, leaves(3), STRANGER), Status.UNKNOWN),
        (request(0, leaves(3)).replace(b"\n3\n", b"\n4\n"), Status.UNSIGNED),
        (write_request(0, [EMPTY_ROOT], signed(leaves(3))).encode(), Status.INCONSISTENT),
        (
            write_request(0, [], Checkpoint(LOG.name, 0, b"\x01" * 32).sign([LOG])).encode(),
            Status.INCONSISTENT,
        ),
    ],
)
def test_each_refusal_has_its_code(who: Witness, body: bytes, status: Status) -> None:
    given = ask(who, body)
    assert given.status is status
    assert given.finding is not None and given.finding.message.ja in given.body


def test_a_time_alone_is_no_signature_of_a_checkpoint(who: Witness) -> None:
    text = signed(leaves(3)).rpartition("\n\n")[0] + "\n"
    body = write_request(0, [], f"{text}\n{LOG.cosign(text, START)}").encode()
    assert ask(who, body).status is Status.UNSIGNED


def test_a_fork_is_refused_and_both_checkpoints_are_kept(who: Witness) -> None:
    ask(who, request(0, leaves(5)))
    assert ask(who, request(5, leaves(5, "x"))).status is Status.INCONSISTENT
    assert ask(who, request(5, leaves(9, "x"))).status is Status.INCONSISTENT
    assert ask(who, request(0, leaves(5, "y"))).status is Status.CONFLICT
    assert ask(who, request(0, leaves(4))).status is Status.CONFLICT
    kept = evidence(who)
    faults = [Fault.OTHER_ROOT, Fault.NOT_JOINED, Fault.OTHER_ROOT, Fault.SMALLER]
    assert [each.fault for each in kept] == faults
    for each in kept:
        open_note(each.refused, [LOG.verifier])
        assert each.beside == signed(leaves(5))


def test_an_old_checkpoint_that_was_cosigned_tells_nothing_against_the_log(who: Witness) -> None:
    ask(who, request(0, leaves(3)))
    ask(who, request(3, leaves(5)))
    assert ask(who, request(0, leaves(3))).status is Status.CONFLICT
    assert not evidence(who)


def test_what_is_repeated_is_kept_once_whoever_signs_it_besides(who: Witness) -> None:
    ask(who, request(0, leaves(5)))
    forked = signed(leaves(5, "x"))
    for note in (forked, add_signature(forked, STRANGER.sign("anything\n"))):
        ask(who, write_request(5, [], note).encode())
    assert len(evidence(who)) == 1


def test_a_clock_behind_the_last_cosignature_cosigns_nothing(who: Witness) -> None:
    ask(who, request(0, leaves(5)), 100)
    assert ask(who, request(5, leaves(6)), 99).status is Status.UNABLE
    assert ask(who, request(5, leaves(6)), 100).status is Status.COSIGNED


def test_a_witness_is_founded_once(tmp_path: Path) -> None:
    who = made(tmp_path)
    with pytest.raises(FileExistsError):
        found(tmp_path, "another", [])
    assert witness(Home(tmp_path)) == who
    assert who.home.key_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["keys/witness.key", "logs", "keys/mark.json"])
def test_a_folder_with_a_file_spoilt_is_named(tmp_path: Path, name: str) -> None:
    who = made(tmp_path)
    (tmp_path / name).write_text("spoilt")
    with pytest.raises(Unusable, match=name):
        witness(Home(tmp_path)), who.home.mark()


def test_what_others_were_shown_is_compared_and_never_cosigned(who: Witness) -> None:
    """The same root agrees; another at one size is evidence; a size never cosigned here tells nothing."""
    ask(who, request(0, leaves(5)))
    ask(who, request(5, leaves(9)))
    assert compare(who, signed(leaves(5)), START).status is Status.COSIGNED
    assert compare(who, signed(leaves(7, "x")), START).status is Status.UNKNOWN
    assert not evidence(who)
    assert compare(who, signed(leaves(5, "x")), START).status is Status.INCONSISTENT
    assert [each.fault for each in evidence(who)] == [Fault.OTHER_ROOT]
    assert compare(who, "nonsense", START).status is Status.MALFORMED
    assert compare(who, signed(leaves(5), STRANGER), START).status is Status.UNKNOWN
    assert ask(who, request(9, leaves(10))).status is Status.COSIGNED
