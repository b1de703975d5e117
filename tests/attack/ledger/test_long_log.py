"""Attacks on a log of more than one tile, through the command: the exit status, and the words in both languages."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.keys import SigningKey, generate
from sekisho.ledger.leaf import seal
from sekisho.ledger.note import BadNote
from sekisho.ledger.policy import Policy
from sekisho.ledger.proof import verify_proof, write_proof
from sekisho.ledger.tiles import bundle_files, tile_files
from sekisho.ledger.tree import in_memory, inclusion_proof, leaf_hash
from tests.unit.ledger.making import KEY, OTHER_KEY, Log, later, opened, reopened, secret, write

SIZES = (40, 256, 257, 290, 300)
Files = Mapping[str, bytes]
Leaves = list[bytes]
ROOT = ("根が葉と一致しない", "its root is not that of the leaves")


def grown(key: SigningKey = KEY, cases: int = 7) -> Log:
    """Return a log of 300 leaves, entries of some cases and a batch, with a checkpoint at each of ``SIZES``."""
    log = Log(key)
    for index in range(SIZES[-1]):
        if index == 100:
            log.batch([hashlib.sha256(bytes([n])).hexdigest() for n in range(9)])
        else:
            log.entry(f"case-{index % cases}")
        if index + 1 in SIZES:
            log.sign(later(index))
    return log


@functools.cache
def good() -> tuple[Files, tuple[bytes, ...], tuple[str, ...]]:
    """Return the export of the honest log, its leaves, and its checkpoints."""
    log = grown()
    return log.files(), tuple(leaf.data for leaf in log.leaves), tuple(log.checkpoints)


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the verifier on an export; returns the exit status and what it says, in Japanese and in English."""

    def run(files: Files, *, policy: str = "", seen: str = "") -> tuple[int, str, str]:
        arguments = [str(write(files, tmp_path / "export"))]
        policy = policy or files["policy"].decode()
        for option, text in (("--policy", policy), ("--seen", seen)):
            if text:
                (tmp_path / option).write_text(text, "utf-8")
                arguments += [option, str(tmp_path / option)]
        said = []
        for language in ("ja", "en"):
            status = verify.main([*arguments, "--lang", language])
            said.append(capsys.readouterr().out)
        return status, said[0], said[1]

    return run


def rewritten(change: Callable[[Leaves], None]) -> Files:
    """Return the export with other leaves, and tiles and bundles that agree with them: only the roots can tell."""
    files, leaves, _ = good()
    other = list(leaves)
    change(other)
    kept = {name: data for name, data in files.items() if not name.startswith("tile/")}
    return {**kept, **tile_files([leaf_hash(leaf) for leaf in other]), **bundle_files(other)}


def strange() -> bytes:
    """Return a well-formed leaf that was never logged."""
    return seal("real", "case", {"case": "case-0"}, {}, secret(9999)).data


def test_the_honest_log_is_verified(command: Callable[..., tuple[int, str, str]]) -> None:
    """All else here would mean nothing otherwise; two tiles of leaves, and one above them, were compared."""
    status, ja, en = command(good()[0])
    assert status == verify.VERIFIED
    assert "検証した。上のとおり確かめた限り、記録に誤りは見当たらない。" in ja
    assert "Verified: nothing is wrong" in en
    assert "○ 5 3 of 3 tiles" in en


@pytest.mark.parametrize("index", [0, 39, 40, 255, 256, 257, 299])
def test_a_changed_leaf_is_found_in_every_tile(
    command: Callable[..., tuple[int, str, str]], index: int
) -> None:
    """At the first and last leaf, and at both sides of each checkpoint and of the tile's border."""
    status, ja, en = command(rewritten(lambda leaves: leaves.__setitem__(index, strange())))
    assert status == verify.FAILED
    assert ROOT[0] in ja
    assert ROOT[1] in en
    untouched = [size for size in SIZES if size <= index]
    assert not any(f"checkpoints/{size}: {ROOT[1]}" in en for size in untouched)
    assert all(f"checkpoints/{size}: {ROOT[1]}" in en for size in SIZES if size > index)


def test_a_removed_leaf(command: Callable[..., tuple[int, str, str]]) -> None:
    """Taken out of the first tile, so that the rest moves up, and the end filled."""

    def remove(leaves: Leaves) -> None:
        del leaves[30]
        leaves.append(strange())

    assert_found(command(rewritten(remove)), ROOT)


def test_an_inserted_leaf(command: Callable[..., tuple[int, str, str]]) -> None:
    """Put into the first tile, so that the rest moves down, and the last one dropped."""

    def insert(leaves: Leaves) -> None:
        leaves.insert(30, strange())
        leaves.pop()

    assert_found(command(rewritten(insert)), ROOT)


def test_leaves_exchanged_between_tiles(command: Callable[..., tuple[int, str, str]]) -> None:
    """One from the first tile and one from the second."""

    def exchange(leaves: Leaves) -> None:
        leaves[10], leaves[280] = leaves[280], leaves[10]

    assert_found(command(rewritten(exchange)), ROOT)


def test_a_truncated_log(command: Callable[..., tuple[int, str, str]]) -> None:
    """The second bundle is gone."""
    files = {name: data for name, data in good()[0].items() if name != "tile/entries/001.p/44"}
    assert_found(command(files), ("葉が欠けている（ログが途中で切れている）", "the log is truncated"))


@pytest.mark.parametrize("tile", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
def test_a_changed_tile_at_every_level(command: Callable[..., tuple[int, str, str]], tile: str) -> None:
    """Of leaves, full and partial, and of the roots above them."""
    data = good()[0][tile]
    broken = {**good()[0], tile: data[:-1] + bytes([data[-1] ^ 1])}
    assert_found(command(broken), (f"{tile}：葉と一致しない", f"{tile}: it does not agree with the leaves"))


def test_a_changed_field(command: Callable[..., tuple[int, str, str]]) -> None:
    """An opened field of a leaf in the second tile."""
    shown = opened(good()[0], 299)
    shown["body"][0]["value"]["text"] = "別の計画"
    files = reopened(good()[0], 299, shown)
    words = ("開示された内容が、葉の示すものと異なる", "the body shown is not what the leaf commits to")
    assert_found(command(files), words)


def test_history_signed_again_with_the_stolen_key(command: Callable[..., tuple[int, str, str]]) -> None:
    """It agrees with itself; a checkpoint of any size that somebody kept does not agree with it."""
    forged = grown(cases=6).files()
    assert command(forged)[0] == verify.VERIFIED
    for kept in good()[2]:
        assert_found(command(forged, seen=kept), ROOT)


def test_history_signed_again_with_another_key(command: Callable[..., tuple[int, str, str]]) -> None:
    """The policy that the commission holds names the true key."""
    forged = grown(OTHER_KEY).files()
    words = ("方針の示すログの鍵による署名がない", "it is not signed by the log's key that the policy names")
    assert_found(command(forged, policy=good()[0]["policy"].decode()), words)


def test_an_old_checkpoint_shown_as_the_latest(command: Callable[..., tuple[int, str, str]]) -> None:
    """A later one was kept."""
    files = {**good()[0], "checkpoint": good()[2][0].encode()}
    assert_found(
        command(files), ("古いチェックポイントが示されている", "an old checkpoint is being replayed")
    )


def test_a_checkpoint_of_another_log(command: Callable[..., tuple[int, str, str]]) -> None:
    """Received earlier, well signed, but of the log of an exercise."""
    other = generate("log.example/exercise", b"\x05" * 32)
    note = Checkpoint(other.name, 40, bytes(32)).sign([other])
    words = (
        "別のログ（log.example/exercise）のものである",
        "it belongs to another log (log.example/exercise)",
    )
    assert_found(command(good()[0], seen=note), words)


def test_a_proof_of_another_log() -> None:
    """A proof that holds under its own log's policy is refused under another's, also where the log took the name."""
    hashes = [leaf_hash(leaf) for leaf in good()[1]]
    path = inclusion_proof(271, len(hashes), in_memory(hashes))
    own = write_proof(271, path, good()[2][-1])
    assert verify_proof(own, hashes[271], Policy((KEY.verifier,))).size == 300
    exercise = generate("log.example/exercise", b"\x05" * 32)
    for stranger in (exercise, OTHER_KEY):
        with pytest.raises(BadNote):
            verify_proof(own, hashes[271], Policy((stranger.verifier,)))


def test_a_number_that_stands_nowhere(command: Callable[..., tuple[int, str, str]]) -> None:
    """Everything is signed, and one number of one case was never used."""
    log = grown()
    log.entry("case-3", sequence=log.heads["case-3"][0] + 2)
    log.sign(later(301))
    number = log.heads["case-3"][0] - 1
    words = (f"case-3 の第{number}号が欠けている", f"number {number} of case case-3 is missing before it")
    assert_found(command(log.files()), words)


def test_a_leaf_withheld(command: Callable[..., tuple[int, str, str]]) -> None:
    """Committed long before the last checkpoint was signed, and left out of it."""
    log = grown()
    log.entry("case-3", at=later(300))
    log.sign(later(320), size=300)
    assert_found(command(log.files()), ("隠された記録", "which leaves it out: withheld"))


def test_a_start_hidden_behind_a_read(command: Callable[..., tuple[int, str, str]]) -> None:
    """A closed leaf of a class that has nothing to hide."""
    log = grown()
    log.closed = {log.entry("case-3", step="measure.start", leaf_class="read")}
    log.sign(later(301))
    words = ("手続の記録（開始など）を隠し得る", "it may hide an entry, such as a start")
    assert_found(command(log.files()), words)


def assert_found(result: tuple[int, str, str], words: tuple[str, str]) -> None:
    """The status is that of a record that does not hold, and it is said why in both languages."""
    status, ja, en = result
    assert status == verify.FAILED
    assert words[0] in ja
    assert words[1] in en
    assert "検証できない点が" in ja
    assert "NOT verified" in en
