"""The tree of a log as the database has it: complete tiles as they were stored, the edges made from what is below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sekisho.ledger.tiles import WIDTH, needed, stored
from sekisho.ledger.tree import HASH_BYTES, Subtree, consistency_proof, inclusion_proof
from sekisho.records.log import pieces

from .sequencer import tile_root


def proof_of_inclusion(log: str, index: int, size: int) -> list[bytes]:
    """Return the path from the leaf at ``index`` to the root of the tree of ``size`` leaves."""
    return _proof(log, size, partial(inclusion_proof, index, size))


def proof_of_growth(log: str, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of ``new`` leaves grew from that of ``old``; empty from none."""
    return _proof(log, new, partial(consistency_proof, old, new)) if old else []


def _proof(log: str, size: int, ask: Callable[[Subtree], list[bytes]]) -> list[bytes]:
    found = pieces(log, needed(ask, size))

    def read(level: int, number: int, width: int) -> bytes:
        if level and len(found[level, number]) < width * HASH_BYTES:
            return _roots(log, level - 1, number, width)
        return found[level, number]

    return ask(stored(read, size))


def _roots(log: str, level: int, number: int, width: int) -> bytes:
    """The same computed, for tiles that were stored before their roots were."""
    first = number * WIDTH
    return b"".join(tile_root(log, level, index, {}) for index in range(first, first + width))
