"""Run by ``bench.placing`` in an installation of its own: so many invented incidents are laid, then some more arrive.

``_placing_run.py INCIDENTS ARRIVALS [REPLICAS]`` prints one JSON object: the seconds that laying took, the members of the largest parts
that links connect, and of each arrival the seconds from its being stored to its candidate's being kept, by the clock and of the
processor. What is laid is what a rebuild lays (``records.laying.lay``), with the links of ``link_bulk``; it is written in bulk
because a million incidents fit no memory as objects. The arrivals go through ``operations.placing.place``, and each is committed. With replicas the tables have so many times the rows: whatever is not too
common to link is there under another number in each, so that the tables grow and an arrival's neighbourhood does not.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from django.core.management.color import no_style
from django.db import connection, transaction

from bench.placing import grow
from sekisho.casework.visibility import Access
from sekisho.intel.objects import Incident
from sekisho.linking.bulk import link_bulk
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.frequency import count_frequencies
from sekisho.linking.incident_table import incident_table
from sekisho.linking.linking import cluster_id
from sekisho.linking.listing import default_listing
from sekisho.linking.parameters import default_parameters
from sekisho.linking.profile import profiles_of
from sekisho.operations.placing import place
from sekisho.operations.setup import initialise
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.ground import await_places, key_number, means_of
from sekisho.records.outside import draw
from sekisho.records.second_wall import assess_from_now_on

NOW = datetime(2026, 10, 5, 3, tzinfo=UTC)
REALM, CHUNK = "real", 10_000
CAP = default_parameters().frequency_cap
KEPT = f"""
    SELECT key, place FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY place) AS n FROM holding)
    WHERE n <= {CAP + 1} ORDER BY key, place
"""
COUNTED = "SELECT key, COUNT(*) FROM holding GROUP BY key HAVING COUNT(*) > 1 ORDER BY key"


def main(incidents: int, arrivals: int, replicas: int = 1) -> None:
    """Lay, then measure."""
    initialise()
    assess_from_now_on()
    began = time.perf_counter()
    late = set(Random(incidents).sample(range(incidents + arrivals), arrivals))
    with TemporaryDirectory(dir=os.environ["SEKISHO_HOME"]) as folder, _loading():
        batch, arriving = _lay(Path(folder), grow(incidents + arrivals), late, incidents)
        parts = _lay_links(Path(folder))
        _replicate(range(1, replicas), incidents + arrivals + CHUNK)
    laid = time.perf_counter() - began
    taken = [_arrives(each, batch) for each in arriving]
    clock, processor = zip(*taken, strict=True)
    said = {"laid": laid, "parts": parts, "seconds": clock, "processor": processor}
    print(json.dumps(said))


def _arrives(incident: Incident, batch: models.Batch) -> tuple[float, float]:
    row = _row(incident, batch)
    with transaction.atomic():
        row.save(force_insert=True)
        await_places([row])
    began, worked = time.perf_counter(), time.process_time()
    place(NOW, REALM)
    return time.perf_counter() - began, time.process_time() - worked


def _row(incident: Incident, batch: models.Batch) -> models.Incident:
    line = incident.line()
    return models.Incident(
        id=incident.id, realm=REALM, supplier="npa", batch=batch, source=incident.id, marking_id=batch.bench_marking,
        date=incident.date, digest=incident.id, document=line,
    )  # fmt: skip


def _lay(
    folder: Path, incidents: Iterable[Incident], late: set[int], size: int
) -> tuple[models.Batch, list[Incident]]:
    """Store the incidents but for the late ones, with their profiles and keys; return these."""
    case = models.Case.objects.create(
        id=draw("case"), realm=REALM, access=keep_access(Access(realm=REALM)), opened_at=NOW
    )
    batch = models.Batch.objects.create(case=case, realm=REALM, size=size, received_at=NOW)
    batch.bench_marking = case.access_id
    epoch = models.LinkEpoch.objects.create(realm=REALM, number=1, opened_at=NOW, incidents=size)
    means = means_of(default_parameters(), default_listing())
    models.LinkGround.objects.create(realm=REALM, epoch=epoch, means=means, decided=[])
    number = lru_cache(maxsize=1 << 20)(lambda key: key_number(epoch.pk, key))
    arriving: list[Incident] = []
    for first, some in enumerate(_chunks(enumerate(incidents))):
        arriving += [each for n, each in some if n in late]
        known = [each for n, each in some if n not in late]
        pq.write_table(incident_table(known), folder / f"given-{first:06}.parquet")
        profiles = profiles_of(known)
        held = [
            (number(key), first * CHUNK + n)
            for n, each in enumerate(profiles, start=1)
            for key in count_frequencies([each])
        ]
        keys, places = zip(*held, strict=True)
        pq.write_table(pa.table({"key": keys, "place": places}), folder / f"held-{first:06}.parquet")
        models.Incident.objects.bulk_create((_row(each, batch) for each in known), batch_size=90)
        encode = msgspec.msgpack.Encoder().encode
        _insert(
            "records_linkplace",
            ("id", "incident_id", "realm", "cluster", "profile"),
            (
                (first * CHUNK + n, each.id, REALM, cluster_id([each.id]), encode(each))
                for n, each in enumerate(profiles, start=1)
            ),
        )
    with duckdb_engine("4GB") as engine:
        opened = engine._connection
        opened.execute(f"CREATE VIEW holding AS SELECT * FROM read_parquet('{folder}/held-*.parquet')")
        counted = ((epoch.pk, *row) for row in _rows(opened.execute(COUNTED)))
        _insert("records_linkfrequency", ("epoch_id", "key", "incidents"), counted)
        with _unindexed("records_linkposting"):
            _insert("records_linkposting", ("key", "place_id"), _rows(opened.execute(KEPT)))
    for path in folder.glob("held-*"):
        path.unlink()
    return batch, arriving


def _lay_links(folder: Path) -> list[int]:
    """Store the links and clusters, with a candidate for each; return the sizes of the largest parts."""
    with duckdb_engine("4GB") as engine:
        engine.read("given", folder)
        found = link_bulk(engine)
    links = list(zip(*(found.links[name].to_pylist() for name in ("one", "other", "points")), strict=True))
    groups: dict[str, list[str]] = {}
    for name, first in zip(*(found.clusters[name].to_pylist() for name in ("id", "cluster")), strict=True):
        groups.setdefault(first, []).append(name)
    home = {name: cluster_id(members) for members in groups.values() for name in members}
    places = _numbers({end for one, other, _ in links for end in (one, other)})
    ends = ((places[a], places[b], n) for one, other, n in links for a, b in ((one, other), (other, one)))
    _insert("records_linkpair", ("one_id", "other_id", "points"), ends)
    with transaction.atomic(), connection.cursor() as cursor:
        for some in _chunks(home.items()):
            cursor.executemany(
                "UPDATE records_linkplace SET cluster = %s WHERE incident_id = %s",
                [(cluster, name) for name, cluster in some],
            )
    _lay_candidates(groups, home, links)
    return _largest_parts(links)


def _lay_candidates(groups: dict[str, list[str]], home: dict[str, str], links: list[Any]) -> None:
    scores: Counter[str] = Counter()
    for one, other, points in links:
        if home.get(one, one) == home.get(other, other):
            scores[home[one]] += points
    ids = {cluster_id(members): draw("candidate") for members in groups.values()}
    columns = ("id", "realm", "found_at", "fingerprint", "score", "title_ja", "title_en", "explanation")
    at = NOW if connection.vendor == "postgresql" else NOW.replace(tzinfo=None).isoformat(" ")
    rows = ((ids[each], REALM, at, each, scores[each], "候補", "Candidate", "{}") for each in ids)
    _insert("records_candidate", columns, rows)
    members = ((ids[cluster], name) for name, cluster in home.items())
    _insert("records_candidate_incidents", ("candidate_id", "incident_id"), members)


def _replicate(numbers: range, places: int) -> None:
    """Add what is laid once more for each number, under other ids and numbers of keys."""
    first = (
        "CREATE TEMP TABLE first_frequency AS SELECT epoch_id, key, incidents FROM records_linkfrequency"
        f" WHERE incidents <= {CAP}",
        "CREATE TEMP TABLE first_posting AS SELECT key, place_id FROM records_linkposting WHERE key NOT IN"
        f" (SELECT key FROM records_linkposting GROUP BY key HAVING COUNT(*) > {CAP})",
    )
    with connection.cursor() as cursor:
        for statement in first:
            cursor.execute(statement)
    with _unindexed("records_linkposting"), transaction.atomic(), connection.cursor() as cursor:
        for number in numbers:
            for statement in _one_more(number, places):
                cursor.execute(statement)


def _one_more(number: int, places: int) -> tuple[str, ...]:
    mark, turn, beyond = f"-{number}", number * 0x9E37_79B9_7F4A & (1 << 62) - 1, number * places
    turned = f"(key | {turn}) - (key & {turn})"  # exclusive or, in both dialects
    return (
        "INSERT INTO records_incident (id, realm, supplier, batch_id, source, marking_id, date, title, digest, document)"
        f" SELECT id || '{mark}', realm, supplier, batch_id, source, marking_id, date, title, digest || '{mark}', document"
        " FROM records_incident WHERE id NOT LIKE '%-%'",
        "INSERT INTO records_linkplace (id, incident_id, realm, cluster, profile)"
        f" SELECT id + {beyond}, incident_id || '{mark}', realm, cluster || '{mark}', profile"
        f" FROM records_linkplace WHERE id <= {places}",
        "INSERT INTO records_linkposting (key, place_id)"
        f" SELECT {turned}, place_id + {beyond} FROM first_posting",
        "INSERT INTO records_linkpair (one_id, other_id, points)"
        f" SELECT one_id + {beyond}, other_id + {beyond}, points FROM records_linkpair WHERE one_id <= {places}",
        "INSERT INTO records_linkfrequency (epoch_id, key, incidents)"
        f" SELECT epoch_id, {turned}, incidents FROM first_frequency",
        "INSERT INTO records_candidate (id, realm, found_at, fingerprint, score, title_ja, title_en, explanation)"
        f" SELECT id || '{mark}', realm, found_at, fingerprint || '{mark}', score, title_ja, title_en, explanation"
        " FROM records_candidate WHERE superseded_at IS NULL AND fingerprint NOT LIKE '%-%-%'",
        "INSERT INTO records_candidate_incidents (candidate_id, incident_id)"
        f" SELECT candidate_id || '{mark}', incident_id || '{mark}' FROM records_candidate_incidents"
        " WHERE incident_id NOT LIKE '%-%'",
    )


def _largest_parts(links: list[Any]) -> list[int]:
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for one, other, _ in links:
        above[top(one)] = top(other)
    return sorted(Counter(top(name) for name in list(above)).values())[-5:]


def _numbers(names: set[str]) -> dict[str, int]:
    rows = models.LinkPlace.objects.filter(realm=REALM).values_list("incident_id", "pk")
    return {name: number for name, number in rows.iterator(CHUNK) if name in names}


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, CHUNK)):
        yield some


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(CHUNK):
        yield from some


def _insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows by the quickest way that the database has."""
    named = f"{table} ({', '.join(columns)})"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {named} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            blanks = ", ".join("?" for _ in columns)
            connection.connection.executemany(f"INSERT INTO {named} VALUES ({blanks})", rows)


class _loading:
    """Within it SQLite waits for no disk and checks no reference; afterwards either database knows what it holds."""

    def __enter__(self) -> None:
        self._say("OFF")

    def __exit__(self, *_: object) -> None:
        self._say("ON")
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [models.LinkPlace]):
                cursor.execute(statement)  # the places were laid with their numbers
            cursor.execute("ANALYZE")

    def _say(self, checked: str) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA foreign_keys={checked}")
                cursor.execute(f"PRAGMA synchronous={'OFF' if checked == 'OFF' else 'FULL'}")


class _unindexed:
    """Within it a table of SQLite has no index: it is quicker to make them of all rows at once."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._made: list[tuple[str, str]] = []

    def __enter__(self) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
                    [self._table],
                )
                self._made = cursor.fetchall()
                for name, _ in self._made:
                    cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            for _, statement in self._made:
                cursor.execute(statement)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
