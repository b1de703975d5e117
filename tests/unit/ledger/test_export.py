"""The export's files: at the paths that C2SP gives them, and nothing in them that was not asked for."""

from __future__ import annotations

import json

import pytest

from sekisho.ledger.checkpoint import open_checkpoint, stamp
from sekisho.ledger.export import Commit, commit_times, lay_out
from sekisho.ledger.policy import Policy, read_policy
from sekisho.ledger.tiles import read_bundle, tile_hashes
from tests.unit.ledger.making import KEY, START, WITNESS, Log, honest, later, opened


def test_an_export_has_every_file_at_its_path() -> None:
    """Nine leaves, three checkpoints, one batch: so many files, and no other."""
    names = set(honest().files())
    kept = {f"checkpoints/{size}" for size in (6, 8, 9)}
    rest = {"README.txt", "policy", "checkpoint", "commit-times", "batches/6.json"}
    assert names == kept | rest | {"disclosed/0", "tile/0/000.p/9", "tile/entries/000.p/9"}


def test_tiles_and_bundles_hold_the_leaves() -> None:
    """The bundle their bytes, the tile their hashes, in order."""
    log = honest()
    files = log.files()
    assert read_bundle(files["tile/entries/000.p/9"]) == [leaf.data for leaf in log.leaves]
    assert tile_hashes(files["tile/0/000.p/9"]) == [leaf.hash for leaf in log.leaves]


def test_the_latest_checkpoint_is_one_of_those_kept() -> None:
    """It opens with the key that the policy names, and says when it was signed."""
    files = honest().files()
    assert files["checkpoint"] == files["checkpoints/9"]
    (key,) = read_policy(files["policy"].decode()).logs
    assert key == KEY.verifier
    assert open_checkpoint(files["checkpoint"].decode(), key).size == 9
    assert stamp(files["checkpoint"].decode(), key) == later(10)


def test_a_closed_leaf_has_no_line() -> None:
    """What is not disclosed leaves nothing but its leaf."""
    log = honest()
    log.closed = {3}
    lines = log.files()["disclosed/0"].splitlines()
    assert [int(line.partition(b" ")[0]) for line in lines] == [0, 1, 2, 4, 5, 6, 7, 8]
    assert len(read_bundle(log.files()["tile/entries/000.p/9"])) == 9


def test_a_policy_with_witnesses_is_exported_as_given() -> None:
    """Else the log's key alone, and no witness asked for."""
    policy = Policy((KEY.verifier,), {"commission": WITNESS.verifier.as_cosigner()}, {}, "commission")
    assert read_policy(honest().files(policy=policy)["policy"].decode()) == policy
    assert read_policy(honest().files()["policy"].decode()) == Policy((KEY.verifier,))


def test_commit_times_name_leaves_by_hash() -> None:
    """A line each, in UTC; without any, there is no such file."""
    assert commit_times([Commit(b"\xab" * 32, START)]) == "ab" * 32 + " 2026-10-05T00:00:00Z\n"
    log = Log()
    log.entry("case-a")
    log.sign()
    log.commits.clear()
    assert "commit-times" not in log.files()


def test_disclosures_and_batches_are_plain_json() -> None:
    """An outsider needs no schema of ours to read them."""
    files = honest().files()
    fields = opened(files, 0)["envelope"]
    assert {"name": "case", "value": "case-a"}.items() <= next(
        f for f in fields if f["name"] == "case"
    ).items()
    assert all(len(digest) == 64 for digest in json.loads(files["batches/6.json"]))


def test_the_way_to_check_is_told_in_both_languages() -> None:
    """Whoever receives the folder finds out what to do with it, in Japanese first."""
    text = honest().files()["README.txt"].decode()
    assert text.index("検証") < text.index("Check it")
    assert "--policy" in text


def test_a_log_without_a_checkpoint_is_not_laid_out() -> None:
    """There would be nothing to check it against."""
    with pytest.raises(ValueError, match="at least one checkpoint"):
        next(lay_out([], [], KEY.verifier))
