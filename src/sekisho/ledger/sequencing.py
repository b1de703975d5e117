"""The order of the log: leaves come after what they rest on, and none is left out for more than five seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

OMISSION_LIMIT = timedelta(seconds=5)
"""A checkpoint may omit no leaf that was committed longer before it than this."""


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A committed leaf without a place. ``reads`` are the cases that the entry rested on, by sequence number."""

    id: int
    case: str = ""
    sequence: int = 0
    reads: Mapping[str, int] = {}
    committed_at: datetime


class Ordered(msgspec.Struct, frozen=True):
    """The ids in their order in the log, and what has to wait, with the reason."""

    ids: tuple[int, ...]
    findings: tuple[Finding, ...]


def order(pending: Iterable[Pending], placed: Mapping[str, int]) -> Ordered:
    """Return the order in which leaves get their places.

    ``placed`` is the last sequence number of each case that has a place. A leaf of a case comes after the one with
    the number before it, and after every entry that it read; leaves of no case come in the order of their ids.
    """
    reached = dict(placed)
    waiting = sorted(pending, key=lambda leaf: leaf.id)
    ids: list[int] = []
    moved = True
    while waiting and moved:
        left = []
        for leaf in waiting:
            if _ready(leaf, reached):
                ids.append(leaf.id)
                if leaf.case:
                    reached[leaf.case] = leaf.sequence
            else:
                left.append(leaf)
        moved, waiting = len(left) < len(waiting), left
    return Ordered(tuple(ids), tuple(_waits(leaf, reached) for leaf in waiting))


def _ready(leaf: Pending, reached: Mapping[str, int]) -> bool:
    if leaf.case and leaf.sequence != reached.get(leaf.case, 0) + 1:
        return False
    others = ((case, n) for case, n in leaf.reads.items() if case != leaf.case)
    return all(reached.get(case, 0) >= n for case, n in others)


def _waits(leaf: Pending, reached: Mapping[str, int]) -> Finding:
    last = reached.get(leaf.case, 0)
    return Finding(
        code="ledger.waiting",
        severity="warning",
        place=f"{leaf.case}:{leaf.sequence}",
        message=Text(
            f"先行する記録（この案件では第{last}号まで）がログにないため、待たせている。",
            f"It waits for an entry before it that is not in the log (of this case: up to {last}).",
        ),
        remedy=Text(
            "先行する記録の確定を待つこと。続く場合は記録の欠落を調べること。",
            "Wait; if it stays, look for a gap.",
        ),
    )


def omitted(pending: Iterable[Pending], signed_at: datetime) -> tuple[int, ...]:
    """Return the leaves that a checkpoint signed at this moment may not leave out."""
    return tuple(leaf.id for leaf in pending if signed_at - leaf.committed_at > OMISSION_LIMIT)
