"""Figures on the record: the tree, batches, proofs from stored tiles, and the stand-alone verifier."""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pymerkle
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bench._installation import installation
from bench._measuring import figure, seconds
from sekisho.ledger import verify
from sekisho.ledger.batch import batch_root
from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.export import Told, lay_out
from sekisho.ledger.keys import generate
from sekisho.ledger.leaf import Disclosure, SealedLeaf, disclose, seal
from sekisho.ledger.tiles import stored, tile_files, tile_path
from sekisho.ledger.tree import Frontier, consistency_proof, inclusion_proof, leaf_hash, root_of

LEAVES = 200_000
PEER_LEAVES = 20_000
OBJECTS = 100_000
STORED = 1_000_000
PROOFS = 300
ENGINES = {"sqlite": 2, "postgresql": 8}
"""The databases, with how many processes write to each at once."""
DATABASE_SIZES = (1_000, 10_000, 100_000, 1_000_000)
VERIFIED = ((100_000, 10.0, 3), (1_000_000, 100.0, 1))
"""How many entries are verified, the limit in seconds, and how often."""
COMPARED = (
    ("with_leaf", "bare", "bare insert and commit"),
    ("without_leaf", "bare", "bare insert and commit"),
    ("with_leaf", "without_leaf", "the act without its leaf"),
)
"""What is written of an entry, and beside what."""
CHECKPOINT_EACH = 2_000
"""Entries between two kept checkpoints: at 1,000 entries a second, two seconds."""


def figures() -> Iterator[dict[str, Any]]:
    """Yield one figure after another, each measured against a peer or a limit in the same run."""
    yield from _tree()
    yield _batch()
    yield from _proofs()
    yield from _signatures()
    yield from _verifier()
    for engine in ENGINES:
        yield from _recording(engine)


def _recording(engine: str) -> Iterator[dict[str, Any]]:
    """What recording costs on a database of the run's own."""
    with installation(engine) as started:
        run = partial(started, "_recording")
        [taken] = run("entries")
        for kind in ("", "_cpu"):
            for which, other, against in COMPARED:
                yield _beside(engine, taken, f"{which}{kind}", f"{other}{kind}", against)
        processes = ENGINES[engine]
        [rates] = run("writers", str(processes))
        bare = statistics.median(rates["bare"])
        yield figure(
            f"{engine}_{processes}_writers", "entries/s", rates["with_leaf"], "their bare inserts", bare
        )
        [late] = run("lag", "1000")
        p99 = late["lag"][int(len(late["lag"]) * 0.99)]
        yield figure(f"{engine}_sequencer_lag_p99", "s", [p99], "limit, at most", 1.0)
        yield figure(f"{engine}_sequencer_rate", "leaves/s", late["rate"], "asked for", 1000.0)
        for size in DATABASE_SIZES:
            [found] = run("proofs", str(size))
            for kind in ("inclusion", "consistency"):
                taken_ms = sorted(found[kind])
                p95 = taken_ms[int(len(taken_ms) * 0.95)]
                yield figure(f"{engine}_{kind}_proof_p95_of_{size}", "ms", [p95], "limit, at most", 2.0)


def _beside(
    engine: str, taken: dict[str, list[float]], which: str, other: str, against: str
) -> dict[str, Any]:
    peer = 1000 * statistics.median(taken[other])
    name = f"{engine}_entry_{which}" if other.startswith("bare") else f"{engine}_leaf_beside_{other}"
    return figure(name, "ms", [1000 * each for each in taken[which]], against, peer)


def _rates(count: int, taken: list[float]) -> list[float]:
    return [count / each for each in taken]


def _tree() -> Iterator[dict[str, Any]]:
    entries = [f"entry {n}".encode() for n in range(LEAVES)]
    ours = seconds(lambda: root_of([leaf_hash(each) for each in entries]))
    bare = seconds(lambda: [hashlib.sha256(each).digest() for each in entries + entries])
    # A tree of n leaves takes n leaf hashes and n-1 node hashes; plain hashing of 2n is what it cannot go below.
    yield figure(
        "tree_in_memory", "leaves/s", _rates(LEAVES, ours), "hashlib, 2 hashes a leaf", LEAVES / min(bare)
    )
    few = entries[:PEER_LEAVES]
    peer = seconds(lambda: pymerkle.InmemoryTree.init_from_entries(few).get_root(), 3)
    small = seconds(lambda: root_of([leaf_hash(each) for each in few]), 3)
    yield figure(
        "tree_in_memory_small", "leaves/s", _rates(PEER_LEAVES, small), "pymerkle", PEER_LEAVES / min(peer)
    )


def _batch() -> dict[str, Any]:
    digests = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(OBJECTS)]
    taken = seconds(lambda: batch_root(digests))
    return figure("batch_folded", "objects/s", _rates(OBJECTS, taken), "limit, at least", 50_000)


def _proofs() -> Iterator[dict[str, Any]]:
    leaves = [leaf_hash(n.to_bytes(8, "big")) for n in range(STORED)]
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        folder = Path(name)
        _write(tile_files(leaves).items(), folder)
        places = [(n * 7919) % STORED for n in range(PROOFS)]
        for kind in ("inclusion", "consistency"):
            taken = sorted(_proof(folder, kind, place) for place in places)
            yield figure(f"{kind}_proof_p95", "ms", [1000 * taken[int(PROOFS * 0.95)]], "limit, at most", 2.0)


def _proof(folder: Path, kind: str, place: int) -> float:
    began = time.perf_counter()
    subtree = stored(lambda *tile: (folder / tile_path(*tile)).read_bytes(), STORED)
    if kind == "inclusion":
        inclusion_proof(place, STORED, subtree)
    else:
        consistency_proof(place + 1, STORED, subtree)
    return time.perf_counter() - began


def _signatures() -> Iterator[dict[str, Any]]:
    """The signatures of logs and witnesses (Ed25519), and those of persons (P-256, as most passkeys sign)."""
    key = generate("log.example/bench", b"\x01" * 32)
    text, public = Checkpoint(key.name, 1, bytes(32)).text().encode(), key.verifier.public
    line = key.raw(text)
    yield _checking("verify_signatures", lambda: verify.ed25519_verify(public, text, line))
    person = ec.generate_private_key(ec.SECP256R1())
    numbers, signed = person.public_key().public_numbers(), person.sign(text, ec.ECDSA(hashes.SHA256()))
    point = (numbers.x, numbers.y)
    yield _checking("verify_personal_signatures", lambda: verify.p256_verify(point, text, signed))


def _checking(name: str, check: Callable[[], bool]) -> dict[str, Any]:
    assert check()
    return figure(name, "signatures/s", _rates(50, seconds(lambda: [check() for _ in range(50)])))


def _verifier() -> Iterator[dict[str, Any]]:
    leaves = [_entry(index, {})[0].data for index in range(1000)]
    bare = 1000 / min(seconds(lambda: [hashlib.sha256(leaf).digest() for leaf in leaves], 20))
    for entries, limit, runs in VERIFIED:
        taken, memory = _verified(entries, runs)
        yield figure(f"verify_{entries}_entries", "s", taken, "limit, at most", limit)
        yield figure(
            f"verify_rate_of_{entries}", "entries/s", _rates(entries, taken), "bare hashing of leaves", bare
        )
        yield figure(f"verify_memory_of_{entries}", "MB", memory)


def _verified(entries: int, runs: int) -> tuple[list[float], list[float]]:
    """Return the seconds that verifying took, and the MB that it held."""
    memory: list[float] = []
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        _export(Path(name), entries)
        return seconds(lambda: memory.append(_run(name)), runs), memory


def _run(folder: str) -> float:
    """Verify in a process of its own, as an outsider does; return the most memory that it held, in MB (on Linux)."""
    # Not getrusage: on Linux its maximum outlives exec, so that it would be the memory of this process.
    script = (
        "import runpy, sys; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end: code = end.code\n"
        "held = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(held.split()[1], file=sys.stderr); sys.exit(code)"
    )
    command = [
        sys.executable,
        "-I",
        "-c",
        script,
        verify.__file__,
        folder,
        "--policy",
        f"{folder}/policy",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["failures"] == 0
    return int(done.stderr.split()[-1]) / 1024


def _export(folder: Path, entries: int) -> None:
    """Write an export of so many entries, their envelopes and one field of each body opened.

    They are made twice, first for the checkpoints and then for the files, so that they are never held at once.
    """
    key, at = generate("log.example/bench", b"\x01" * 32), datetime(2026, 10, 5, tzinfo=UTC)
    frontier, notes = Frontier(), []
    for leaf, _ in _entries(entries):
        frontier.append(leaf.hash)
        if frontier.size % CHECKPOINT_EACH == 0:
            notes.append(Checkpoint(key.name, frontier.size, frontier.root()).sign([key], at))
    told = (Told(leaf=leaf.data, disclosure=shown) for leaf, shown in _entries(entries))
    _write(lay_out(told, notes, key.verifier), folder)


def _entries(entries: int) -> Iterator[tuple[SealedLeaf, Disclosure]]:
    heads: dict[str, tuple[int, str]] = {}
    return (_entry(index, heads) for index in range(entries))


def _entry(index: int, heads: dict[str, tuple[int, str]]) -> tuple[SealedLeaf, Disclosure]:
    case = f"case-{index % 997:016d}"
    number, previous = heads.get(case, (0, verify.GENESIS))
    digest = hashlib.sha256(f"{case} {number}".encode()).hexdigest()
    heads[case] = (number + 1, digest)
    moment = "2026-10-05T00:00:00Z"
    envelope = {
        "case": case,
        "kind": "measure",
        "sequence": number + 1,
        "previous": previous,
        "entry": digest,
        "step": "measure.plan",
        "act_of": "npa",
        "happened_at": moment,
        "recorded_at": moment,
        "verdict": digest,
        "pack": digest,
        "reads": {},
        "realm": "real",
    }
    body = {
        "intent.particulars": {"text": "計画の内容"},
        "intent.nonce": digest[:16],
        "recorded_by": "person-a",
    }
    leaf = seal("real", "case", envelope, body, hashlib.sha256(str(index).encode()).digest())
    return leaf, disclose(envelope, body, leaf.salts, {"envelope": None, "body": ["intent.particulars"]})


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    for name, content in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    for each in figures():
        print(json.dumps(each), flush=True)
