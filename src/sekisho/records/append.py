"""The one way an entry comes into the record: entry, leaf, links and boards in one transaction, or nothing at
all.

Invariants, in the order of the steps of ``append``:
1. What the act rested on is read again under locks; where a head moved, nothing stays written.
2. A case begins with its first entry, in the same transaction.
3. No entry without its leaf, no leaf without its entry.
4. A case that comes to be named by another has moved too, for whoever asked which cases rest on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from sekisho.casework import entry as core
from sekisho.casework.visibility import Access

from . import models
from .access import keep_access
from .board import Board, write_board
from .entries import entry_row
from .locking import NEVER, Seen, locks, see_cases, seen_in
from .sealing import Key, keep_keys
from .writing import Statement, carry_out, insertion

SALTS = "INSERT INTO records_leafsecret (leaf_id, salts) SELECT id, %s FROM records_leaf WHERE hash = %s"
MOVE = "UPDATE records_case SET head = %s, sequence = %s WHERE id = %s"


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a new case is made with; its key was drawn before, for the leaf's tags are keyed by it."""

    kind: str
    pack: str
    access: Access


class LeafParts(msgspec.Struct, frozen=True, kw_only=True):
    """One leaf as the ledger made it: the bytes that the tree hashes, their RFC 6962 leaf hash, and the salts to be kept,
    by field; none for an entry, whose salts the key of its case gives again. ``envelope`` is what a leaf that is no entry
    states openly.
    """

    data: bytes
    hash: str
    salts: Mapping[str, str] = {}
    leaf_class: str = "case"
    envelope: Mapping[str, Any] = {}


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one act writes. ``seen`` tells how far each case was read that the verdict rested on,
    by id.

    ``board`` is what the desk shows of the case from now on. ``disturbed`` are cases whose boards have to be
    derived anew soon, because they rest on this one.
    """

    entry: core.Entry
    key: Key
    leaf: LeafParts
    seen: Mapping[str, Seen]
    opening: Opening | None = None
    board: Board | None = None
    disturbed: Collection[str] = ()


class Moved(msgspec.Struct, frozen=True):
    """Nothing was written: these cases are no longer as they were read, although the act rests on them."""

    cases: tuple[str, ...]


def append(write: Write, along: Callable[[], None] | None = None) -> Moved | None:
    """Write an entry with all that belongs to it; return ``None``, or which cases had moved.

    ``along`` writes further rows that must not exist without the entry (the objects of a batch, say).

    1. Make the case where the entry opens one.
    2. Lock the cases read and written, in the order of their ids; write the entry and its leaf, and move the head of the
       case. The database is told all of it at once, and only then is compared what was seen: an act rarely moves.
    3. Where a case had moved, take back everything.
    4. Write the case's board and links, and note whose boards this disturbs.
    5. Write what goes along.
    """
    try:
        with transaction.atomic():
            if write.opening is not None:  # 1
                _open_case(write, write.opening)
            moved = _differing(write.seen, seen_in(carry_out(_statements(write))))  # 2
            if moved:
                transaction.set_rollback(True)  # 3
                return Moved(moved)
            if write.board is not None:  # 4
                write_board(write.board)
            disturb(write.disturbed)
            if along is not None:  # 5
                along()
    except IntegrityError:
        # Another entry took the place of this one: the chain refused it before anything was compared.
        moved = _differing(write.seen, see_cases(write.seen))
        if not moved:
            raise
        return Moved(moved)
    return None


def disturb(cases: Collection[str]) -> None:
    """Note that the boards of these cases are to be derived anew."""
    if cases:
        models.Disturbance.objects.bulk_create(models.Disturbance(case=case) for case in sorted(cases))


def _statements(write: Write) -> list[Statement]:
    targets = {link.target for link in write.board.links} if write.board else set()
    row = entry_row(write.entry, write.key)
    return [
        *locks(write.seen, {write.entry.case, *targets}),
        insertion(row),
        *_leaf(write.leaf, write.entry.realm, write.entry.recorded_at, write.entry),
        (MOVE, [row.hash, row.sequence, row.case_id]),
    ]


def _differing(seen: Mapping[str, Seen], present: Mapping[str, Seen]) -> tuple[str, ...]:
    return tuple(case for case, before in seen.items() if present.get(case, NEVER) != before)


def _open_case(write: Write, opening: Opening) -> None:
    entry = write.entry
    keep_keys([write.key])
    models.Case.objects.create(
        id=entry.case,
        kind=opening.kind,
        realm=entry.realm,
        pack=opening.pack,
        opened_at=entry.recorded_at,
        access=keep_access(opening.access),
        key=write.key.id,
    )


def keep_leaf(parts: LeafParts, log: str, at: datetime, batch: str = "") -> models.Leaf:
    """Store the leaf of what is no entry and return it; needs the transaction of what the leaf stands for."""
    carry_out(_leaf(parts, log, at, batch=batch))
    return models.Leaf.objects.get(hash=parts.hash)


def _leaf(
    parts: LeafParts, log: str, at: datetime, entry: core.Entry | None = None, batch: str = ""
) -> list[Statement]:
    """Salts that were drawn stand apart from the leaf, so that they can be erased while it cannot."""
    row = models.Leaf(
        log=log,
        leaf_class=parts.leaf_class,
        case=entry.case if entry else "",
        sequence=entry.sequence if entry else 0,
        batch=batch,
        reads=dict(entry.reads) if entry else {},
        envelope=dict(parts.envelope),
        data=parts.data,
        hash=parts.hash,
        committed_at=at,
    )
    salts = [(SALTS, [json.dumps(dict(parts.salts)), parts.hash])] if parts.salts else []
    return [insertion(row), *salts]
