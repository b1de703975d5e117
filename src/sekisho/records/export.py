"""What an export reads: leaves at their places, with what is needed to open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q
from django.db.models.functions import Coalesce

from . import models
from .log import Kept, unplaced


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf at its place (-1 where it has none yet): of an ``entry``, or with its own ``envelope`` and ``salts``; ``batch`` is
    a batch's.
    """

    log: str
    index: int
    data: bytes
    committed_at: datetime
    entry: models.Entry | None = None
    batch: str = ""
    envelope: Mapping[str, Any] = {}
    salts: Mapping[str, str] = {}


def placed(log: str, size: int) -> Iterator[Placed]:
    """Yield the leaves at places below ``size``, in order."""
    rows = models.Position.objects.filter(log=log, index__lt=size).order_by("index")
    for row in rows.select_related("entry__case", "leaf__secret").iterator(chunk_size=2000):
        if row.entry:
            yield _of_entry(row.entry, row.index)
        elif row.leaf:
            yield _of_other(row.leaf, row.index)
        else:
            raise LookupError(f"the entry at place {row.index} of {log} is hidden from whoever exports it")


def entry_leaf(case: str, sequence: int) -> Placed | None:
    """Return the leaf of an entry; ``None`` where there is no such entry."""
    rows = models.Entry.objects.select_related("position", "case")
    entry = rows.filter(case=case, sequence=sequence).first()
    return None if entry is None else _of_entry(entry, _place_of(entry))


def batch_leaf(batch: str) -> Placed | None:
    """Return the leaf of a batch of supplied information; ``None`` where there is no such batch."""
    return _one(Q(batch=batch)) if batch else None


def read_leaf(read: int) -> Placed | None:
    """Return the leaf of the batch that a read is in; ``None`` while it waits for one."""
    return _one(Q(read_places__read=read))


def _one(which: Q) -> Placed | None:
    leaf = models.Leaf.objects.filter(which).select_related("position", "secret").first()
    return None if leaf is None else _of_other(leaf, _place_of(leaf))


def _place_of(row: models.Entry | models.Leaf) -> int:
    position = getattr(row, "position", None)
    return position.index if position else -1


def _of_entry(entry: models.Entry, index: int) -> Placed:
    return Placed(
        log=entry.realm,
        index=index,
        data=bytes(entry.leaf),
        committed_at=entry.recorded_at,
        entry=entry,
    )


def _of_other(leaf: models.Leaf, index: int) -> Placed:
    secret = getattr(leaf, "secret", None)
    return Placed(
        log=leaf.log,
        index=index,
        data=bytes(leaf.data),
        committed_at=leaf.committed_at,
        batch=leaf.batch,
        envelope=leaf.envelope,
        salts=secret.salts if secret else {},
    )


def committed(log: str) -> Iterator[tuple[bytes, datetime]]:
    """Yield the hash of every committed leaf of a log with the time of its commitment: in the order of the log, then
    those that have no place yet.

    These are looked for first, so that none is missing which is given its place meanwhile.
    """
    left = {(each.hash, each.committed_at): None for each in unplaced(log)}
    at = Coalesce("entry__recorded_at", "leaf__committed_at")
    rows = models.Position.objects.filter(log=log).order_by("index").values_list("hash", at)
    for leaf, moment in rows.iterator():
        left.pop((bytes.fromhex(leaf), moment), None)
        yield bytes.fromhex(leaf), moment
    yield from left


def batch_digests(batch: str) -> list[str]:
    """Return the digests of a batch's objects, in the order of its leaf."""
    return list(models.Batch.objects.values_list("digests", flat=True).get(pk=batch))


def checkpoints(log: str, size: int) -> Iterator[Kept]:
    """Yield the checkpoints of a log up to a size, the smallest first."""
    for row in models.Checkpoint.objects.filter(log=log, size__lte=size).order_by("size"):
        yield Kept(size=row.size, root=row.root, note=row.note, signed_at=row.signed_at)
