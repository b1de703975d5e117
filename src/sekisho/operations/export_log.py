"""Exporting a log so that anyone can check it without this installation.

Layout of the folder, per log (``real`` or the exercise's id with ``-`` for ``:``):

- ``checkpoint``: the latest signed checkpoint; ``checkpoints.jsonl``: all of them, with the time of signing.
- ``tile/LEVEL/INDEX`` and ``tile/entries/INDEX``: hashes and leaves as C2SP ``tlog-tiles`` lays them out.
- ``commits.jsonl``: when each leaf was committed, by its place.
- ``disclosures.jsonl``: per place, the fields opened and their salts. Fields of an erased payload are not in
  it.
- ``policy``: the log's verifier key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from sekisho.ledger.tiles import WIDTH, bundle_files, tile_path, widths
from sekisho.records.export import Placed, checkpoints, entry_behind, placed
from sekisho.records.log import latest_checkpoint, leaf_hashes, logs, tile
from sekisho.records.sealing import Erased, key_of
from sekisho.vocabulary.times import write_time

from .leaves import entry_fields
from .log_keys import signing_key
from .sequencer import tile_root


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What an export holds of one log: its folder, size and root, and how many leaves are opened."""

    log: str
    folder: str
    size: int
    root: str
    disclosed: int


def export(path: Path) -> tuple[Exported, ...]:
    """Write every log that has a checkpoint into a folder, each into one of its own.

    1. Checkpoints and policy.
    2. Tiles of hashes, level by level, the last one of each level partial; then the leaves themselves.
    3. Times of commitment, and what is disclosed: every field of every entry that can still be opened.
    """
    return tuple(_export(log, path / log.replace(":", "-")) for log in logs() if latest_checkpoint(log).size)


def _export(log: str, folder: Path) -> Exported:
    kept = latest_checkpoint(log)
    _write_notes(log, folder)  # 1
    _write_tiles(log, folder, kept.size)  # 2
    rows = list(placed(log, kept.size))
    _write_leaves(folder, rows)
    _write_lines(
        folder / "commits.jsonl", ({"index": r.index, "at": write_time(r.committed_at)} for r in rows)
    )  # 3
    opened = [line for row in rows if (line := _disclosure(row)) is not None]
    _write_lines(folder / "disclosures.jsonl", opened)
    return Exported(log=log, folder=str(folder), size=kept.size, root=kept.root, disclosed=len(opened))


def _write_notes(log: str, folder: Path) -> None:
    _write(folder / "checkpoint", latest_checkpoint(log).note.encode())
    notes = ({"signed_at": write_time(c.signed_at), "note": c.note} for c in checkpoints(log) if c.signed_at)
    _write_lines(folder / "checkpoints.jsonl", notes)
    _write(folder / "policy", f"log {signing_key(log).verifier.text()}\n".encode())


def _write_tiles(log: str, folder: Path, size: int) -> None:
    level, count = 0, size
    while count:
        for number, width in widths(count):
            data = tile(log, level, number) if width == WIDTH else _partial(log, level, count - width, count)
            _write(folder / tile_path(level, number, width), data or b"")
        level, count = level + 1, count // WIDTH


def _partial(log: str, level: int, start: int, end: int) -> bytes:
    if level == 0:
        return b"".join(leaf_hashes(log, start, end))
    return b"".join(tile_root(log, level - 1, n, {}) for n in range(start, end))


def _write_leaves(folder: Path, rows: list[Placed]) -> None:
    for path, data in bundle_files([row.data for row in rows]).items():
        _write(folder / path, data)


def _disclosure(row: Placed) -> dict[str, Any] | None:
    """Return the fields of an entry's leaf with their salts; ``None`` for other leaves and for what was
    erased.
    """
    if not row.case or not row.salts:
        return None
    try:
        key = key_of(row.case)
        entry = entry_behind(row, key)
    except Erased:
        return None
    fields = entry_fields(entry, row.kind, key)
    return {
        "index": row.index,
        "fields": {n: [row.salts[n], fields[n]] for n in sorted(fields) if n in row.salts},
    }


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_lines(path: Path, values: Iterable[dict[str, Any]]) -> None:
    _write(path, "".join(_lines(values)).encode())


def _lines(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    for value in values:
        yield json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"
