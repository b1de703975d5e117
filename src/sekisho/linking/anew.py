"""Linking a stored collection anew where it fits no memory as objects: profiles come in parts, links and clusters go out.

The same answer as ``linking.link`` in the same epoch. What grows with the collection lies in the engine; here are the
profiles of one part, the links, and the clusters of two or more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from .bulk import clusters_of_links, linked, run_file, weigh
from .engine import Engine, Link
from .frequency import Epoch, held
from .ground import Group, groups_in
from .keys import Key
from .kinds import STATED_KINDS
from .listing import FULL, Listing
from .parameters import Parameters
from .plain import KIND_NUMBERS
from .profile import Profile
from .tables import table_of
from .weights import Weights

if TYPE_CHECKING:
    import pyarrow as pa

GIVEN = {
    "gathered": ("place_id", "id", "day_no"),
    "holding": ("place_id", "kind_no", "key_no"),
    "listed": ("key_no", "permille"),
    "known": ("key_no", "incidents"),
    "excluded": ("key_no",),
}
"""The tables that are filled as profiles come, and their columns."""
STEPS = (
    "numbered", "live", "frequency", "post", "size", "key_count", "listed_key", "stated", "stated_count",
)  # fmt: skip


class Anew(msgspec.Struct, frozen=True, kw_only=True):
    """What linking came to: how many incidents there are, the links, and the clusters of two or more."""

    incidents: int
    links: tuple[Link, ...]
    groups: tuple[Group, ...]


class Gathering:
    """A collection as it is gathered in an engine, and linked when it is whole.

    ``number``: under which 64 bits a key is found. ``excluded``: keys that count as if nobody had supplied them; who holds
    them is known all the same.
    """

    def __init__(
        self,
        engine: Engine,
        number: Callable[[Key], int],
        parameters: Parameters,
        listing: Listing,
        excluded: Iterable[Key] = (),
    ) -> None:
        self._engine, self._parameters, self._listing = engine, parameters, listing
        self._number = lru_cache(maxsize=1 << 18)(number)
        self._permille = lru_cache(maxsize=1 << 18)(listing.permille)
        for name, columns in GIVEN.items():
            engine.give(name, _table({column: [] for column in columns}))
        self._more("excluded", key_no=[number(key) for key in excluded])
        kinds = [(KIND_NUMBERS[kind], aspect) for aspect, kind in enumerate(STATED_KINDS)]
        engine.give("stated_kind", table_of(kinds, "kind_no", "aspect_no"))

    def add(self, profiles: Sequence[Profile], places: Mapping[str, int]) -> None:
        """Take in some incidents, all their keys among what they hold, and the numbers by which their places are known."""
        held_keys = [(places[each.id], key) for each in profiles for key in held(each)]
        numbers = {key: self._number(key) for key in {key for _, key in held_keys}}
        listed = {numbers[key]: share for key in numbers if (share := self._permille(key)) != FULL}
        self._more(
            "gathered",
            place_id=[places[each.id] for each in profiles],
            id=[each.id for each in profiles],
            day_no=[each.day for each in profiles],
        )
        self._more(
            "holding",
            place_id=[place for place, _ in held_keys],
            kind_no=[KIND_NUMBERS[key[0]] for _, key in held_keys],
            key_no=[numbers[key] for _, key in held_keys],
        )
        self._more("listed", key_no=list(listed), permille=list(listed.values()))

    def know(self, frequencies: Sequence[tuple[int, int]]) -> None:
        """Take in what the epoch knows: numbers of keys, and in how many incidents each was."""
        self._more("known", key_no=[n for n, _ in frequencies], incidents=[count for _, count in frequencies])

    def link(self, counted: int | None) -> Anew:
        """Link what was gathered in an epoch that counted so many incidents; in one made from it where none are given."""
        engine, cap = self._engine, self._parameters.frequency_cap
        run_file(engine, "anew", {"frequency_cap": cap, "epoch_is_made": int(counted is None)}, STEPS)
        ((incidents,),) = self._rows("SELECT COUNT(*) FROM numbered")
        epoch = Epoch(number=0, incidents=incidents if counted is None else counted, frequencies={})
        weights = Weights(self._parameters, epoch, Counter(), self._listing)
        weigh(engine, weights)
        links = linked(engine, incidents, weights)
        engine.give("cluster", clusters_of_links(links, self._parameters))
        homes = self._rows(
            "SELECT n.id, c.first_no FROM cluster c JOIN numbered n ON n.incident_no = c.incident_no"
        )
        columns = (links[name].to_pylist() for name in ("one", "other", "points"))
        return Anew(
            incidents=incidents,
            links=tuple(Link(*each) for each in zip(*columns, strict=True)),
            groups=tuple(groups_in({name: f"{first:012}" for name, first in homes})),
        )

    def places(self) -> Iterator[tuple[int, str]]:
        """Yield the number of each place, and the incident (id) whose it is."""
        return self._engine.rows("SELECT place_id, id FROM gathered")

    def held_by(self, keys: Iterable[Key]) -> dict[Key, int]:
        """Return in how many incidents each of some keys is."""
        known = {self._number(key): key for key in keys}
        asked = ", ".join(map(str, known)) or "0"
        rows = self._rows(f"SELECT key_no, incidents FROM live WHERE key_no IN ({asked})")
        return {known[number]: count for number, count in rows}

    def holders(self) -> Iterator[tuple[int, int]]:
        """Yield ``(number of a key, place)``, of no key more than ``frequency_cap`` + 1, sorted."""
        rows = self._engine.rows("SELECT key_no, place_id FROM holding ORDER BY key_no, place_id")
        for _, of_one_key in groupby(rows, key=itemgetter(0)):
            yield from islice(of_one_key, self._parameters.frequency_cap + 1)

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield ``(number of a key, incidents that have it)`` of what more than one has, sorted."""
        return self._engine.rows("SELECT key_no, incidents FROM live WHERE incidents > 1 ORDER BY key_no")

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        table = self._engine.take(query)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def _more(self, name: str, **columns: Sequence[Any]) -> None:
        self._engine.give("part", _table(columns))
        self._engine.run(f"{self._engine.dialect.more(name)} SELECT * FROM part")
        self._engine.drop("part")


def _table(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    import pyarrow as pa  # late, as the engine is

    types = {"id": pa.string(), "key_no": pa.int64(), "place_id": pa.int64()}
    return pa.table(
        {name: pa.array(each, type=types.get(name, pa.int32())) for name, each in columns.items()}
    )
