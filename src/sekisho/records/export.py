"""What an export reads: leaves at their places, with what is needed to open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from sekisho.casework import entry as core

from . import models
from .entries import open_entry
from .log import Kept
from .sealing import Key


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf at its place; ``case``, ``sequence`` and ``kind`` are empty for a leaf that is not an
    entry's.
    """

    index: int
    data: bytes
    committed_at: datetime
    case: str
    sequence: int
    kind: str
    salts: Mapping[str, str]


def placed(log: str, size: int) -> Iterator[Placed]:
    """Yield the leaves at places below ``size``, in order."""
    kinds = dict(models.Case.objects.filter(realm=log).values_list("pk", "kind"))
    rows = models.Position.objects.filter(log=log, index__lt=size).order_by("index")
    for row in rows.select_related("leaf__secret").iterator(chunk_size=2000):
        secret = getattr(row.leaf, "secret", None)
        yield Placed(
            index=row.index,
            data=bytes(row.leaf.data),
            committed_at=row.leaf.committed_at,
            case=row.leaf.case,
            sequence=row.leaf.sequence,
            kind=kinds.get(row.leaf.case, ""),
            salts=secret.salts if secret else {},
        )


def entry_behind(row: Placed, key: Key) -> core.Entry:
    """Return the entry that a leaf stands for."""
    return open_entry(models.Entry.objects.get(case=row.case, sequence=row.sequence), key)


def checkpoints(log: str) -> Iterator[Kept]:
    """Yield all checkpoints of a log, the smallest first."""
    for row in models.Checkpoint.objects.filter(log=log).order_by("size"):
        yield Kept(size=row.size, root=row.root, note=row.note, signed_at=row.signed_at)
