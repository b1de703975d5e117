"""The Merkle tree of RFC 6962 / RFC 9162: roots, inclusion and consistency proofs, made and verified.

Hashes are 32 bytes. Leaves and nodes are hashed apart (0x00 and 0x01 in front), so none can pass for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

HASH_BYTES = 32
LEAF_PREFIX, NODE_PREFIX = b"\x00", b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()

Subtree = Callable[[int, int], bytes]
"""Returns the root of leaves ``[start, end)``; ``start`` is a multiple of the size, rounded up to a power of two."""


class BadProof(ValueError):
    """A proof that does not prove what it is said to; the message says in which way."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes (RFC 6962, 2.1)."""
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two smaller than ``size`` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first.

    It is all that appending needs: a tree of a billion leaves has at most thirty of them.
    """

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(roots)}"
            )
        self.size = size
        self.roots = list(roots)

    def append(self, leaf: bytes) -> None:
        """Append a leaf by its hash."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.roots.pop(), node)
            size >>= 1
        self.roots.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self.roots:
            return EMPTY_ROOT
        node = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            node = node_hash(left, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, a level at a time; a node that is left over at the end of a level stands in the
    next one as it is.
    """
    sha256, level = hashlib.sha256, leaves
    while len(level) > 1:
        # The prefix stands here as a constant, and each pair is taken from one iterator: both save time.
        node, above = iter(level), []
        for one in node:
            two = next(node, None)
            above.append(one if two is None else sha256(b"\x01" + one + two).digest())
        level = above
    return level[0] if level else EMPTY_ROOT


def perfect_root(hashes: bytes) -> bytes:
    """Return the root over a power of two of hashes that stand one behind the other, as a tile holds them."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
    return hashes


def in_memory(leaves: Sequence[bytes]) -> Subtree:
    """Return the subtree function of a list of leaf hashes; each subtree is computed once."""
    known: dict[tuple[int, int], bytes] = {}

    def subtree(start: int, end: int) -> bytes:
        if end - start == 1:
            return leaves[start]
        if (start, end) not in known:
            middle = start + split(end - start)
            known[start, end] = node_hash(subtree(start, middle), subtree(middle, end))
        return known[start, end]

    return subtree


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the path from leaf ``index`` to the root of a tree of ``size`` leaves, lowest first (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the first ``old`` of ``new`` leaves are the former tree (RFC 6962, 2.1.2).

    Empty for equal sizes. Raises ``ValueError`` for size 0: nothing can be said about an empty tree.
    """
    return subtree_consistency_proof(0, old, new, subtree)


def subtree_consistency_proof(start: int, end: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that a subtree is that of leaves ``[start, end)`` of a tree of ``size`` leaves (IETF
    draft-ietf-plants-merkle-tree-certs, 4.4.1): from 0, the proof of consistency; of one leaf, that of inclusion.

    Raises ``ValueError`` where there is no such subtree.
    """
    if not is_subtree(start, end) or end > size:
        raise ValueError(f"no consistency between leaves {start} to {end} and a tree of {size} leaves")
    return _proof(start, end, 0, size, True, subtree)


def is_subtree(start: int, end: int) -> bool:
    """Return whether leaves ``[start, end)`` are a subtree of a tree that has them: ``start`` is a multiple of their number,
    rounded up to a power of two (draft-ietf-plants-merkle-tree-certs, 4.1).
    """
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def _proof(start: int, end: int, low: int, high: int, known: bool, subtree: Subtree) -> list[bytes]:
    """Return the proof of ``[start, end)`` in ``[low, high)``; ``known`` says whether the reader has the subtree's root."""
    if (start, end) == (low, high):
        return [] if known else [subtree(low, high)]
    middle = low + split(high - low)
    if end <= middle:
        return [*_proof(start, end, low, middle, known, subtree), subtree(middle, high)]
    inner = _proof(max(start, middle), end, middle, high, known and start >= middle, subtree)
    return [*inner, subtree(low, middle)]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at ``index`` of the tree with this root (RFC 9162, 2.1.3.2).

    Raises ``BadProof`` otherwise.
    """
    if not 0 <= index < size:
        raise BadProof(f"leaf {index} is not in a tree of {size} leaves")
    _check_hashes([leaf, root, *proof])
    inner = (index ^ (size - 1)).bit_length()
    expected = inner + (index >> inner).bit_count()
    if len(proof) != expected:
        raise BadProof(f"an inclusion proof of {expected} hashes is needed, not {len(proof)}")
    node = leaf
    for level, sibling in enumerate(proof):
        on_the_left = level >= inner or (index >> level) & 1
        node = node_hash(sibling, node) if on_the_left else node_hash(node, sibling)
    if node != root:
        raise BadProof("the inclusion proof does not lead to the root")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of ``new`` leaves begins with the tree of ``old`` leaves (RFC 9162, 2.1.4.2).

    Raises ``BadProof`` otherwise, and for size 0.
    """
    verify_subtree_consistency(0, old, new, proof, old_root, new_root)


def verify_subtree_consistency(
    start: int, end: int, size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes
) -> None:
    """Check that a subtree with this root is that of leaves ``[start, end)`` of the tree with that one
    (draft-ietf-plants-merkle-tree-certs, 4.4.3). Raises ``BadProof`` otherwise.
    """
    if not is_subtree(start, end) or end > size:
        raise BadProof(f"no consistency between leaves {start} to {end} and a tree of {size} leaves")
    _check_hashes([subtree_root, root, *proof] if proof else [])
    path = list(proof)
    if _roots(start, end, 0, size, subtree_root, path) != (subtree_root, root):
        raise BadProof("the consistency proof does not join the two roots")
    if path:
        raise BadProof("the consistency proof is too long")


def _roots(
    start: int, end: int, low: int, high: int, known: bytes | None, path: list[bytes]
) -> tuple[bytes, bytes]:
    """Return the roots of ``[start, end)`` and of ``[low, high)`` to which a path leads, as ``_proof`` makes it; what is
    used of it is taken from its end. ``known`` is the root of ``[start, end)``, where it is that of the whole subtree.
    """
    if (start, end) == (low, high):
        node = known or _last(path)
        return node, node
    middle, beside = low + split(high - low), _last(path)
    if end <= middle:
        inner, whole = _roots(start, end, low, middle, known, path)
        return inner, node_hash(whole, beside)
    if start >= middle:
        inner, whole = _roots(start, end, middle, high, known, path)
        return inner, node_hash(beside, whole)
    inner, whole = _roots(middle, end, middle, high, None, path)
    return node_hash(beside, inner), node_hash(beside, whole)


def _last(path: list[bytes]) -> bytes:
    if not path:
        raise BadProof("the consistency proof is too short")
    return path.pop()


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf hash stands at ``index`` of the leaves ``[start, end)`` with this root (IETF
    draft-ietf-plants-merkle-tree-certs, 4.3). Raises ``BadProof`` otherwise.
    """
    if not is_subtree(start, end):
        raise BadProof(f"leaves {start} to {end} are no subtree")
    if not start <= index < end:
        raise BadProof(f"leaf {index} is not among {start} to {end}")
    verify_inclusion(index - start, end - start, leaf, proof, root)


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise BadProof("a hash has 32 bytes")
