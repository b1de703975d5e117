"""The tree of RFC 6962, against the definition written out, and against published vectors."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sekisho.ledger.tiles import WIDTH, BadTile, needed, stored, tile_files, tile_path
from sekisho.ledger.tree import (
    EMPTY_ROOT,
    BadProof,
    Frontier,
    consistency_proof,
    in_memory,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from tests.unit.ledger.making import grown

OURS = Path(__file__).parent.parent.parent / "data" / "ledger" / "merkle-vectors"


def definition(leaves: list[bytes]) -> bytes:
    """Return MTH of RFC 6962, section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + definition(leaves[:k]) + definition(leaves[k:])).digest()


@pytest.mark.parametrize("size", [*range(18), 255, 256, 257, 1000])
def test_the_root_is_that_of_the_definition(size: int) -> None:
    """Grown leaf by leaf, a tree has the root that the RFC defines."""
    assert root_of(grown(size)) == definition(grown(size))


def test_a_frontier_goes_on_from_what_was_stored() -> None:
    """Size and roots are all that a sequencer keeps; appending to them gives the same tree."""
    first = Frontier()
    for leaf in grown(37):
        first.append(leaf)
    again = Frontier(first.size, first.roots)
    for leaf in grown(20, base=37):
        again.append(leaf)
    assert again.root() == root_of(grown(57))


def test_a_frontier_of_another_size_is_refused() -> None:
    """So many leaves have so many complete subtrees, no more and no fewer."""
    with pytest.raises(ValueError, match="complete subtrees"):
        Frontier(6, grown(3))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    """RFC 6962, 2.1."""
    assert root_of([]) == Frontier().root() == EMPTY_ROOT


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_is_made_of_what_is_not_there(index: int, size: int) -> None:
    """A leaf beyond the tree, and any leaf of the empty tree, are refused on both sides."""
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(index, size, in_memory(grown(size)))
    with pytest.raises(BadProof, match="not in a tree"):
        verify_inclusion(index, size, grown(1)[0], [], EMPTY_ROOT)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 4), (5, 4)])
def test_consistency_says_nothing_about_the_empty_tree_or_a_smaller_one(old: int, new: int) -> None:
    """Size 0 is refused: everything would be consistent with it."""
    with pytest.raises(ValueError, match="no consistency"):
        consistency_proof(old, new, in_memory(grown(new)))
    with pytest.raises(BadProof, match="no consistency"):
        verify_consistency(old, new, [], EMPTY_ROOT, EMPTY_ROOT)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600, 70_000])
def test_proofs_from_stored_tiles_are_those_from_memory(size: int) -> None:
    """From tiles alone, complete and partial, come the same proofs."""
    leaves = grown(size)
    files = tile_files(leaves)
    memory = in_memory(leaves)

    def read(level: int, number: int, width: int) -> bytes:
        return files[tile_path(level, number, width)]

    for index in {0, size // 3, size - 1}:
        proof = inclusion_proof(index, size, stored(read, size))
        assert proof == inclusion_proof(index, size, memory)
        verify_inclusion(index, size, leaves[index], proof, root_of(leaves))
    for old in {1, (size + 1) // 2, size}:
        assert consistency_proof(old, size, stored(read, size)) == consistency_proof(old, size, memory)


def test_a_proof_reads_few_tiles() -> None:
    """Of 70,000 leaves a proof reads at most two tiles a level, and none twice."""
    size = 70_000
    files = tile_files(grown(size))
    asked: list[str] = []

    def read(level: int, number: int, width: int) -> bytes:
        asked.append(tile_path(level, number, width))
        return files[asked[-1]]

    inclusion_proof(12_345, size, stored(read, size))
    assert len(asked) == len(set(asked)) <= 6
    places = needed(lambda subtree: inclusion_proof(12_345, size, subtree), size)
    assert {tile_path(*place) for place in places} == set(asked)


def test_a_tile_that_is_too_short_is_refused() -> None:
    """A truncated tile gives no proof, rather than a wrong one."""
    with pytest.raises(BadTile, match="holds 10 hashes only"):
        inclusion_proof(3, 20, stored(lambda *_: b"".join(grown(10)), 20))


def test_tiles_of_256_leaves_are_one_full_and_one_of_width_one() -> None:
    """The example of c2sp.org/tlog-tiles; and 70,000 leaves as it counts them."""
    assert set(tile_files(grown(WIDTH))) == {"tile/0/000", "tile/1/000.p/1"}
    names = set(tile_files(grown(70_000)))
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= names
    assert len(names) == 273 + 1 + 1 + 1 + 1


def vectors(folder: Path, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the published vectors of a kind."""
    for path in sorted((folder / kind).rglob("*.json")):
        yield str(path.relative_to(folder)), json.loads(path.read_text())


def holds(kind: str, vector: dict[str, Any]) -> bool:
    """Return whether a vector's proof is accepted."""
    proof = [base64.b64decode(each) for each in vector["proof"] or ()]
    try:
        if kind == "inclusion":
            leaf, root = base64.b64decode(vector["leafHash"] or ""), base64.b64decode(vector["root"] or "")
            verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, root)
        elif kind == "subtreeinclusion":
            leaf, root = base64.b64decode(vector["leafHash"] or ""), base64.b64decode(vector["root"] or "")
            verify_subtree_inclusion(vector["leafIdx"], vector["start"], vector["end"], leaf, proof, root)
        elif kind == "subtreeconsistency":
            roots = [base64.b64decode(vector[name] or "") for name in ("root1", "root2")]
            verify_subtree_consistency(vector["start"], vector["end"], vector["size"], proof, *roots)
        else:
            roots = [base64.b64decode(vector[name] or "") for name in ("root1", "root2")]
            verify_consistency(vector["size1"], vector["size2"], proof, roots[0], roots[1])
    except BadProof:
        return False
    return True


def differing(folder: Path, kind: str) -> list[str]:
    """Return the vectors judged otherwise than published; consistency with size 0 and of no leaves is always refused here."""
    wrong, count = [], 0
    for name, vector in vectors(folder, kind):
        count += 1
        nothing = vector.get("size1") == 0 or (
            kind == "subtreeconsistency" and vector["start"] == vector["end"]
        )
        expected = not vector["wantErr"] and not nothing
        if holds(kind, vector) != expected:
            wrong.append(name)
    assert count
    return wrong


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_published_vectors_are_judged_as_published(kind: str) -> None:
    """A small set of the vectors of another implementation, kept here."""
    assert differing(OURS, kind) == []


@pytest.mark.parametrize("kind", ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"])
def test_all_published_vectors_are_judged_as_published(kind: str, shared_dir: Path) -> None:
    """The whole set."""
    assert differing(shared_dir / "data" / "ledger" / "merkle-vectors", kind) == []
