"""Malformed input of every kind: never a traceback, never "valid"."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import open_checkpoint
from sekisho.ledger.keys import BadKey, read_verifier_key
from sekisho.ledger.leaf import BadDisclosure, verify_disclosure
from sekisho.ledger.note import BadNote
from sekisho.ledger.policy import BadPolicy, Policy, read_policy
from sekisho.ledger.proof import verify_proof, write_proof
from sekisho.ledger.tiles import BadTile, read_bundle, tile_hashes
from sekisho.ledger.tree import BadProof, in_memory, inclusion_proof
from tests.unit.ledger.making import KEY, honest, write

FILES = honest().files()
PROVED = [leaf.hash for leaf in honest().leaves]
PROOF = write_proof(3, inclusion_proof(3, 9, in_memory(PROVED)), honest().checkpoints[-1])
# A changed README proves nothing, and nothing is read from it; the rest must hold to the last byte.
NAMES = sorted(name for name in FILES if name != "README.txt")

NOISE = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"", b"\n", b"\x00", b"9" * 5000, b"\xff\xff", b"[" * 3000, b"null", b"1e999", b"NaN", "é".encode()]
    ),
)


@st.composite
def mangled(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes of what was good are cut out, and noise put in."""
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from([0, 1, 4, len(data)])))))
    return data[:start] + draw(NOISE) + data[end:]


def judge(folder: Path) -> int:
    """Return the exit status for a folder, as the command gives it."""
    return verify.main([str(folder), "--json"])


def test_the_folder_that_is_mangled_here_was_good(tmp_path: Path) -> None:
    """Else the rest would prove nothing."""
    assert judge(write(FILES, tmp_path)) == verify.OWN_POLICY
    verify_proof(PROOF, PROVED[3], Policy((KEY.verifier,)))


@given(data=st.data(), name=st.sampled_from(NAMES))
def test_any_file_mangled_is_never_valid(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    """Whatever file of an export is mangled, the verifier says so, and does not fall over."""
    content = data.draw(mangled(FILES[name]))
    status = judge(write({**FILES, name: content}, tmp_path_factory.mktemp("mangled")))
    assert status in (verify.OWN_POLICY, verify.FAILED, verify.UNREADABLE)
    if status == verify.OWN_POLICY:
        assert harmless(name, content)


def harmless(name: str, content: bytes) -> bool:
    """Return whether a file still says the same, in other bytes or of no weight."""
    if content == FILES[name]:
        return True
    if name.startswith("batches/"):  # JSON has blanks; numbers can be written in several ways
        return verify.json.loads(content) == verify.json.loads(FILES[name])
    if name.startswith("disclosed/"):
        return _opens_no_more(content, FILES[name])
    if name == "policy":
        old, new = (read_policy(each.decode("utf-8", "replace")) for each in (FILES[name], content))
        return (old.logs, old.quorum) == (new.logs, new.quorum)
    if name == "commit-times":  # the log vouches for no line of it; one that is left out asks for nothing
        known = set(FILES[name].splitlines())
        return len(set(content.splitlines()) - known) <= 1
    return signed_lines(content) == signed_lines(FILES[name])


def _opens_no_more(content: bytes, good: bytes) -> bool:
    """To open less is allowed."""
    new, old = (dict(_opened(each)) for each in (content, good))
    return all(old[index][part] == fields for index, shown in new.items() for part, fields in shown.items())


def _opened(content: bytes) -> Iterator[tuple[int, verify.Json]]:
    for line in content.splitlines():
        index, _, shown = line.partition(b" ")
        yield int(index), verify.Disclosure(shown, verify.read_leaf(honest().leaves[int(index)].data)).parts


def signed_lines(note: bytes) -> tuple[str, set[bytes]]:
    """Return what a checkpoint says, and the signatures under it, unknown ones and base64's spare bits aside."""
    text, signatures = verify.split_note(note.decode())
    own = KEY.verifier.id
    return text, {data for who, data in signatures if who == (KEY.name, own)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b"9" * 5000])
def test_any_file_replaced_by_nonsense_is_never_valid(tmp_path: Path, name: str, content: bytes) -> None:
    """Empty, of another type, not text, nested beyond all measure, too long a number."""
    status = judge(write({**FILES, name: content}, tmp_path))
    if (name, content) == ("commit-times", b""):  # naming no time is allowed: it shows less, and shows it
        return
    assert status in (verify.FAILED, verify.UNREADABLE)


@given(data=st.data())
def test_a_mangled_proof_is_refused(data: st.DataObject) -> None:
    """It raises what its readers are told to expect, or still proves the same leaf."""
    text = data.draw(mangled(PROOF.encode())).decode("utf-8", "replace")
    try:
        proved = verify_proof(text, PROVED[3], Policy((KEY.verifier,)))
    except (BadNote, BadProof):
        return
    assert (proved.size, proved.root) == (9, open_checkpoint(honest().checkpoints[-1], KEY.verifier).root)


@given(st.one_of(st.text(), st.binary().map(lambda data: data.decode("utf-8", "replace"))))
def test_any_text_is_refused_by_every_reader(text: str) -> None:
    """Keys, checkpoints, policies and proofs: each has its own error, and no other comes out."""
    with pytest.raises(BadKey):
        read_verifier_key(text)
    with pytest.raises(BadNote):
        open_checkpoint(text, KEY.verifier)
    with pytest.raises(BadPolicy):
        read_policy(text)
    with pytest.raises(BadNote):
        verify_proof(text, bytes(32), Policy((KEY.verifier,)))


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_tile_a_bundle_a_leaf_or_refused(data: bytes) -> None:
    """What is accepted comes back as the same bytes."""
    try:
        assert b"".join(tile_hashes(data)) == data
    except BadTile:
        assert not data or len(data) % 32
    try:
        assert b"".join(len(e).to_bytes(2, "big") + e for e in read_bundle(data)) == data
    except BadTile:
        assert data  # nothing at all is an empty bundle
    with pytest.raises(BadDisclosure):
        verify_disclosure(data, {})


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the file as an outsider does: by itself, isolated from everything installed."""
    return subprocess.run(
        [sys.executable, "-I", "-S", verify.__file__, *arguments], capture_output=True, text=True, check=False
    )


def test_the_file_runs_by_itself(tmp_path: Path) -> None:
    """With the standard library alone; Japanese first, then English; status 0."""
    folder = write(FILES, tmp_path)
    done = run(str(folder), "--policy", str(folder / "policy"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.index("検証した") < done.stdout.index("Verified")


def test_one_language_or_json_by_choice(tmp_path: Path) -> None:
    """--lang gives one of the two, --json one object."""
    folder = str(write(FILES, tmp_path))
    assert "Consistent" not in run(folder, "--lang", "ja").stdout
    assert "記録" not in run(folder, "--lang", "en").stdout
    assert verify.json.loads(run(folder, "--json").stdout)["verdict"] == "by_own_policy"


def test_exit_statuses_are_as_documented(tmp_path: Path) -> None:
    """1 for a record that does not hold, 2 for what cannot be read, also of policies and checkpoints seen."""
    folder = write(FILES, tmp_path / "good")
    bad = write({**FILES, "checkpoint": FILES["checkpoints/6"]}, tmp_path / "bad")
    (tmp_path / "broken").write_bytes(b"\xff")
    assert run(str(bad)).returncode == verify.FAILED
    for arguments in (
        [str(tmp_path)],
        [str(tmp_path / "none")],
        [str(folder), "--policy", str(tmp_path / "none")],
        [str(folder), "--policy", str(tmp_path / "broken")],
        [str(folder), "--policy", str(folder / "checkpoint")],
        [str(folder), "--seen", str(tmp_path / "none")],
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (verify.UNREADABLE, "")
        assert "unreadable" in done.stderr
        assert "Traceback" not in done.stderr
