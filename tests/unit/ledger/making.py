"""A small log for tests: cases with entries, batches, checkpoints as it grew, all derived from fixed secrets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sekisho.ledger.batch import batch_root
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.export import Commit, Told, lay_out
from sekisho.ledger.keys import SigningKey, generate
from sekisho.ledger.leaf import Fields, LeafClass, SealedLeaf, disclose, seal
from sekisho.ledger.policy import Policy
from sekisho.ledger.tiles import WIDTH
from sekisho.ledger.tree import leaf_hash, root_of

START = datetime(2026, 10, 5, tzinfo=UTC)
KEY = generate("log.example/real", b"\x01" * 32)
OTHER_KEY = generate("log.example/real", b"\x02" * 32)
WITNESS = generate("witness.example/commission", b"\x03" * 32)
EVERYTHING: Mapping[str, None] = {"envelope": None, "body": None, "subjects": None}
GENESIS = "0" * 64
SERVING: Mapping[str, Fields] = {
    "read": {"root": GENESIS, "size": 1, "from": START.isoformat()},
    "erasure": {"due": "2026-10-04", "instrument": "府監第一号", "erased_by": "os:root"},
}
"""What a leaf that is no entry has beside what a test is about."""


def secret(number: int) -> bytes:
    """Return the secret of a leaf."""
    return hashlib.sha256(f"secret {number}".encode()).digest()


def later(seconds: float) -> datetime:
    """Return a time so many seconds into the story."""
    return START + timedelta(seconds=seconds)


class Log:
    """A growing log: entries are put in, checkpoints signed, the export written."""

    def __init__(self, key: SigningKey = KEY) -> None:
        self.key = key
        self.leaves: list[SealedLeaf] = []
        self.parts: list[tuple[Fields, Fields, tuple[str, ...]]] = []
        self.heads: dict[str, tuple[int, str]] = {}
        self.checkpoints: list[str] = []
        self.batches: dict[int, list[str]] = {}
        self.commits: list[Commit] = []
        self.closed: set[int] = set()
        self.now = START

    def put(
        self,
        leaf_class: LeafClass,
        envelope: Fields,
        body: Fields,
        tags: tuple[str, ...] = (),
        at: datetime | None = None,
    ) -> int:
        """Put a leaf at the end; return its index. One that serves the log is given the fields that it lacks."""
        index = len(self.leaves)
        if leaf_class in SERVING:
            envelope = {**SERVING[leaf_class], "recorded_at": (at or self.now).isoformat(), **envelope}
        self.leaves.append(seal("real", leaf_class, envelope, body, secret(index), tags))
        self.parts.append((envelope, body, tags))
        self.commits.append(Commit(self.leaves[-1].hash, at or self.now))
        return index

    def entry(
        self,
        case: str,
        step: str = "measure.plan",
        leaf_class: LeafClass = "case",
        at: datetime | None = None,
        **changed: Any,
    ) -> int:
        """Put the next entry of a case; what is ``changed`` replaces a field of its envelope."""
        number, previous = self.heads.get(case, (0, GENESIS))
        head = hashlib.sha256(f"{case} {number + 1} {previous}".encode()).hexdigest()
        envelope = {
            "case": case,
            "sequence": number + 1,
            "previous": previous,
            "entry": head,
            "step": step,
            "recorded_at": (at or self.now).isoformat(),
            "reads": {},
            "realm": "real",
            **changed,
        }
        self.heads[case] = (envelope["sequence"], head)
        body = {
            "intent.particulars": {"text": f"計画 {number + 1}", "share": 0.25},
            "recorded_by": "person-a",
        }
        return self.put(leaf_class, envelope, body, (f"tag of {case}",), at)

    def batch(self, digests: list[str]) -> int:
        """Put a batch of objects."""
        index = self.put("batch", {"root": batch_root(digests).hex(), "size": len(digests)}, {})
        self.batches[index] = digests
        return index

    def sign(self, at: datetime = START, size: int | None = None, timed: bool = True) -> str:
        """Sign a checkpoint over what is there (or the first ``size`` leaves), and keep it."""
        self.now = at
        size = len(self.leaves) if size is None else size
        root = root_of([leaf.hash for leaf in self.leaves[:size]])
        note = Checkpoint(self.key.name, size, root).sign([self.key], at if timed else None)
        self.checkpoints.append(note)
        return note

    def files(self, policy: Policy | None = None, key: SigningKey | None = None) -> dict[str, bytes]:
        """Return the export's files."""
        shown = {
            index: disclose(envelope, body, leaf.salts, EVERYTHING, tags)
            for index, (leaf, (envelope, body, tags)) in enumerate(zip(self.leaves, self.parts))
            if index not in self.closed
        }
        size = int(self.checkpoints[-1].split("\n")[1])
        told = (
            Told(leaf=leaf.data, disclosure=shown.get(index), digests=self.batches.get(index))
            for index, leaf in enumerate(self.leaves[:size])
        )
        signer = (key or self.key).verifier
        return dict(lay_out(told, self.checkpoints, signer, commits=self.commits, policy=policy))


def opened(files: Mapping[str, bytes], index: int) -> Any:
    """Return what an export opens of a leaf."""
    return json.loads(_lines(files, index)[index])


def reopened(files: Mapping[str, bytes], index: int, shown: Any) -> dict[str, bytes]:
    """Return the export with something else opened of a leaf; ``None``: nothing."""
    lines = _lines(files, index) | {index: json.dumps(shown).encode()}
    kept = sorted((number, text) for number, text in lines.items() if number != index or shown is not None)
    return {**files, f"disclosed/{index // WIDTH}": b"".join(b"%d %s\n" % line for line in kept)}


def _lines(files: Mapping[str, bytes], index: int) -> dict[int, bytes]:
    lines = (line.partition(b" ") for line in files[f"disclosed/{index // WIDTH}"].splitlines())
    return {int(number): text for number, _, text in lines}


def exported(folder: Path) -> dict[str, bytes]:
    """Return the files of an export that was written into a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write an export's files into a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def honest() -> Log:
    """Return a log of two cases and a batch, with three checkpoints, in which nothing is wrong."""
    log = Log()
    for _ in range(3):
        log.entry("case-a")
        log.entry("case-b", reads={"case-a": log.heads["case-a"][0]})
    log.sign(later(1))
    log.batch([hashlib.sha256(bytes([n])).hexdigest() for n in range(5)])
    log.entry("case-a", at=later(2))
    log.sign(later(3))
    log.entry("case-b", step="measure.start", at=later(9))
    log.sign(later(10))
    return log


def grown(count: int, base: int = 0) -> list[bytes]:
    """Return so many leaf hashes."""
    return [leaf_hash(str(base + n).encode()) for n in range(count)]
