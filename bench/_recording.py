"""Run by ``bench.ledger`` in a process of its own, on the database that its surroundings name: what recording costs.

``_recording entries`` compares an entry with its leaf against the bare insert and commit of the entry. Both begin with an
entry that is made and judged, seal its document under the case's key, and commit durably; nothing is prepared beforehand.
The bare one is one ``INSERT`` of the entry in a transaction: no leaf (one byte stands in its place), no lock, no comparison of
what was seen, and the case's head stays where it was. The other makes the leaf (salts, commitments, roots), locks and compares,
inserts the entry with its leaf, and moves the head. A third, ``without_leaf``, is as the product does it, but for the leaf: it
tells what of the difference is the leaf's, and what the lock's and the head's.
``_recording writers N`` does so with N processes at once (``writer`` is one of them).
``_recording lag RATE`` lets entries come at a rate and tells how long each waited for its checkpoint.
``_recording proofs SIZE…`` asks the stored tree for proofs.
Each prints one JSON object a line: a list of numbers by name.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from bench._laid_log import lay
from sekisho.casework.entry import GENESIS, Entry, Intent
from sekisho.casework.visibility import Access
from sekisho.operations import sequencer
from sekisho.operations.leaves import entry_leaf
from sekisho.operations.log_tiles import proof_of_growth, proof_of_inclusion
from sekisho.operations.setup import initialise
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.append import Opening, Write, append, moving
from sekisho.records.entries import entry_row
from sekisho.records.locking import Seen, locks
from sekisho.records.log import waiting
from sekisho.records.outside import draw
from sekisho.records.sealing import Key, draw_key
from sekisho.records.second_wall import assess_from_now_on
from sekisho.records.writing import carry_out, insertion

NOON = datetime(2026, 10, 5, 3, tzinfo=UTC)
ENTRIES = 400
EACH, ROUNDS = 100, 4
"""Entries of each of several writers, in one round; rounds of each kind."""
HASH = "a" * 64
NO_LEAF = b"x"
AT_A_TIME = 100
"""Cases whose entries take turns where the sequencer is timed."""


class Chain:
    """The entries of one case, one after another, each made before it is timed."""

    def __init__(self) -> None:
        self.case, self.key, self.last = draw("case"), draw_key(), GENESIS
        self.number = 0
        append(self._write(self.next(), opens=True))

    def next(self) -> Entry:
        """Make the next entry."""
        self.number += 1
        entry = Entry(
            intent=Intent(
                case=self.case,
                step="measure.plan",
                act_of="npa",
                particulars={"text": "計画の内容" * 20},
                nonce=draw("nonce"),
            ),
            sequence=self.number,
            previous=self.last,
            happened_at=NOON,
            recorded_at=datetime.now(UTC),
            recorded_by="person-one",
            by_virtue_of="appointment-one",
            verdict=HASH,
            pack=HASH,
        )
        self.last = entry.hash
        return entry

    def _write(self, entry: Entry, opens: bool = False) -> Write:
        return Write(
            entry=entry,
            key=self.key,
            leaf=entry_leaf(entry, "measure", self.key),
            seen={self.case: Seen(entry.previous)},
            opening=Opening(kind="measure", pack=HASH, access=Access()) if opens else None,
        )

    def with_leaf(self) -> Callable[[], object]:
        """Return the writing of the next entry as the product does it."""
        entry = self.next()
        return lambda: append(self._write(entry))

    def bare(self) -> Callable[[], object]:
        """Return the bare insert and commit of the next entry."""
        entry, key = self.next(), self.key
        return lambda: _insert(entry, key)

    def without_leaf(self) -> Callable[[], object]:
        """Return the writing of the next entry as the product does it, but for its leaf."""
        entry, key = self.next(), self.key
        return lambda: _move(entry, key)


def _move(entry: Entry, key: Key) -> None:
    with transaction.atomic():
        row = entry_row(entry, key, NO_LEAF)
        move = moving(entry, Seen(entry.previous))
        moved, _ = carry_out([*locks({entry.case}, set(), {entry.case: move}), insertion(row)])
        assert moved.changed == 1


def _insert(entry: Entry, key: Key) -> None:
    with transaction.atomic():
        carry_out([insertion(entry_row(entry, key, NO_LEAF))])


def _timed(made: list[Callable[[], object]]) -> list[float]:
    taken = []
    for each in made:
        began = time.perf_counter()
        each()
        taken.append(time.perf_counter() - began)
    return taken


def entries() -> None:
    """Print the seconds of each entry with its leaf, without it, and bare, and those of the processor alone, which on
    PostgreSQL are its server's too.

    They take turns, and each comes first, second and third as often as the others, so that noise falls on all: a commit ends
    with the disk's own beat, which whoever comes second meets at another moment.
    """
    chains = {kind: Chain() for kind in ("with_leaf", "without_leaf", "bare")}
    taken: dict[str, list[float]] = {}
    orders, server = list(permutations(chains)), _server()
    for turn in range(ENTRIES):
        for kind in orders[turn % len(orders)]:
            deed = getattr(chains[kind], kind)()
            worked = _worked(server)
            taken.setdefault(kind, []).extend(_timed([deed]))
            taken.setdefault(f"{kind}_cpu", []).append(_worked(server) - worked)
    print(json.dumps(taken))


def _server() -> Path | None:
    """Return where Linux says how long the session's own server process has run; SQLite has none."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def _worked(server: Path | None) -> float:
    """Return the seconds of the processor that this process and its server have used (proc(5): the first, in nanoseconds)."""
    beside = int(server.read_text().split()[0]) / 1e9 if server else 0.0
    return time.process_time() + beside


def writers(processes: int) -> None:
    """Print the entries a second that so many processes write at once, each on cases of its own."""
    rates: dict[str, list[float]] = {"with_leaf": [], "bare": []}
    command = [sys.executable, "-m", "bench._program", "_recording", "writer"]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for turn in range(ROUNDS):
        for kind in sorted(rates, reverse=bool(turn % 2)):
            _told(started, kind)
            began = time.perf_counter()
            _told(started, "go")
            rates[kind].append(processes * EACH / (time.perf_counter() - began))
    for each in started:
        each.communicate()
    print(json.dumps(rates))


def _told(started: list[subprocess.Popen[str]], word: str) -> None:
    """Tell all of them, and wait until all have answered."""
    for each in started:
        assert each.stdin
        each.stdin.write(f"{word}\n")
        each.stdin.flush()
    for each in started:
        assert each.stdout
        each.stdout.readline()


def writer() -> None:
    """Be one of several writers: make entries of the kind that is asked for, write them when told, and say so each time."""
    for kind in iter(sys.stdin.readline, ""):
        chain = Chain()
        made = [getattr(chain, kind.strip())() for _ in range(EACH)]
        print("ready", flush=True)
        sys.stdin.readline()
        _timed(made)
        print("written", flush=True)


def lag(rate: int, seconds: int = 10) -> None:
    """Print how long leaves waited for their checkpoint while they came at a rate, in seconds; and the rate reached."""
    ended, chains = threading.Event(), _cases()

    thread = threading.Thread(target=sequencer.run, args=[ended])
    thread.start()
    since, began, written = datetime.now(UTC), time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        due = int(passed * rate) - written
        if due > 0:
            _laid(chains, written, due)
            written += due
        else:
            time.sleep(0.002)
    reached = written / (time.perf_counter() - began)
    while waiting("real", 1):
        time.sleep(0.1)
    ended.set()
    thread.join()
    print(json.dumps({"lag": sorted(_lags(since)), "rate": [reached]}))


def _laid(chains: Sequence[list[str]], first: int, count: int) -> None:
    """Entries with their leaves as acts commit them, without the acts: what is timed is the sequencer. ``chains`` are the cases,
    each followed by the hashes of its entries.
    """
    now, rows = datetime.now(UTC), []
    for number in range(first, first + count):
        chain = chains[number % len(chains)]
        chain.append(f"{number:064x}")
        rows.append(
            models.Entry(
                case_id=chain[0],
                sequence=len(chain) - 1,
                hash=chain[-1],
                previous=chain[-2] if len(chain) > 2 else GENESIS,
                realm="real",
                happened_at=now,
                recorded_at=now,
                sealed=b"x",
                leaf=number.to_bytes(8, "big"),
            )
        )
    models.Entry.objects.bulk_create(rows)


def _cases() -> list[list[str]]:
    access = keep_access(Access())
    made = [
        models.Case(id=draw("case"), realm="real", opened_at=NOON, access=access) for _ in range(AT_A_TIME)
    ]
    models.Case.objects.bulk_create(made)
    return [[case.id] for case in made]


def _lags(since: datetime) -> list[float]:
    real = models.Checkpoint.objects.filter(log="real")
    signed = list(real.order_by("size").values_list("size", "signed_at", "id"))
    found, number = [], 0
    placed = models.Position.objects.filter(log="real", entry__recorded_at__gte=since)
    rows = placed.order_by("index").values_list("index", "entry__recorded_at")
    for index, at in rows.iterator():
        while signed[number][0] <= index:
            number += 1
        found.append((signed[number][1] - at).total_seconds())
    return found


def main() -> None:
    """Do what the arguments say."""
    command, *rest = sys.argv[1:]
    assess_from_now_on()
    if command != "writer":
        initialise()
    deeds: dict[str, Callable[..., Any]] = {
        "entries": entries, "writers": writers, "writer": writer, "lag": lag, "proofs": proofs,
    }  # fmt: skip
    deeds[command](*(int(each) if each.isdigit() else each for each in rest))


def proofs(*sizes: int) -> None:
    """Lay a log of each size and print what 300 proofs of each kind took, in milliseconds, and of the processor's time."""
    for size in sizes:
        lay(f"laid-{size}", size)
        found: dict[str, list[float]] = {
            "inclusion": [],
            "consistency": [],
            "inclusion_cpu": [],
            "consistency_cpu": [],
        }
        for number in range(300):
            place = number * 7919 % size
            for kind, ask in (("inclusion", proof_of_inclusion), ("consistency", proof_of_growth)):
                worked, began = time.process_time(), time.perf_counter()
                ask(f"laid-{size}", place + (kind == "consistency"), size)
                found[kind].append(1000 * (time.perf_counter() - began))
                found[f"{kind}_cpu"].append(1000 * (time.process_time() - worked))
        print(json.dumps({"size": size, **found}), flush=True)


if __name__ == "__main__":
    main()
