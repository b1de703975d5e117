"""The tiles of a tree that grows leaf by leaf are those of the tree laid out at once, from wherever it went on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger.growing import GrowingTiles, grown_to
from sekisho.ledger.tiles import WIDTH, tile_files, tile_path
from sekisho.ledger.tree import leaf_hash, root_of

LEAVES = [leaf_hash(str(n).encode()) for n in range(WIDTH * WIDTH + 300)]


def grown(tree: GrowingTiles, leaves: list[bytes]) -> dict[str, bytes]:
    files = {path: data for leaf in leaves for path, data in tree.append(leaf)}
    return files | dict(tree.partial())


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65535, 65536, 65537, 65836])
def test_it_makes_the_tiles_of_the_whole_tree(size: int) -> None:
    tree = GrowingTiles()
    assert grown(tree, LEAVES[:size]) == tile_files(LEAVES[:size])
    assert tree.root() == root_of(LEAVES[:size])


@given(st.integers(0, 3000), st.integers(0, 700))
def test_it_goes_on_from_stored_tiles(size: int, more: int) -> None:
    """What it knows of the past is the edge of the complete bundles; from there it comes to the same tree."""
    files = tile_files(LEAVES[:size])
    tree = grown_to(size, lambda level, number, width: files[tile_path(level, number, width)])
    start = tree.size
    assert start == size - size % WIDTH
    assert tree.root() == root_of(LEAVES[:start])
    made = grown(tree, LEAVES[start : size + more])
    assert tree.root() == root_of(LEAVES[: size + more])
    assert made.items() <= tile_files(LEAVES[: size + more]).items()
    assert tile_files(LEAVES[: size + more]).items() <= (files | made).items()
