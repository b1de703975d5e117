"""Counting acts for a report: how often each counter's steps were taken in a year, and by which legal basis."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from sekisho.law.pack import Counter, Pack
from sekisho.vocabulary.times import JAPAN

from .case import Case
from .entry import Entry


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many acts a counter found; ``split`` gives them by value, an act being counted once under each that applies."""

    counter: str
    total: int
    split: Mapping[str, int] = {}


def counts(pack: Pack, cases: Iterable[Case], year: int) -> tuple[Count, ...]:
    """Return the figures of a calendar year in Japan, for every counter of the pack, by when the acts were done."""
    found = [(case, entry) for case in cases for entry in case.entries if _year(entry) == year]
    return tuple(_count(pack, counter, found) for counter in pack.counters.values())


def _year(entry: Entry) -> int:
    return entry.happened_at.astimezone(JAPAN).year


def _count(pack: Pack, counter: Counter, found: list[tuple[Case, Entry]]) -> Count:
    taken = [(case, entry) for case, entry in found if entry.step in counter.steps]
    split = Tally(value for case, entry in taken for value in set(_values(pack, counter, case, entry)))
    return Count(counter=counter.id, total=len(taken), split=dict(sorted(split.items())))


def _values(pack: Pack, counter: Counter, case: Case, entry: Entry) -> Iterator[str]:
    """Yield what the act is counted by: of the elements acted on where it acts on such, otherwise of all of the case."""
    variable = pack.kinds[case.kind].variables.get(counter.split)
    if variable is None:
        return
    chosen = entry.intent.subject.get(variable.part, ())
    holders = [case.root] if not variable.part else list(case.active(variable.part))
    for holder in holders:
        value = holder.attrs.get(counter.split)
        if value and (not chosen or holder.key in chosen):
            yield str(value)
