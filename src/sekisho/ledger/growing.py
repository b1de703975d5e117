"""The tiles of a tree as it grows: complete ones as they come, the edge that is not complete, the root in between.

What it remembers is one unfinished tile for each level: two or three dozen kilobytes for any log.
"""

from __future__ import annotations

from collections.abc import Iterator

from .tiles import WIDTH, ReadTile, tile_hashes, tile_path
from .tree import EMPTY_ROOT, root_of


class GrowingTiles:
    """A tree of which the unfinished tiles are held: ``edges[level]`` are the hashes of that level's last tile."""

    def __init__(self, size: int = 0, edges: list[list[bytes]] | None = None) -> None:
        self.size = size
        self.edges: list[list[bytes]] = edges or []

    def append(self, leaf: bytes) -> Iterator[tuple[str, bytes]]:
        """Append a leaf by its hash; yields the tiles (path, bytes) that it completes."""
        level, node = 0, leaf
        self.size += 1
        while True:
            if level == len(self.edges):
                self.edges.append([])
            edge = self.edges[level]
            edge.append(node)
            if len(edge) < WIDTH:
                return
            number = (self.size >> (8 * (level + 1))) - 1
            yield tile_path(level, number), b"".join(edge)
            node = root_of(edge)
            edge.clear()
            level += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        node: list[bytes] = []
        for edge in self.edges:
            if edge or node:
                node = [root_of([*edge, *node])]
        return node[0] if node else EMPTY_ROOT

    def partial(self) -> Iterator[tuple[str, bytes]]:
        """Yield the tiles of the edge, which are not complete."""
        for level, edge in enumerate(self.edges):
            if edge:
                yield tile_path(level, self.size >> (8 * (level + 1)), len(edge)), b"".join(edge)


def grown_to(size: int, read: ReadTile) -> GrowingTiles:
    """Return the tree of the complete bundles below ``size``, its edge read from the stored tiles of that size."""
    whole = size - size % WIDTH
    edges: list[list[bytes]] = [[]]
    level = 1
    while whole >> (8 * level):
        number, width = divmod(whole >> (8 * level), WIDTH)
        edges.append(tile_hashes(read(level, number, width))[:width] if width else [])
        level += 1
    return GrowingTiles(whole, edges)
