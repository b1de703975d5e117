"""A small log for tests: cases with entries, batches, checkpoints as it grew, all derived from fixed secrets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sekisho.ledger.batch import batch_root
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.export import Commit, lay_out
from sekisho.ledger.keys import SigningKey, generate
from sekisho.ledger.leaf import Fields, LeafClass, SealedLeaf, disclose, seal
from sekisho.ledger.policy import Policy
from sekisho.ledger.tree import leaf_hash, root_of

START = datetime(2026, 10, 5, tzinfo=UTC)
KEY = generate("log.example/real", b"\x01" * 32)
OTHER_KEY = generate("log.example/real", b"\x02" * 32)
WITNESS = generate("witness.example/commission", b"\x03" * 32)
EVERYTHING: Mapping[str, None] = {"envelope": None, "body": None, "subjects": None}
GENESIS = "0" * 64


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
        """Put a leaf at the end; return its index."""
        index = len(self.leaves)
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
        return lay_out(
            [leaf.data for leaf in self.leaves[:size]],
            self.checkpoints,
            {index: each for index, each in shown.items() if index < size},
            (key or self.key).verifier,
            self.batches,
            commits=self.commits,
            policy=policy,
        )


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
