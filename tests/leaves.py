"""The leaves that are committed: an entry's stands in its row, every other has a row of its own."""

from __future__ import annotations

from sekisho.records import models


def committed() -> int:
    """How many leaves there are, with a place in a log or without."""
    return models.Entry.objects.count() + models.Leaf.objects.count()


def waiting() -> int:
    """How many of them have no place."""
    entries = models.Entry.objects.filter(position=None)
    return entries.count() + models.Leaf.objects.filter(position=None).count()
