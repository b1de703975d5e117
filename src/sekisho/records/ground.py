"""The ground of a realm in the database: every question is answered by an index in one statement, every arrival written as
it comes.

It is derived from the incidents, the epoch in force and what people decided; where one of these is another than it was laid
for, it is laid anew as a whole. Keys are found by number: a digest keyed with the epoch's id, which is drawn at random, so
that nobody who supplies values can choose two with one number (that any two of fifty million have one: 1 in 15,000).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

import msgspec
from django.db import connection
from django.db.models import Model

from sekisho.linking.ground import Group, Near, Pair, groups_in
from sekisho.linking.keys import Key
from sekisho.linking.linking import cluster_id
from sekisho.linking.listing import Listing
from sekisho.linking.parameters import Parameters
from sekisho.linking.profile import Profile
from sekisho.vocabulary.canonical import digest

from . import models
from .lots import AT_ONCE, lots

Found = TypeVar("Found")


def key_number(epoch: str, key: Key) -> int:
    """Return the number of a key in an epoch (by its id): 64 bits, signed."""
    taken = hashlib.blake2b("\0".join(key).encode(), digest_size=8, key=epoch.encode())
    return int.from_bytes(taken.digest(), signed=True)


class StoredGround:
    """The ground that is laid for a realm in an epoch; see ``linking.ground.Ground``."""

    def __init__(self, epoch: models.LinkEpoch) -> None:
        self.number, self.counted = epoch.number, epoch.incidents
        self._epoch, self._realm = epoch.pk, epoch.realm

    def frequencies(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """See ``Ground.frequencies``."""
        return self._by_key(keys, dict(_asked(_FREQUENCIES, self._numbers(keys), self._epoch)))

    def holders(self, keys: Collection[Key]) -> Mapping[Key, Sequence[str]]:
        """See ``Ground.holders``."""
        held: dict[int, list[str]] = defaultdict(list)
        for number, name in _asked(_HOLDERS, self._numbers(keys)):
            held[number].append(name)
        return self._by_key(keys, held)

    def counts(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """See ``Ground.counts``."""
        return self._by_key(keys, dict(_asked(_COUNTS, self._numbers(keys))))

    def profiles(self, names: Collection[str]) -> Mapping[str, Profile]:
        """See ``Ground.profiles``."""
        return {name: _decoder.decode(bytes(kept)) for name, kept in _asked(_PROFILES, names)}

    def near(self, names: Collection[str]) -> Near:
        """See ``Ground.near``."""
        return _linked(_asked(_NEAR, names))

    def reach(self, names: Collection[str], most: int | None = None) -> Near:
        """See ``Ground.reach``."""
        limit = _EVERY if most is None else most + 1
        return {name: {} for name in names} | _linked(_asked(_REACH, names, then=limit))

    def groups(self, names: Collection[str]) -> set[Group]:
        """See ``Ground.groups``."""
        return set(groups_in(dict(_asked(_MEMBERS, names, self._realm))))

    def take(self, profile: Profile, keys: Collection[Key]) -> None:
        """See ``Ground.take``; the incident has waited for its place so far."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [written(profile), profile.id])
            ((place,),) = cursor.fetchall()
        _write(_POST, ((key_number(self._epoch, key), place) for key in keys))

    def revise(self, profiles: Collection[Profile]) -> None:
        """See ``Ground.revise``."""
        keep_profiles(profiles)

    def relink(self, links: Mapping[Pair, int]) -> None:
        """See ``Ground.relink``."""
        places = numbers_of({end for pair in links for end in pair})
        ends = [
            (places[here], places[there], points)
            for (one, other), points in links.items()
            for here, there in ((one, other), (other, one))
        ]
        _write(_UNLINK, ((here, there) for here, there, points in ends if not points))
        _write(_LINK, (end for end in ends if end[2]))

    def regroup(self, groups: Iterable[Group]) -> None:
        """See ``Ground.regroup``."""
        rows = [(cluster_id(list(group)), name) for group in groups for name in group]
        with connection.cursor() as cursor:
            cursor.executemany(_REGROUP, rows)

    def _numbers(self, keys: Collection[Key]) -> list[int]:
        return [key_number(self._epoch, key) for key in keys]

    def _by_key(self, keys: Collection[Key], found: Mapping[int, Found]) -> dict[Key, Found]:
        return {key: found[n] for key in keys if (n := key_number(self._epoch, key)) in found}


def _asked(
    statement: str, values: Collection[Any], *before: Any, then: Any = None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement in which ``{}`` stands for values, asked in lots; what fills its other blanks stands
    before or behind these.
    """
    behind = [] if then is None else [then]
    with connection.cursor() as cursor:
        for some in lots(values):
            cursor.execute(_filled(statement, "%s", len(some)), [*before, *some, *behind])
            yield from cursor.fetchall()


def _write(statement: str, rows: Iterable[tuple[int, ...]]) -> None:
    """Run a statement in which ``{}`` stands for rows, in lots."""
    with connection.cursor() as cursor:
        for some in lots(rows):
            blanks = "(" + ", ".join(["%s"] * len(some[0])) + ")"
            cursor.execute(_filled(statement, blanks, len(some)), [*chain.from_iterable(some)])


@lru_cache(maxsize=64)
def _filled(statement: str, blank: str, count: int) -> str:
    return statement.format(", ".join([blank] * count))


def _linked(rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one, other, points in rows:
        found[one][other] = points
    return dict(found)


def pour(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert very many rows without making objects of them: by the quickest way that each database has and that its policies on
    rows let pass.
    """
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
    kinds = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    arrays = ", ".join(f"%s::{kinds[column]}[]" for column in columns)
    blanks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        for some in lots(rows, POURED):
            if connection.vendor == "sqlite":
                cursor.executemany(f"{into} VALUES ({blanks})", some)
            else:
                cursor.execute(
                    f"{into} SELECT * FROM unnest({arrays})", [*map(list, zip(*some, strict=True))]
                )


def say_kept(names: Collection[str], kept: bool) -> None:
    """Note whether the candidates around some incidents are kept as placing has them, or still to be."""
    for some in lots(names):
        models.LinkPlace.objects.filter(incident__in=some).exclude(kept=kept).update(kept=kept)


def unkept(realm: str, most: int) -> list[str]:
    """Return incidents (ids) of a realm around which candidates are still to be kept, the first so many."""
    rows = models.LinkPlace.objects.filter(realm=realm, kept=False).order_by("incident_id")
    return list(rows.values_list("incident_id", flat=True)[:most])


def put(rows: Iterable[tuple[int, str]]) -> None:
    """Put places (by number) into clusters, very many at a time; one that is in its cluster stays as it is."""
    with connection.cursor() as cursor:
        for some in lots(rows, POURED):
            if connection.vendor == "sqlite":
                cursor.executemany(_PUT, [(cluster, number, cluster) for number, cluster in some])
            else:
                cursor.execute(_PUT_MANY, [*map(list, zip(*some, strict=True))])


def keep_profiles(profiles: Collection[Profile]) -> None:
    """Keep profiles with the places of their incidents."""
    with connection.cursor() as cursor:
        cursor.executemany(_REVISE, [(written(each), each.id) for each in profiles])


def numbers_of(names: Collection[str]) -> dict[str, int]:
    """Return the numbers of the places of incidents."""
    return dict(_asked(_NUMBERS, names))


def places_of(names: Collection[str]) -> dict[str, tuple[int, bytes]]:
    """Return the numbers of the places of incidents, and what is kept with them of the profiles."""
    return {name: (number, bytes(kept)) for name, number, kept in _asked(_PLACES, names)}


def written(profile: Profile) -> bytes:
    """Return a profile as it is kept with a place."""
    return _encoder.encode(profile)


def means_of(parameters: Parameters, listing: Listing) -> str:
    """Return a digest of what decides a score beside the epoch, and of what a ground keeps: another release may bring others."""
    return digest([KEEPS, msgspec.to_builtins(parameters), listing.entries()])


def ground_of(epoch: models.LinkEpoch, means: str) -> models.LinkGround | None:
    """Return the ground of a realm if it is laid for its epoch in force and by these means."""
    return models.LinkGround.objects.filter(realm=epoch.realm, epoch=epoch, means=means).first()


def waiting(realm: str) -> list[str]:
    """Return the incidents (ids) of a realm that have no place yet, sorted."""
    rows = models.LinkPlace.objects.filter(realm=realm, cluster="")
    return sorted(rows.values_list("incident_id", flat=True))


def await_places(incidents: Iterable[models.Incident]) -> None:
    """Have incidents that were just stored wait for their places."""
    models.LinkPlace.objects.bulk_create(
        (models.LinkPlace(incident=each, realm=each.realm) for each in incidents), batch_size=AT_ONCE
    )


POURED = 5_000
"""Rows that are poured in one statement."""
KEEPS = 2
"""Raised where a ground comes to keep something else, so that one which an earlier release laid is laid anew: since 2, who
holds an excluded value."""
_EVERY = (1 << 31) - 1
_FREQUENCIES = "SELECT key, incidents FROM records_linkfrequency WHERE epoch_id = %s AND key IN ({})"
_HOLDERS = (
    "SELECT h.key, p.incident_id FROM records_linkposting h JOIN records_linkplace p ON p.id = h.place_id"
    " WHERE h.key IN ({})"
)
_COUNTS = "SELECT key, COUNT(*) FROM records_linkposting WHERE key IN ({}) GROUP BY key"
_PROFILES = "SELECT incident_id, profile FROM records_linkplace WHERE cluster <> '' AND incident_id IN ({})"
_PLACES = "SELECT incident_id, id, profile FROM records_linkplace WHERE incident_id IN ({})"
_NUMBERS = "SELECT incident_id, id FROM records_linkplace WHERE incident_id IN ({})"
_PUT = "UPDATE records_linkplace SET cluster = %s WHERE id = %s AND cluster <> %s"
_PUT_MANY = (
    "UPDATE records_linkplace p SET cluster = n.cluster FROM unnest(%s::bigint[], %s::varchar[]) AS n(id, cluster)"
    " WHERE p.id = n.id AND p.cluster <> n.cluster"
)
_NEAR = (
    "SELECT one.incident_id, other.incident_id, k.points FROM records_linkplace one"
    " JOIN records_linkpair k ON k.one_id = one.id JOIN records_linkplace other ON other.id = k.other_id"
    " WHERE one.incident_id IN ({})"
)
_REACH = (
    "WITH RECURSIVE reached(id) AS ("
    " SELECT id FROM records_linkplace WHERE incident_id IN ({})"
    " UNION SELECT k.other_id FROM reached r JOIN records_linkpair k ON k.one_id = r.id),"
    " looked_at(id) AS (SELECT id FROM reached LIMIT %s)"
    " SELECT one.incident_id, other.incident_id, k.points FROM looked_at l"
    " JOIN records_linkplace one ON one.id = l.id JOIN records_linkpair k ON k.one_id = l.id"
    " JOIN records_linkplace other ON other.id = k.other_id"
)
_MEMBERS = (
    "SELECT incident_id, cluster FROM records_linkplace WHERE realm = %s AND cluster <> '' AND cluster IN"
    " (SELECT cluster FROM records_linkplace WHERE incident_id IN ({}))"
)
_REVISE = "UPDATE records_linkplace SET profile = %s WHERE incident_id = %s"
_TAKE = f"{_REVISE} RETURNING id"
_POST = "INSERT INTO records_linkposting (key, place_id) VALUES {}"
_UNLINK = "DELETE FROM records_linkpair WHERE (one_id, other_id) IN (VALUES {})"
_LINK = (
    "INSERT INTO records_linkpair (one_id, other_id, points) VALUES {}"
    " ON CONFLICT (one_id, other_id) DO UPDATE SET points = excluded.points"
)
_REGROUP = "UPDATE records_linkplace SET cluster = %s WHERE incident_id = %s"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Profile)
