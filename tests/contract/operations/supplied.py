"""Incidents supplied by the police and linked into candidates, and how tests speak of them."""

from __future__ import annotations

import json
from typing import Any

from sekisho.casework.visibility import Viewer
from sekisho.operations import linking
from sekisho.operations.intake import Receipt, take
from sekisho.operations.judging import Asked
from sekisho.records import models
from sekisho.records.access import visible_candidates

RED = tuple(f"{n:064x}" for n in (1, 2, 3))
BLUE = tuple(f"{n:064x}" for n in (4, 5, 6))
LONE = {f"{n:064x}": f"20{n}-01-05" for n in (11, 14, 18)}
HYPOTHESIS = {"actor": "", "aliases": "A / B", "sources": "open", "evidence": "hours", "confidence": "likely"}


def supply(offices: Any, start: int, *each: tuple[str, ...], date: str = "2026-03-01") -> None:
    """Take in an incident for each set of values."""
    lines = [
        json.dumps(
            {
                "id": f"incident-{n}",
                "date": date,
                "observables": [{"type": "sha256", "value": v} for v in values],
            }
        )
        for n, values in enumerate(each, start)
    ]
    result = take(
        "\n".join(lines).encode(), "i.jsonl", "npa", offices.person("npa"), offices.tick(), "incidents"
    )
    assert isinstance(result, Receipt), result


def viewer(offices: Any) -> Viewer:
    """The official of the police, who supplied everything."""
    return Viewer(person=offices.person("npa"), offices=frozenset({"npa"}))


def found(offices: Any) -> set[frozenset[str]]:
    """The candidates that stand, each by the suppliers' ids of its incidents."""
    rows = visible_candidates(viewer(offices)).prefetch_related("incidents")
    return {frozenset(each.source for each in row.incidents.all()) for row in rows}


def candidate_of(source: str) -> str:
    """The standing candidate that holds an incident."""
    return str(models.Candidate.objects.get(superseded_at=None, incidents__source=source).pk)


def ids(*numbers: int) -> frozenset[str]:
    """The suppliers' ids of incidents."""
    return frozenset(f"incident-{n}" for n in numbers)


def asked(kind: str, source: str, **more: Any) -> Asked:
    """A decision with its reason, about the candidate of an incident."""
    given = {"reason": "seen in the traffic", "act_of": "npa", **more}
    return Asked(kind=kind, candidate=candidate_of(source), **given)


def two_candidates(offices: Any) -> Any:
    """Two candidates of three and two incidents, found in the first epoch."""
    for n, (value, day) in enumerate(LONE.items()):
        supply(offices, 90 + n, (value,), date=day)
    supply(offices, 1, RED, RED, RED)
    supply(offices, 5, BLUE, BLUE)
    linking.run(offices.tick())
    assert found(offices) == {ids(1, 2, 3), ids(5, 6)}
    return offices


def grown_since(offices: Any) -> Any:
    """Two incidents ten months apart, found by one value that only they had; one of long ago has come to have it too."""
    for n, (value, day) in enumerate(LONE.items()):
        supply(offices, 90 + n, (value,), date=day)
    supply(offices, 1, RED[:1], date="2026-03-01")
    supply(offices, 2, RED[:1], date="2025-04-26")
    linking.run(offices.tick())
    assert found(offices) == {ids(1, 2)}
    supply(offices, 3, RED[:1], date="2012-01-01")
    assert found(offices) == {ids(1, 2)}
    return offices


def chained(offices: Any) -> Any:
    """Two pairs, each of three values, in one candidate by a fourth value that one of each has."""
    for n, (value, day) in enumerate(LONE.items()):
        supply(offices, 90 + n, (value,), date=day)
    between = f"{7:064x}"
    supply(offices, 1, RED, (*RED, between))
    supply(offices, 3, (*BLUE, between), BLUE)
    linking.run(offices.tick())
    assert found(offices) == {ids(1, 2, 3, 4)}
    return offices
