"""Statements that name rows name them in lots: a database takes only so many values in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
"""How many rows are written, or asked for by name, in one statement."""

Item = TypeVar("Item")


def lots(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """Yield items in lists of a size, the last of them shorter."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
