"""The tree of a log as the database has it: complete tiles as they were stored, the edges made from what is below."""

from __future__ import annotations

from sekisho.ledger.tiles import WIDTH, ReadTile, stored
from sekisho.ledger.tree import consistency_proof
from sekisho.records.log import leaf_hashes, tile, tile_roots

from .sequencer import tile_root


def tiles_of(log: str) -> ReadTile:
    """Return what reads the tiles of a log."""

    def read(level: int, number: int, width: int) -> bytes:
        data = tile(log, level, number) if width == WIDTH else None
        if data is not None:
            return data
        first = number * WIDTH
        if level == 0:
            return b"".join(leaf_hashes(log, first, first + width))
        roots = tile_roots(log, level - 1, first, width)
        if len(roots) < width:
            roots = [tile_root(log, level - 1, n, {}) for n in range(first, first + width)]
        return b"".join(roots)

    return read


def proof_of_growth(log: str, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of ``new`` leaves grew from that of ``old``; empty from none."""
    return consistency_proof(old, new, stored(tiles_of(log), new)) if old else []
