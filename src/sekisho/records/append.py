"""The one way an entry comes into the record: entry, leaf, links and boards in one transaction, or nothing at
all.

Invariants, in the order of the steps of ``append``:
1. What the act rested on is read again under locks; where a head moved, nothing stays written.
2. A case begins with its first entry, in the same transaction.
3. An entry's leaf stands in the entry's row: there is neither without the other.
4. A case that comes to be named by another has moved too, for whoever asked which cases rest on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from sekisho.casework import entry as core
from sekisho.casework.visibility import Access

from . import models
from .access import keep_access
from .board import Board, write_board
from .entries import entry_row, newest_entry
from .locking import NEVER, Seen, locks, see_cases, seen_in
from .sealing import Key, keep_keys
from .writing import Answer, Statement, carry_out, insertion

MOVE = "UPDATE records_case SET head = %s, sequence = %s WHERE id = %s AND head = %s AND named = %s"
"""Locks a case and moves its head, where it is as it was read. That it changed a row tells; to be told the row costs SQLite as much
as to change it."""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a new case is made with; its key was drawn before, for the leaf's tags are keyed by it."""

    kind: str
    pack: str
    access: Access


class LeafParts(msgspec.Struct, frozen=True, kw_only=True):
    """The leaf of what is no entry, as the ledger made it: the bytes that the tree hashes, the salts to be kept, by field, and
    what it states openly.
    """

    data: bytes
    salts: Mapping[str, str]
    leaf_class: str
    envelope: Mapping[str, Any]


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one act writes. ``leaf`` are the bytes by which the tree knows the entry; ``seen`` tells how far each
    case was read that the verdict rested on, by id.

    ``board`` is what the desk shows of the case from now on. ``disturbed`` are cases whose boards have to be
    derived anew soon, because they rest on this one.
    """

    entry: core.Entry
    key: Key
    leaf: bytes
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
    2. Lock the cases read and written, in the order of their ids; write the entry with its leaf, and move the head of the
       case. The database is told all of it at once, and only then is compared what was seen: an act rarely moves.
    3. Where a case had moved, take back everything.
    4. Write the case's board and links, and note whose boards this disturbs.
    5. Write what goes along.
    """
    try:
        with transaction.atomic():
            if write.opening is not None:  # 1
                _open_case(write, write.opening)
            moved = _moved(write, carry_out(_statements(write)))  # 2
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
    row = entry_row(write.entry, write.key, write.leaf)
    move = moving(write.entry, write.seen.get(write.entry.case, NEVER))
    targets = {link.target for link in write.board.links} if write.board else set()
    return [*locks(write.seen, targets, {write.entry.case: move}), insertion(row)]


def moving(entry: core.Entry, seen: Seen) -> Statement:
    """Return what moves the head of an entry's case, which was seen as it stood before it."""
    return MOVE, [entry.hash, entry.sequence, entry.case, entry.previous, seen.named]


def _moved(write: Write, answers: Sequence[Answer]) -> tuple[str, ...]:
    case, present = write.entry.case, seen_in(row for answer in answers for row in answer.rows)
    *before, _ = answers  # the last is the entry's
    own = write.seen.get(case, NEVER)
    if any(answer.changed for answer in before):
        present[case] = own
    return _differing({**write.seen, case: own}, present)


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
    """Store the leaf of what is no entry and return it; needs the transaction of what the leaf stands for.

    Its salts stand apart from it, so that they can be erased while it cannot.
    """
    leaf = models.Leaf.objects.create(
        log=log,
        leaf_class=parts.leaf_class,
        after=newest_entry(),
        batch=batch,
        envelope=dict(parts.envelope),
        data=parts.data,
        committed_at=at,
    )
    models.LeafSecret.objects.create(leaf=leaf, salts=dict(parts.salts))
    return leaf
