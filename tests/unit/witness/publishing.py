"""A log of counted entries laid out as files, for tests of the mirror."""

from __future__ import annotations

from pathlib import Path

from sekisho.ledger.keys import SigningKey
from sekisho.ledger.tiles import bundle_files, tile_files
from sekisho.ledger.tree import leaf_hash

from .asking import LOG, signed


def entries(count: int, branch: str = "", fork: int = 0) -> list[bytes]:
    """Return entries; from index ``fork`` on they are those of another history, named by ``branch``."""
    return [f"{branch if n >= fork else ''}{n}".encode() for n in range(count)]


def files(data: list[bytes], key: SigningKey = LOG) -> dict[str, bytes]:
    """Return the log as c2sp.org/tlog-tiles lays it out."""
    hashes = [leaf_hash(each) for each in data]
    return {"checkpoint": signed(hashes, key).encode(), **tile_files(hashes), **bundle_files(data)}


def publish(folder: Path, data: list[bytes], key: SigningKey = LOG) -> Path:
    """Write the log into a folder, beside what is there from before."""
    for path, content in files(data, key).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder
