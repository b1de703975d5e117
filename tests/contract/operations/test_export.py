"""What an export holds suffices to check the log and the fields disclosed, without this installation."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from pathlib import Path
from typing import Any

from sekisho.operations import sequencer
from sekisho.operations.export_log import export
from sekisho.records import models
from sekisho.records.sealing import erase_key
from sekisho.vocabulary.canonical import canonical


def _leaves(folder: Path) -> list[bytes]:
    found = []
    for bundle in sorted(p for p in (folder / "tile" / "entries").rglob("*") if p.is_file()):
        data = bundle.read_bytes()
        while data:
            (length,) = struct.unpack(">H", data[:2])
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
    return found


def _root(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(hashes[:split]) + _root(hashes[split:])).digest()


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _exported(offices: Any, folder: Path) -> Path:
    case = offices.opened("measure.open", "npa")
    offices.act(case, "measure.plan", "npa", text="計画の内容")
    sequencer.integrate(offices.tick())
    (done,) = export(folder)
    assert done.size == models.Leaf.objects.count()
    return folder / "real"


def test_the_checkpoint_states_the_root_of_the_leaves(offices: Any, tmp_path: Path) -> None:
    """Leaves, tiles and checkpoint of an export agree with one another."""
    folder = _exported(offices, tmp_path / "out")
    leaves = _leaves(folder)
    _, size, root = (folder / "checkpoint").read_text().split("\n")[:3]
    assert int(size) == len(leaves)
    assert base64.b64decode(root) == _root([_hash(leaf) for leaf in leaves])
    (tile,) = [p for p in (folder / "tile" / "0").rglob("*") if p.is_file()]
    assert tile.read_bytes() == b"".join(_hash(leaf) for leaf in leaves)


def test_disclosed_fields_match_their_leaves(offices: Any, tmp_path: Path) -> None:
    """Every field with its salt gives the commitments whose root the leaf shows; a changed word does not."""
    folder = _exported(offices, tmp_path / "out")
    leaves = _leaves(folder)
    lines = [json.loads(line) for line in (folder / "disclosures.jsonl").read_text().splitlines()]
    assert len(lines) == models.Entry.objects.count()
    for line in lines:
        fields = line["fields"]
        commitments = [
            _hash(bytes.fromhex(salt) + canonical([name, value]))
            for name, (salt, value) in sorted(fields.items())
        ]
        assert _root(commitments).hex() == json.loads(leaves[line["index"]])["root"]
    salt, _ = lines[-1]["fields"]["step"]
    assert _hash(bytes.fromhex(salt) + canonical(["step", "measure.other"])) not in commitments


def test_a_leaf_tells_nothing_but_its_format_realm_and_class(offices: Any, tmp_path: Path) -> None:
    """Who holds the whole log without disclosures reads no case, step or word of it."""
    folder = _exported(offices, tmp_path / "out")
    for leaf in _leaves(folder):
        assert set(json.loads(leaf)) == {"format", "realm", "class", "root"}


def test_an_erased_case_stays_in_the_log_and_is_no_longer_disclosed(offices: Any, tmp_path: Path) -> None:
    """After erasure the same leaves stand under the same root; the erased entries are just not opened."""
    before = _exported(offices, tmp_path / "before")
    measure = models.Case.objects.get(kind="measure")
    erase_key(measure.key)
    export(tmp_path / "after")
    assert (tmp_path / "after" / "real" / "checkpoint").read_text() == (before / "checkpoint").read_text()
    disclosed = (tmp_path / "after" / "real" / "disclosures.jsonl").read_text()
    assert "計画の内容" not in disclosed
    assert len(disclosed.splitlines()) == models.Entry.objects.count() - measure.entries.count()
