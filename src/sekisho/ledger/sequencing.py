"""The order of the log: leaves come after what they rest on, and none is left out for more than five seconds."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from sekisho.vocabulary.finding import Finding, Severity
from sekisho.vocabulary.text import Text

OMISSION_LIMIT = timedelta(seconds=5)
"""A checkpoint may omit no leaf that was committed longer before it than this."""

Place = tuple[str, int]
"""A case and a sequence number in it."""


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
    the number before it, and after every entry that it read; of those that may come, the lowest id comes first.
    """
    leaves = sorted(pending, key=lambda leaf: leaf.id)
    doubles = {leaf.id for leaf in _doubles(leaves, placed)}
    needs = {leaf.id: set(_needs(leaf, placed)) for leaf in leaves if leaf.id not in doubles}
    ids = _settle({leaf.id: leaf for leaf in leaves if leaf.id in needs}, needs)
    waiting = [leaf for leaf in leaves if leaf.id not in doubles and needs[leaf.id]]
    findings = [_doubled(leaf) for leaf in leaves if leaf.id in doubles]
    return Ordered(tuple(ids), (*findings, *_reasons(waiting, needs)))


def _doubles(leaves: list[Pending], placed: Mapping[str, int]) -> Iterator[Pending]:
    seen: set[Place] = set()
    for leaf in leaves:
        place = (leaf.case, leaf.sequence)
        if leaf.case and (leaf.sequence <= placed.get(leaf.case, 0) or place in seen):
            yield leaf
        seen.add(place)


def _needs(leaf: Pending, placed: Mapping[str, int]) -> Iterator[Place]:
    before = [(leaf.case, leaf.sequence - 1)] if leaf.case else []
    others = ((case, n) for case, n in leaf.reads.items() if case != leaf.case)
    return ((case, n) for case, n in (*before, *others) if n > placed.get(case, 0))


def _settle(leaves: Mapping[int, Pending], needs: Mapping[int, set[Place]]) -> list[int]:
    wanted_by: dict[Place, list[int]] = defaultdict(list)
    for each, places in needs.items():
        for place in places:
            wanted_by[place].append(each)
    ready = [each for each, places in needs.items() if not places]
    heapq.heapify(ready)
    ids: list[int] = []
    while ready:
        ids.append(heapq.heappop(ready))
        leaf = leaves[ids[-1]]
        for each in wanted_by.pop((leaf.case, leaf.sequence), ()) if leaf.case else ():
            needs[each].discard((leaf.case, leaf.sequence))
            if not needs[each]:
                heapq.heappush(ready, each)
    return ids


def _reasons(waiting: list[Pending], needs: Mapping[int, set[Place]]) -> Iterator[Finding]:
    """What waits for an entry that is nowhere, or for one that does so, may yet come; the rest wait for each other."""
    nowhere = {(leaf.case, leaf.sequence) for leaf in waiting}
    missing = {place for leaf in waiting for place in needs[leaf.id]} - nowhere
    behind, grew = set(missing), True
    while grew:
        more = {(leaf.case, leaf.sequence) for leaf in waiting if needs[leaf.id] & behind}
        grew = bool(more - behind)
        behind |= more
    for leaf in waiting:
        yield _waits(leaf, min(needs[leaf.id])) if needs[leaf.id] & behind else _circle(leaf)


def _waits(leaf: Pending, place: Place) -> Finding:
    case, number = place
    return _finding(
        "ledger.waiting",
        "warning",
        leaf,
        Text(
            f"先行する記録（{case} の第{number}号）がログにないため、待たせている。",
            f"It waits for an entry before it that is not in the log ({case}, number {number}).",
        ),
        Text(
            "先行する記録の確定を待つこと。続く場合は記録の欠落を調べること。",
            "Wait; if it stays, look for a gap.",
        ),
    )


def _circle(leaf: Pending) -> Finding:
    return _finding(
        "ledger.circle",
        "error",
        leaf,
        Text(
            "互いに相手を読んだとする記録があり、順序を決められない。",
            "Entries claim to have read one another; no order can satisfy them.",
        ),
        Text(
            "記録の読取り範囲が書き換えられていないか調べること。",
            "Look for a read set that was tampered with.",
        ),
    )


def _doubled(leaf: Pending) -> Finding:
    return _finding(
        "ledger.double",
        "error",
        leaf,
        Text(
            f"{leaf.case} の第{leaf.sequence}号は既にある。二つ目には位置を与えない。",
            f"Number {leaf.sequence} of {leaf.case} is there already; the second one gets no place.",
        ),
        Text("同じ番号の記録が二つある理由を調べること。", "Look into why two entries bear one number."),
    )


def _finding(code: str, severity: Severity, leaf: Pending, message: Text, remedy: Text) -> Finding:
    place = f"{leaf.case}:{leaf.sequence}"
    return Finding(code=code, severity=severity, place=place, message=message, remedy=remedy)


def omitted(pending: Iterable[Pending], signed_at: datetime) -> tuple[int, ...]:
    """Return the leaves that a checkpoint signed at this moment may not leave out."""
    return tuple(leaf.id for leaf in pending if signed_at - leaf.committed_at > OMISSION_LIMIT)
