"""Which key of a log took over from which, and from which size on."""

from __future__ import annotations

import msgspec

from . import models


class Successor(msgspec.Struct, frozen=True, kw_only=True):
    """A key that took over: its number, both verifier keys, and the place of the leaf that says so (``None``: none yet)."""

    number: int
    old: str
    new: str
    index: int | None


def successors(log: str) -> list[Successor]:
    """Return the keys of a log that took over from another, in their order."""
    rows = models.LogKey.objects.filter(log=log).order_by("number")
    values = rows.values_list("number", "old", "new", "leaf__position__index")
    return [Successor(number=number, old=old, new=new, index=index) for number, old, new, index in values]


def keep_successor(log: str, successor: Successor, leaf: models.Leaf) -> None:
    """Store that a key takes over; needs the transaction in which ``leaf`` was written."""
    models.LogKey.objects.create(
        leaf=leaf, log=log, number=successor.number, old=successor.old, new=successor.new
    )
