"""Not a sample but every size up to a bound: roots, and each proof that there is."""

from __future__ import annotations

import pymerkle
import pytest

from sekisho.ledger import verify
from sekisho.ledger.tree import (
    BadProof,
    Frontier,
    consistency_proof,
    in_memory,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.unit.ledger.making import grown

ROOTS = 300
PROOFS = 40
LEAVES = grown(ROOTS)


def test_every_size_has_one_root_by_all_five_ways() -> None:
    """The growing edge, all at once, both of the verifier's, and pymerkle's."""
    peer = pymerkle.InmemoryTree(algorithm="sha256")
    ours, theirs = Frontier(), verify.Tree()
    for size, leaf in enumerate(LEAVES, start=1):
        ours.append(leaf)
        theirs.append(leaf)
        peer.append_entry(str(size - 1).encode())
        roots = {
            root_of(LEAVES[:size]),
            ours.root(),
            theirs.root(),
            verify.root_of(LEAVES[:size]),
            peer.get_root(),
        }
        assert len(roots) == 1, size


@pytest.mark.parametrize("size", range(1, PROOFS + 1))
def test_every_leaf_is_proved_at_its_place_alone(size: int) -> None:
    """Each proof holds for its index and leaf, and for no other index, nor with one bit of any hash turned."""
    leaves = LEAVES[:size]
    root, subtree = root_of(leaves), in_memory(leaves)
    for index in range(size):
        path = tuple(inclusion_proof(index, size, subtree))
        verify_inclusion(index, size, leaves[index], path, root)
        for other in set(range(size)) - {index}:
            with pytest.raises(BadProof):
                verify_inclusion(other, size, leaves[index], path, root)
        for turned in each_turned(path):
            with pytest.raises(BadProof):
                verify_inclusion(index, size, leaves[index], turned, root)


@pytest.mark.parametrize("new", range(1, PROOFS + 1))
def test_every_earlier_size_is_proved_the_beginning(new: int) -> None:
    """Each proof holds between its two roots, and not with one bit of any hash turned."""
    leaves = LEAVES[:new]
    root, subtree = root_of(leaves), in_memory(leaves)
    for old in range(1, new + 1):
        before, path = root_of(leaves[:old]), tuple(consistency_proof(old, new, subtree))
        verify_consistency(old, new, path, before, root)
        for turned in each_turned(path):
            with pytest.raises(BadProof):
                verify_consistency(old, new, turned, before, root)


def each_turned(path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """Return the paths in which one hash has another last bit."""
    return [(*path[:n], path[n][:-1] + bytes([path[n][-1] ^ 1]), *path[n + 1 :]) for n in range(len(path))]
