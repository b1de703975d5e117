"""A log of counted leaves and a witness in a folder, for tests that ask the one about the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.keys import SigningKey, generate
from sekisho.ledger.tree import consistency_proof, in_memory, leaf_hash, root_of
from sekisho.ledger.witnessing import write_request
from sekisho.witness.answering import Answer, Witness, answer, witness
from sekisho.witness.home import found

START = datetime(2026, 10, 5, tzinfo=UTC)
LOG = generate("log.example/real", b"\x01" * 32)
STRANGER = generate("log.example/other", b"\x02" * 32)


def leaves(count: int, branch: str = "", fork: int = 0) -> list[bytes]:
    """Return leaf hashes; from index ``fork`` on they are those of another history, named by ``branch``."""
    return [leaf_hash(f"{branch if n >= fork else ''}{n}".encode()) for n in range(count)]


def signed(hashes: Sequence[bytes], key: SigningKey = LOG) -> str:
    """Return the signed checkpoint of a tree."""
    return Checkpoint(key.name, len(hashes), root_of(hashes)).sign([key], START)


def request(old: int, hashes: Sequence[bytes], key: SigningKey = LOG) -> bytes:
    """Return an honest request from a size to a whole tree."""
    proof = consistency_proof(old, len(hashes), in_memory(hashes)) if old else []
    return write_request(old, proof, signed(hashes, key)).encode()


def made(folder: Path, name: str = "witness.example/commission") -> Witness:
    """Return a new witness of the log."""
    return witness(found(folder, name, [LOG.verifier]))


def ask(who: Witness, body: bytes, seconds: int = 0) -> Answer:
    """Ask, so many seconds into the story."""
    return answer(who, body, START + timedelta(seconds=seconds))
