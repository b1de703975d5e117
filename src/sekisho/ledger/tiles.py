"""Tiles and entry bundles (c2sp.org/tlog-tiles): the tree in pieces of 256 hashes, the leaves in pieces of 256."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .tree import HASH_BYTES, Subtree, node_hash, perfect_root, root_of, split

WIDTH = 256
"""Hashes in a full tile; leaves in a full bundle."""
_HEIGHT = 8

Place = tuple[int, int, int]
"""A tile by level, number and the width that is needed of it."""
ReadTile = Callable[[int, int, int], bytes]
"""Returns the bytes of a tile by level, number and width; what holds a wider one may return that."""


class BadTile(ValueError):
    """A tile or bundle whose bytes are not what its path says."""


def number_path(number: int) -> str:
    """Return a tile number as a path in groups of three digits: ``x001/x234/067``."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Return the path of a hash tile; a partial one names its width."""
    return f"tile/{level}/{number_path(number)}{_partial(width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Return the path of an entry bundle."""
    return f"tile/entries/{number_path(number)}{_partial(width)}"


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def tile_hashes(data: bytes) -> list[bytes]:
    """Return the hashes of a tile; raises ``BadTile`` for a broken length."""
    if not data or len(data) % HASH_BYTES or len(data) > WIDTH * HASH_BYTES:
        raise BadTile("a tile holds 1 to 256 hashes of 32 bytes")
    return [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]


def make_bundle(entries: Sequence[bytes]) -> bytes:
    """Return a bundle: each entry behind its length in two bytes, big-endian. Raises ``ValueError`` over 65,535."""
    if any(len(entry) > 0xFFFF for entry in entries):
        raise ValueError("an entry of a bundle has at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises ``BadTile`` where it is cut short."""
    entries, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + size]
        if len(data) < at + 2 or len(entry) != size:
            raise BadTile("the bundle is cut short")
        entries.append(entry)
        at += 2 + size
    return entries


def widths(count: int) -> Iterator[tuple[int, int]]:
    """Yield the tiles of a level with ``count`` hashes: number and width, a partial one last."""
    full, rest = divmod(count, WIDTH)
    yield from ((number, WIDTH) for number in range(full))
    if rest:
        yield full, rest


def levels(leaves: Sequence[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the hashes of every tile level, from the leaf hashes up: each the roots of full tiles below."""
    level, hashes = 0, list(leaves)
    while hashes:
        yield level, hashes
        full = len(hashes) // WIDTH
        hashes = [root_of(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)]
        level += 1


def tile_files(leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Return every hash tile of a tree by its path."""
    files = {}
    for level, hashes in levels(leaves):
        for number, width in widths(len(hashes)):
            start = number * WIDTH
            files[tile_path(level, number, width)] = b"".join(hashes[start : start + width])
    return files


def bundle_files(entries: Sequence[bytes]) -> dict[str, bytes]:
    """Return every entry bundle of a log by its path."""
    return {
        bundle_path(number, width): make_bundle(entries[number * WIDTH : number * WIDTH + width])
        for number, width in widths(len(entries))
    }


def needed(ask: Callable[[Subtree], object], size: int) -> set[Place]:
    """Return the tiles of a tree of ``size`` leaves that a proof is made from, so that all can be read at once.

    ``ask`` makes the proof from a subtree function; here it is given one that only notes what it is asked for.
    """
    places: set[Place] = set()

    def read(level: int, number: int, width: int) -> bytes:
        places.add((level, number, width))
        return bytes(width * HASH_BYTES)

    ask(_subtrees(read, size, lambda _: b""))
    return places


def stored(read: ReadTile, size: int) -> Subtree:
    """Return the subtree function of a tree of ``size`` leaves that is stored in tiles, for proofs from storage.

    A proof reads a few tiles for each 256-fold of the size. Each tile is asked for once; raises ``BadTile`` where one
    is shorter than the tree needs.
    """
    return _subtrees(read, size, perfect_root)


def _subtrees(read: ReadTile, size: int, root: Callable[[bytes], bytes]) -> Subtree:
    known: dict[tuple[int, int], bytes] = {}

    def tile(level: int, number: int) -> bytes:
        if (level, number) not in known:
            width = min(WIDTH, (size >> (_HEIGHT * level)) - number * WIDTH)
            known[level, number] = _long_enough(read(level, number, width), level, number, width)
        return known[level, number]

    def subtree(start: int, end: int) -> bytes:
        count = end - start
        if count & (count - 1):
            middle = start + split(count)
            return node_hash(subtree(start, middle), subtree(middle, end))
        level, height = divmod(count.bit_length() - 1, _HEIGHT)
        number, first = divmod(start >> (_HEIGHT * level), WIDTH)
        return root(tile(level, number)[first * HASH_BYTES : (first + (1 << height)) * HASH_BYTES])

    return subtree


def _long_enough(data: bytes, level: int, number: int, width: int) -> bytes:
    held, rest = divmod(len(data), HASH_BYTES)
    if rest or held > WIDTH:
        raise BadTile("a tile holds 1 to 256 hashes of 32 bytes")
    if held < width:
        raise BadTile(f"{tile_path(level, number, width)} holds {held} hashes only")
    return data
