"""The world as it had become by a moment: what an act that is recorded late may rest on, and nothing that came after it.

Entries stand in the order in which they were recorded, and an act may be put on record after others that happened later. Were
it judged by all of them, an approval would cover what was done before it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sekisho.law.pack import Pack

from .case import Case
from .entry import Entry
from .fold import apply, empty
from .world import World

Role = tuple[str, str]


def as_of(pack: Pack, world: World, moment: datetime, read: Iterable[str]) -> World | None:
    """Return a world without what happened after a moment; ``None`` where nothing did in the cases ``read``, on which a judgement
    in that world rests.

    The register stays, for tenures have dates of their own; so does the opening of a case, which is where acts done before
    it are put. People write times to the minute, and within one nothing counts as later. Only cases that are looked at are
    folded anew: the work grows with what is read, not with the world.
    """
    if not any(_goes_on(world.cases[case], moment) for case in read if case in world.cases):
        return None
    cases = _Cases(pack, world.cases, moment)
    return replace(world, cases=cases, pointing=_Pointing(world.pointing, cases))


class _Cases(Mapping[str, Case]):
    """Cases as they had become; each is folded when it is first asked for."""

    def __init__(self, pack: Pack, now: Mapping[str, Case], moment: datetime) -> None:
        self._pack, self._now, self._moment = pack, now, moment
        self._then: dict[str, Case] = {}

    def __getitem__(self, case: str) -> Case:
        if case not in self._then:
            now = self._now[case]
            self._then[case] = _until(self._pack, now, self._moment) if _goes_on(now, self._moment) else now
        return self._then[case]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


class _Pointing(Mapping[Role, tuple[str, ...]]):
    """Of the cases that point at one now, those that did then."""

    def __init__(self, now: Mapping[Role, tuple[str, ...]], cases: Mapping[str, Case]) -> None:
        self._now, self._cases = now, cases

    def __getitem__(self, key: Role) -> tuple[str, ...]:
        target, role = key
        return tuple(
            case
            for case in self._now[key]
            if any(named.case == target for named in self._cases[case].links.get(role, ()))
        )

    def __iter__(self) -> Iterator[Role]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


def _until(pack: Pack, case: Case, moment: datetime) -> Case:
    kept = (*case.entries[:1], *(entry for entry in case.entries[1:] if not _after(entry, moment)))
    made = empty(pack, case.id, case.kind, case.realm)
    for entry in kept:
        apply(pack, made, entry)
    made.entries = kept
    return made


def _goes_on(case: Case, moment: datetime) -> bool:
    return any(_after(entry, moment) for entry in case.entries[1:])


def _after(entry: Entry, moment: datetime) -> bool:
    return entry.happened_at.replace(second=0, microsecond=0) > moment
