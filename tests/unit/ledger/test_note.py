"""Keys, signed notes, checkpoints, policies and proofs in the text forms of C2SP."""

from __future__ import annotations

import base64

import pytest

from sekisho.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, stamp
from sekisho.ledger.keys import BadKey, generate, read_signing_key, read_verifier_key
from sekisho.ledger.note import BadNote, add_signature, open_note, sign_note, split_note
from sekisho.ledger.policy import BadPolicy, Policy, open_under, read_policy
from sekisho.ledger.proof import read_proof, verify_proof, write_proof
from sekisho.ledger.tree import BadProof, in_memory, inclusion_proof, root_of
from tests.unit.ledger.making import KEY, OTHER_KEY, START, WITNESS, grown, later

SPECIFIED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFIED_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E"
    "RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def checkpoint_of(size: int) -> Checkpoint:
    return Checkpoint(KEY.name, size, root_of(grown(size)))


def test_the_example_of_the_specification_verifies() -> None:
    """The key and note printed in c2sp.org/signed-note."""
    key = read_verifier_key(SPECIFIED_KEY)
    assert key.text() == SPECIFIED_KEY
    assert open_note(SPECIFIED_NOTE, [key]) == ("This is an example message.\n", (key,))


def test_keys_are_read_as_they_were_written() -> None:
    """Both text forms come back as the same key; one seed always gives the same key."""
    assert read_signing_key(KEY.text()) == KEY == generate(KEY.name, KEY.seed)
    assert read_verifier_key(KEY.verifier.text()) == KEY.verifier
    assert read_verifier_key(KEY.verifier.as_cosigner().text()) == KEY.verifier.as_cosigner()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        "a b+530d903a+AA==",
        SPECIFIED_KEY.replace("530d", "530e"),
        SPECIFIED_KEY[:-8],
        "a+00000000+é",
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    """Whatever is not exactly a key of a kind kept here is none."""
    with pytest.raises(BadKey):
        read_verifier_key(text)


def test_a_malformed_signing_key_is_refused_without_repeating_it() -> None:
    """What is said about a secret does not show it."""
    broken = KEY.text()[:-6]
    with pytest.raises(BadKey) as raised:
        read_signing_key(broken)
    assert broken[-20:] not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "seed"), [("a", b"short"), ("a b", bytes(32)), ("a+b", bytes(32)), ("", bytes(32))]
)
def test_a_key_needs_32_bytes_and_a_name_without_blanks(name: str, seed: bytes) -> None:
    """As c2sp.org/signed-note has it."""
    with pytest.raises(ValueError):
        generate(name, seed)


def test_signatures_of_unknown_keys_are_ignored() -> None:
    """A note signed by two is good for who knows one of them; under one name, ids tell keys apart."""
    note = sign_note("text\n", [KEY, OTHER_KEY, WITNESS])
    assert open_note(note, [OTHER_KEY.verifier])[1] == (OTHER_KEY.verifier,)


def test_a_note_that_nobody_known_signed_is_refused() -> None:
    """Unknown signatures alone make no note."""
    with pytest.raises(BadNote, match="no known key"):
        open_note(sign_note("text\n", [KEY]), [OTHER_KEY.verifier])


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    """Even where another known key signed well, and where it stands beside a good one of the same key."""
    wrong = sign_note("other\n", [KEY]).rpartition("\n\n")[2]
    note = sign_note("text\n", [KEY, WITNESS])
    for keys in ([KEY.verifier, WITNESS.verifier], [KEY.verifier]):
        with pytest.raises(BadNote, match="signature of log"):
            open_note(add_signature(note, wrong), keys)


def test_the_text_ends_at_the_last_blank_line() -> None:
    """A text may have blank lines of its own."""
    text = "one\n\ntwo\n\n"
    assert open_note(sign_note(text, [KEY]), [KEY.verifier])[0] == text


@pytest.mark.parametrize("text", ["no end", "tab\tinside\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    """It ends with a line feed and has no other control character."""
    with pytest.raises(ValueError, match="line feed"):
        sign_note(text, [KEY])


def test_sixteen_signatures_are_accepted_and_thousands_are_not() -> None:
    """c2sp.org/signed-note asks for at least 16 and recommends a limit."""
    assert len(split_note(sign_note("a\n", [KEY] * 16))[1]) == 16
    with pytest.raises(BadNote, match="at most"):
        split_note(sign_note("a\n", [KEY] * 1000))


def test_the_checkpoint_of_the_specification_is_read() -> None:
    """Its three lines, and lines after them."""
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nextension\n"
    checkpoint = read_checkpoint(text)
    assert (checkpoint.size, checkpoint.extensions) == (20852163, ("extension",))
    assert checkpoint.text() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n01\n{}\n",
        "a\n-1\n{}\n",
        "a\n1\nAA==\n",
        "\n1\n{}\n",
        "a\n1\n{}\n\n",
        "a\n" + "9" * 5000 + "\n{}\n",
        "a\n１\n{}\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    """Lines missing or empty, a size or a root that is none."""
    with pytest.raises(BadNote):
        read_checkpoint(text.format(base64.b64encode(bytes(32)).decode()))


def test_a_checkpoint_tells_when_it_was_signed() -> None:
    """The log's second signature covers the time; without it none is told."""
    note = checkpoint_of(5).sign([KEY], later(7))
    assert open_checkpoint(note, KEY.verifier) == checkpoint_of(5)
    assert stamp(note, KEY.verifier) == later(7)
    assert stamp(checkpoint_of(5).sign([KEY]), KEY.verifier) is None


def test_a_changed_time_is_noticed() -> None:
    """The time is covered by the signature; both ways of reading refuse it."""
    note = checkpoint_of(5).sign([KEY], START)
    head, _, line = note.rstrip("\n").rpartition(" ")
    data = bytearray(base64.b64decode(line))
    data[11] ^= 1
    forged = f"{head} {base64.b64encode(bytes(data)).decode()}\n"
    with pytest.raises(BadNote):
        stamp(forged, KEY.verifier)
    with pytest.raises(BadNote):
        open_checkpoint(forged, KEY.verifier)


def test_a_time_alone_does_not_sign_a_checkpoint() -> None:
    """The plain signature must be there too."""
    plain, timed = (checkpoint_of(5).sign([KEY], START)).splitlines(keepends=True)[-2:]
    note = checkpoint_of(5).sign([KEY], START).replace(plain, "")
    assert timed in note
    with pytest.raises(BadNote, match="but not the checkpoint"):
        open_checkpoint(note, KEY.verifier)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    """Though the key be right, the name must be the key's."""
    note = Checkpoint("log.example/other", 1, bytes(32)).sign([KEY])
    with pytest.raises(BadNote, match="not of log"):
        open_checkpoint(note, KEY.verifier)


def policy(quorum: str = "commission") -> Policy:
    return read_policy(
        f"# who counts\nlog {KEY.verifier.text()} https://log.example/\n\n"
        f"witness commission {WITNESS.verifier.as_cosigner().text()}\nquorum {quorum}\n"
    )


def test_a_policy_is_read_as_it_was_written() -> None:
    """Written and read again it is the same; groups count as they say."""
    keys = [generate(f"w{n}", bytes([n + 10]) * 32) for n in range(3)]
    lines = [f"witness w{n} {key.verifier.as_cosigner().text()}" for n, key in enumerate(keys)]
    read = read_policy("\n".join([*lines, "group two 2 w0 w1", "group all\tall two w2", "quorum all"]) + "\n")
    assert read_policy(read.text()) == read
    assert read.met_by({"w0", "w1", "w2"})
    assert not read.met_by({"w0", "w2"})
    assert not read.met_by({"w0", "w1"})


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum nobody",
        "quorum none\nquorum none",
        "log nokey\nquorum none",
        "log {log}\nlog {log}\nquorum none",
        "witness a {log}\nquorum a",
        "witness a {w}\nwitness b {w}\nquorum a",
        "witness none {w}\nquorum none",
        "witness a {w}\ngroup g 2 a\nquorum g",
        "witness a {w}\ngroup g 0 a\nquorum g",
        "witness a {w}\ngroup g any a a\nquorum g",
        "witness a {w}\ngroup g any a\ngroup h any a\nquorum h",
        "group g any a\nwitness a {w}\nquorum g",
        "group g any\nquorum g",
        "nonsense\nquorum none",
    ],
)
def test_a_policy_that_is_unclear_is_refused(lines: str) -> None:
    """Whatever c2sp.org/tlog-policy does not allow: nothing is guessed about whom to trust."""
    text = lines.format(log=KEY.verifier.text(), w=WITNESS.verifier.as_cosigner().text())
    with pytest.raises(BadPolicy):
        read_policy(text + "\n")


def test_a_checkpoint_counts_once_the_quorum_cosigned() -> None:
    """Without the witness it does not, with it it does."""
    note = checkpoint_of(5).sign([KEY])
    with pytest.raises(BadNote, match="lacks the cosignatures"):
        open_under(note, policy())
    cosigned = add_signature(note, WITNESS.cosign(checkpoint_of(5).text(), START))
    assert open_under(cosigned, policy()) == open_under(note, policy("none")) == checkpoint_of(5)


def test_a_forged_cosignature_is_noticed() -> None:
    """One over another checkpoint is wrong, not merely missing."""
    forged = WITNESS.cosign(checkpoint_of(6).text(), START)
    with pytest.raises(BadNote, match="signature of witness"):
        open_under(add_signature(checkpoint_of(5).sign([KEY]), forged), policy("none"))


def test_a_proof_verifies_with_the_policy_alone() -> None:
    """Years later: the leaf, the proof's text, and the policy; nothing else."""
    leaves = grown(13)
    text = write_proof(4, inclusion_proof(4, 13, in_memory(leaves)), checkpoint_of(13).sign([KEY]), b"extra")
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 4\n")
    assert read_proof(text).extra == b"extra"
    assert verify_proof(text, leaves[4], policy("none")) == checkpoint_of(13)
    with pytest.raises(BadProof):
        verify_proof(text, leaves[5], policy("none"))


@pytest.mark.parametrize(
    "text",
    ["", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v2\nindex 0\n\nx", "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
     "c2sp.org/tlog-proof@v1\nindex 0\nAA==\n\nx", "c2sp.org/tlog-proof@v1\nextra é\nindex 0\n\nx",
     "c2sp.org/tlog-proof@v1\nindex " + "9" * 5000 + "\n\nx"],
)  # fmt: skip
def test_a_malformed_proof_is_refused(text: str) -> None:
    """Whatever is not exactly a tlog-proof is none."""
    with pytest.raises(BadNote):
        read_proof(text)
