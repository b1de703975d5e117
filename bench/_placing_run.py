"""Run by ``bench.placing`` in an installation of its own: so many invented incidents are linked, then some more arrive.

``_placing_run.py INCIDENTS ARRIVALS`` prints one JSON object: of the run that links the incidents the seconds by the clock and the
most memory in MB, how many candidates it found and the members of the largest; and of each arrival, in their order, the
seconds from its being stored to its candidate's being kept, by the clock and of the processor.

The incidents are stored as rows, without the acts that would supply them. All that follows is the product's own:
``operations.linking.run`` and ``operations.placing.place``, each arrival committed.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from bench.placing import grow
from sekisho.casework.visibility import Access
from sekisho.intel.objects import Incident
from sekisho.operations import linking
from sekisho.operations.placing import place
from sekisho.operations.setup import initialise
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.ground import await_places
from sekisho.records.outside import draw
from sekisho.records.second_wall import assess_from_now_on
from sekisho.records.upkeep import refresh_statistics

NOW = datetime(2026, 10, 5, 3, tzinfo=UTC)
REALM, CHUNK = "real", 10_000


def main(incidents: int, arrivals: int) -> None:
    """Store, link, then measure."""
    initialise()
    assess_from_now_on()
    late = set(Random(incidents).sample(range(incidents + arrivals), arrivals))
    arriving: list[Incident] = []
    batch = _batch(incidents)
    for some in _chunks(enumerate(grow(incidents + arrivals))):
        arriving += [each for number, each in some if number in late]
        rows = [_row(each, batch) for number, each in some if number not in late]
        models.Incident.objects.bulk_create(rows, batch_size=90)
    began = time.perf_counter()
    run = linking.run(NOW)
    linked = time.perf_counter() - began
    _count_anew()
    taken = [_arrives(each, batch) for each in arriving]
    clock, processor = zip(*taken, strict=True)
    said = {"linked": linked, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}
    said |= {
        "candidates": len(run.candidates),
        "largest": _largest(),
        "seconds": clock,
        "processor": processor,
    }
    print(json.dumps(said))


def _batch(size: int) -> models.Batch:
    case = models.Case.objects.create(
        id=draw("case"), realm=REALM, access=keep_access(Access(realm=REALM)), opened_at=NOW
    )
    return models.Batch.objects.create(case=case, realm=REALM, size=size, received_at=NOW)


def _row(incident: Incident, batch: models.Batch) -> models.Incident:
    return models.Incident(
        id=incident.id, realm=REALM, supplier="npa", batch=batch, source=incident.id, marking_id=batch.case.access_id,
        date=incident.date, digest=incident.id, document=incident.line(),
    )  # fmt: skip


def _arrives(incident: Incident, batch: models.Batch) -> tuple[float, float]:
    row = _row(incident, batch)
    with transaction.atomic():
        row.save(force_insert=True)
        await_places([row])
    began, worked = time.perf_counter(), time.process_time()
    place(NOW, REALM)
    return time.perf_counter() - began, time.process_time() - worked


def _count_anew() -> None:
    """Have the database count what its plans rest on: SQLite as the product does it, PostgreSQL as it would itself in a minute."""
    if connection.vendor == "sqlite":
        refresh_statistics()
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _largest() -> list[int]:
    rows = models.Candidate.objects.filter(realm=REALM, superseded_at=None).annotate(
        members=Count("incidents")
    )
    return list(rows.order_by("-members").values_list("members", flat=True)[:5])


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, CHUNK)):
        yield some


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
