"""A log written by another implementation (transparency-dev/tessera) is read, checked and continued as its own."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import Checkpoint, open_checkpoint
from sekisho.ledger.keys import read_verifier_key
from sekisho.ledger.tiles import bundle_files, bundle_path, read_bundle, stored, tile_files, tile_path
from sekisho.ledger.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

KEY = read_verifier_key("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
OURS = Path(__file__).parent.parent.parent / "data" / "ledger" / "tessera-log"


@pytest.fixture(params=["ours", "whole"])
def log(request: pytest.FixtureRequest) -> Path:
    """The part of the log that is kept here, and the whole of it."""
    if request.param == "ours":
        return OURS
    shared: Path = request.getfixturevalue("shared_dir")
    return shared / "data" / "ledger" / "tessera-log"


def checkpoints(log: Path) -> list[Checkpoint]:
    """Return every checkpoint of the log, opened with its key, by size."""
    notes = [path.read_text() for path in log.glob("checkpoint*")]
    return sorted((open_checkpoint(note, KEY) for note in notes), key=lambda each: each.size)


def entries(log: Path, size: int) -> list[bytes]:
    """Return the entries of the log at a size."""
    return read_bundle((log / bundle_path(0, size)).read_bytes()) if size else []


def test_every_checkpoint_is_signed_by_its_key(log: Path) -> None:
    """All of them open, and the stand-alone verifier's own Ed25519 agrees."""
    policy = verify.Policy(f"log {KEY.text()}\nquorum none\n")
    for path in log.glob("checkpoint*"):
        again = verify.Checkpoint(path.name, path.read_text(), policy)
        opened = open_checkpoint(path.read_text(), KEY)
        assert (again.size, again.root) == (opened.size, opened.root)
        assert path.name in ("checkpoint", f"checkpoint.{opened.size}")


def test_every_checkpoint_has_the_root_of_the_entries(log: Path) -> None:
    """At each size, from the entries of the largest."""
    kept = checkpoints(log)
    leaves = [leaf_hash(entry) for entry in entries(log, kept[-1].size)]
    assert len(leaves) == kept[-1].size == 15
    assert all(each.root == root_of(leaves[: each.size]) for each in kept)


def test_every_tile_and_bundle_is_the_one_we_would_write(log: Path) -> None:
    """Byte for byte, at the path that we would give it."""
    everything = entries(log, 15)
    found = [path for path in (log / "tile").rglob("*") if path.is_file()]
    assert found
    for path in found:
        size = int(path.name)
        ours = {**tile_files([leaf_hash(e) for e in everything[:size]]), **bundle_files(everything[:size])}
        assert ours[str(path.relative_to(log))] == path.read_bytes()


def test_every_pair_of_checkpoints_is_proved_consistent(log: Path) -> None:
    """By proofs made from the stored tiles of the larger one."""
    kept = [each for each in checkpoints(log) if each.size]
    for old, new in itertools.combinations_with_replacement(kept, 2):
        subtree = stored(lambda *tile: (log / tile_path(*tile)).read_bytes(), new.size)
        proof = consistency_proof(old.size, new.size, subtree)
        verify_consistency(old.size, new.size, proof, old.root, new.root)


def test_every_entry_is_proved_under_every_checkpoint(log: Path) -> None:
    """By proofs made from the stored tiles."""
    for kept in checkpoints(log):
        subtree = stored(lambda *tile: (log / tile_path(*tile)).read_bytes(), kept.size)
        for index, entry in enumerate(entries(log, kept.size)):
            proof = inclusion_proof(index, kept.size, subtree)
            verify_inclusion(index, kept.size, leaf_hash(entry), proof, kept.root)
