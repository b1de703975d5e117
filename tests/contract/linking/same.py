"""What an engine found, held to what linking from objects finds."""

from __future__ import annotations

from sekisho.intel.objects import Incident
from sekisho.linking import contributions, link
from sekisho.linking.bulk import Bulk, derive_keys, link_bulk
from sekisho.linking.engine import Engine
from sekisho.linking.incident_table import incident_table
from sekisho.linking.keys import keys_of
from sekisho.linking.listing import default_listing
from sekisho.linking.parameters import Parameters
from sekisho.linking.plain import KIND_NUMBERS
from tests.unit.linking.making import incident


def rows(table: object) -> list[tuple]:
    """Return the rows of an Arrow table."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def assert_same_linking(engine: Engine, incidents: list[Incident], parameters: Parameters) -> None:
    """Fail unless links, contributions and clusters are those of ``link``."""
    engine.give("given", incident_table(incidents))
    assert_found(link_bulk(engine, parameters), incidents, parameters)


def assert_found(found: Bulk, incidents: list[Incident], parameters: Parameters) -> None:
    """Fail unless what an engine found is what ``link`` finds, row for row."""
    wanted = link(incidents, parameters)
    assert rows(found.links) == [(each.one, each.other, each.points) for each in wanted.links]
    members: dict[str, list[str]] = {}
    for id_, cluster in rows(found.clusters):
        members.setdefault(cluster, []).append(id_)
    assert sorted(map(tuple, members.values())) == sorted(c.members for c in wanted.candidates)
    ids = sorted(incident.id for incident in incidents)
    told = [(ids[a], ids[b], found.evidence[e], points) for a, b, e, points in rows(found.contributions)]
    assert sorted(told) == sorted(
        (each.one, each.other, part.evidence, part.points)
        for each in wanted.links
        for part in contributions(wanted.profiles[each.one], wanted.profiles[each.other], wanted.weights)
        if part.points
    )


def assert_same_keys(engine: Engine, values: list[tuple[str, str]]) -> None:
    """Fail unless every value gives the engine the keys of ``keys_of``."""
    said = [incident(f"{n:04}", value) for n, value in enumerate(values)]
    engine.give("given", incident_table(said))
    derive_keys(engine, default_listing())
    found = rows(engine.take("SELECT DISTINCT incident_no, kind_no, text FROM key_text"))
    wanted = {(n, *key) for n, value in enumerate(values) for key in keys_of(*value)}
    kinds = list(KIND_NUMBERS)
    assert {(n, kinds[kind], text) for n, kind, text in found} == wanted
