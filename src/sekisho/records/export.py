"""What an export reads: leaves at their places, with what is needed to open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F, Q

from sekisho.casework import entry as core

from . import models
from .entries import open_entry
from .log import Kept
from .sealing import Key


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf at its place (-1 where it has none yet). ``case``, ``sequence``, ``kind`` are an entry's; ``envelope`` is
    that of a leaf which is no entry; ``batch`` is a batch's.
    """

    log: str
    index: int
    data: bytes
    committed_at: datetime
    case: str
    sequence: int
    kind: str
    batch: str
    envelope: Mapping[str, Any]
    salts: Mapping[str, str]


def placed(log: str, size: int) -> Iterator[Placed]:
    """Yield the leaves at places below ``size``, in order."""
    kinds = dict(models.Case.objects.filter(realm=log).values_list("pk", "kind"))
    rows = models.Position.objects.filter(log=log, index__lt=size).order_by("index")
    for row in rows.select_related("leaf__secret").iterator(chunk_size=2000):
        yield _placed(row.leaf, row.index, kinds.get(row.leaf.case, ""))


def entry_leaf(case: str, sequence: int) -> Placed | None:
    """Return the leaf of an entry; ``None`` where there is no such entry."""
    return _one(Q(case=case, sequence=sequence)) if case and sequence else None


def batch_leaf(batch: str) -> Placed | None:
    """Return the leaf of a batch of supplied information; ``None`` where there is no such batch."""
    return _one(Q(batch=batch)) if batch else None


def read_leaf(read: int) -> Placed | None:
    """Return the leaf of the batch that a read is in; ``None`` while it waits for one."""
    return _one(Q(read_places__read=read))


def _one(which: Q) -> Placed | None:
    leaf = models.Leaf.objects.filter(which).select_related("position", "secret").first()
    if leaf is None:
        return None
    position = getattr(leaf, "position", None)
    kind = models.Case.objects.filter(pk=leaf.case).values_list("kind", flat=True).first() or ""
    return _placed(leaf, position.index if position else -1, kind)


def _placed(leaf: models.Leaf, index: int, kind: str) -> Placed:
    secret = getattr(leaf, "secret", None)
    return Placed(
        log=leaf.log,
        index=index,
        data=bytes(leaf.data),
        committed_at=leaf.committed_at,
        case=leaf.case,
        sequence=leaf.sequence,
        kind=kind,
        batch=leaf.batch,
        envelope=leaf.envelope,
        salts=secret.salts if secret else {},
    )


def committed(log: str) -> Iterator[tuple[bytes, datetime]]:
    """Yield the hash of every committed leaf of a log with the time of its commitment: in the order of the log, then
    those that have no place yet.
    """
    by_place = F("position__index").asc(nulls_last=True)
    rows = models.Leaf.objects.filter(log=log).order_by(by_place, "id").values_list("hash", "committed_at")
    for leaf, at in rows.iterator():
        yield bytes.fromhex(leaf), at


def batch_digests(batch: str) -> list[str]:
    """Return the digests of a batch's objects, in the order of its leaf."""
    return list(models.Batch.objects.values_list("digests", flat=True).get(pk=batch))


def entry_behind(row: Placed, key: Key) -> core.Entry:
    """Return the entry that a leaf stands for."""
    return open_entry(models.Entry.objects.get(case=row.case, sequence=row.sequence), key)


def checkpoints(log: str, size: int) -> Iterator[Kept]:
    """Yield the checkpoints of a log up to a size, the smallest first."""
    for row in models.Checkpoint.objects.filter(log=log, size__lte=size).order_by("size"):
        yield Kept(size=row.size, root=row.root, note=row.note, signed_at=row.signed_at)
