"""Batches: many objects taken in together cost one leaf, and each can still be proved to have been among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sekisho.vocabulary.canonical import digest

from .tree import in_memory, inclusion_proof, leaf_hash, root_of, verify_inclusion


class Membership(msgspec.Struct, frozen=True):
    """That an object was in a batch: its place, the batch's size, and the path to the batch's root."""

    index: int
    size: int
    path: tuple[bytes, ...]


def salted(salt: str, content: Any) -> str:
    """Return the digest of an object that could be guessed: SHA-256 over salt and content in canonical JSON."""
    return digest([salt, content])


def batch_root(digests: Sequence[str]) -> bytes:
    """Return the root over objects' SHA-256 digests (hexadecimal), in the order of the batch."""
    return root_of([leaf_hash(bytes.fromhex(digest)) for digest in digests])


def prove(digests: Sequence[str], index: int) -> Membership:
    """Return the proof that the object at ``index`` is in the batch."""
    leaves = [leaf_hash(bytes.fromhex(digest)) for digest in digests]
    return Membership(index, len(leaves), tuple(inclusion_proof(index, len(leaves), in_memory(leaves))))


def check(digest: str, membership: Membership, root: bytes) -> None:
    """Check a membership; raises ``tree.BadProof`` where the object is not in the batch with this root."""
    leaf = leaf_hash(bytes.fromhex(digest))
    verify_inclusion(membership.index, membership.size, leaf, membership.path, root)
