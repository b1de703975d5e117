"""What an export holds suffices to check the log and the fields disclosed, without this installation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import open_checkpoint
from sekisho.ledger.leaf import BadDisclosure, Shown, verify_disclosure
from sekisho.ledger.note import read_verifier_key
from sekisho.ledger.tiles import read_bundle
from sekisho.ledger.tree import leaf_hash, root_of
from sekisho.operations import sequencer
from sekisho.operations.export_log import NothingToExport, export
from sekisho.operations.intake import Receipt, take
from sekisho.records import models
from sekisho.records.sealing import erase_key
from tests.leaves import committed

Disclosed = dict[str, tuple[Shown, ...]]


def _leaves(folder: Path) -> list[bytes]:
    bundles = sorted(p for p in (folder / "tile" / "entries").rglob("*") if p.is_file())
    return [leaf for bundle in bundles for leaf in read_bundle(bundle.read_bytes())]


def _disclosed(folder: Path) -> dict[int, Disclosed]:
    lines = [line for f in (folder / "disclosed").iterdir() for line in f.read_bytes().splitlines()]
    split = (line.partition(b" ") for line in lines)
    return {int(index): msgspec.json.decode(shown, type=Disclosed) for index, _, shown in split}


def _exported(offices: Any, folder: Path) -> Path:
    case = offices.opened("measure.open", "npa")
    offices.act(case, "measure.plan", "npa", text="計画の内容")
    line = json.dumps({"id": "incident-1", "observables": [{"type": "domain", "value": "one.example"}]})
    given = take(line.encode(), "i.jsonl", "npa", offices.person("npa"), offices.tick(), "incidents")
    assert isinstance(given, Receipt)
    sequencer.integrate(offices.tick())
    done = export(folder)
    assert (done.size, done.disclosed) == (committed(),) * 2
    return folder


def test_the_checkpoint_states_the_root_of_the_leaves(offices: Any, tmp_path: Path) -> None:
    """Leaves, policy and checkpoint of an export agree with one another."""
    folder = _exported(offices, tmp_path / "out")
    key = read_verifier_key((folder / "policy").read_text().split()[1])
    checkpoint = open_checkpoint((folder / "checkpoint").read_text(), key)
    leaves = _leaves(folder)
    assert checkpoint.size == len(leaves)
    assert checkpoint.root == root_of([leaf_hash(leaf) for leaf in leaves])


def test_disclosed_fields_are_those_of_their_leaves(offices: Any, tmp_path: Path) -> None:
    """Every field opens against its leaf; one changed word does not."""
    folder = _exported(offices, tmp_path / "out")
    leaves, disclosed = _leaves(folder), _disclosed(folder)
    opened = {index: verify_disclosure(leaves[index], shown) for index, shown in disclosed.items()}
    plan = next(o for o in opened.values() if o["envelope"].get("step") == "measure.plan")
    assert plan["body"]["intent.particulars"] == {"text": "計画の内容"}
    index = next(n for n, o in opened.items() if o is plan)
    forged = tuple(
        msgspec.structs.replace(s, value="x") if s.name == "step" else s for s in disclosed[index]["envelope"]
    )
    with pytest.raises(BadDisclosure):
        verify_disclosure(leaves[index], {**disclosed[index], "envelope": forged})


def test_a_leaf_tells_nothing_of_its_case(offices: Any, tmp_path: Path) -> None:
    """Who holds the whole log without disclosures reads no case, step or word of it."""
    leaves = b"".join(_leaves(_exported(offices, tmp_path / "out")))
    told = [entry.case_id for entry in models.Entry.objects.all()] + ["measure.plan", "計画の内容", "npa"]
    assert not [word for word in told if word.encode() in leaves]


def test_an_erased_case_stays_in_the_log_and_is_no_longer_disclosed(offices: Any, tmp_path: Path) -> None:
    """After erasure the same leaves stand under the same root; the erased entries are just not opened."""
    before = _exported(offices, tmp_path / "before")
    measure = models.Case.objects.get(kind="measure")
    erase_key(measure.key)
    done = export(tmp_path / "after")
    assert (tmp_path / "after" / "checkpoint").read_text() == (before / "checkpoint").read_text()
    assert done.disclosed == done.size - measure.entries.count()
    texts = [f.read_text() for f in (tmp_path / "after" / "disclosed").iterdir()]
    assert not any("計画の内容" in text for text in texts)


def test_the_stand_alone_verifier_accepts_an_export_and_sees_a_changed_leaf(
    offices: Any, tmp_path: Path
) -> None:
    """The verifier, given the folder alone, finds nothing wrong; with one byte of a leaf changed it does."""
    folder = _exported(offices, tmp_path / "out")
    assert verify.main([str(folder)]) == verify.OWN_POLICY
    (bundle,) = [p for p in (folder / "tile" / "entries").rglob("*") if p.is_file()]
    data = bundle.read_bytes()
    bundle.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
    assert verify.main([str(folder)]) == verify.FAILED


def test_a_log_without_a_checkpoint_is_not_exported(offices: Any, tmp_path: Path) -> None:
    """There is nothing to check in a log that nothing was ever recorded in, and the export says so."""
    with pytest.raises(NothingToExport):
        export(tmp_path / "out", "exercise:none")
    assert not (tmp_path / "out").exists()
