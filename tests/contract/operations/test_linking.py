"""Candidates are found among what all suppliers gave, and shown only to who may see all of it."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from sekisho.casework.visibility import Viewer
from sekisho.operations import linking
from sekisho.operations.intake import Receipt, take
from sekisho.operations.keeping import told
from sekisho.records import models
from sekisho.records.access import visible_candidates


def _incident(number: int, *values: str, date: str = "2026-03-01") -> str:
    observables = [{"type": "domain", "value": value} for value in values]
    return json.dumps({"id": f"incident-{number}", "date": date, "observables": observables})


def _supply(offices: Any, office: str, *lines: str) -> None:
    result = take(
        "\n".join(lines).encode(), "i.jsonl", office, offices.person(office), offices.tick(), "incidents"
    )
    assert isinstance(result, Receipt), result
    assert result.count("taken") == len(lines)


def _supply_pair(offices: Any) -> None:
    shared = ("c2.attacker-one.example", "drop.attacker-two.example", "stage.attacker-three.example")
    lone = {"apricot.de": "2011-01-05", "bramble.fr": "2014-06-09", "cormorant.it": "2018-11-17"}
    alone = [_incident(n, value, date=day) for n, (value, day) in enumerate(lone.items(), start=10)]
    _supply(offices, "npa", _incident(1, *shared), *alone)
    _supply(offices, "mic", _incident(2, *shared))


def test_incidents_of_two_suppliers_make_one_candidate(offices: Any) -> None:
    """Two incidents with the same rare infrastructure, from two offices, are one candidate with five
    elements.
    """
    _supply_pair(offices)
    found = linking.run(offices.tick())
    (candidate,) = models.Candidate.objects.all()
    assert found.candidates == found.new == (candidate.pk,)
    assert candidate.incidents.count() == 2
    assert len(candidate.explanation["elements"]) == 5


def test_a_candidate_keeps_its_strongest_links_with_what_they_are_made_of(offices: Any) -> None:
    """What makes a link is kept when linking runs: reading a candidate later looks at no other incident."""
    _supply_pair(offices)
    (found,) = linking.run(offices.tick()).candidates
    (strongest,) = told(found).kept.links
    assert {strongest.one, strongest.other} == {
        row.pk for row in models.Candidate.objects.get(pk=found).incidents.all()
    }
    assert strongest.points == sum(each.points for each in strongest.contributions) > 0


def test_a_second_run_finds_the_same_and_adds_nothing(offices: Any) -> None:
    """A candidate with the same members stays the same candidate."""
    _supply_pair(offices)
    first, second = linking.run(offices.tick()), linking.run(offices.tick())
    assert second.candidates == first.candidates
    assert second.new == ()


def test_a_candidate_is_hidden_with_any_of_its_incidents(offices: Any) -> None:
    """Who may not see one incident does not see the candidate that would tell of it."""
    _supply_pair(offices)
    linking.run(offices.tick())
    assert visible_candidates(Viewer(offices=frozenset({"npa"}))).count() == 1
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" mic ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(supplier="mic").update(marking=red)
    assert visible_candidates(Viewer(offices=frozenset({"npa"}))).count() == 0
    assert visible_candidates(Viewer(offices=frozenset({"mic"}))).count() == 1


def test_what_was_taken_in_stays_taken_where_it_cannot_be_placed_yet(committed_offices: Any) -> None:
    """While the table of epochs is out of reach the receipt goes out all the same; the next placing takes both."""
    _supply_pair(committed_offices)
    linking.run(committed_offices.tick())
    shared = ("c2.attacker-one.example", "drop.attacker-two.example", "stage.attacker-three.example")
    table = models.LinkEpoch._meta.db_table
    _rename(table, f"{table}_away")
    try:
        _supply(committed_offices, "npa", _incident(3, *shared))
    finally:
        _rename(f"{table}_away", table)
    assert models.Incident.objects.count() == 6
    _supply(committed_offices, "mic", _incident(4, *shared))
    assert max(each.incidents.count() for each in models.Candidate.objects.filter(superseded_at=None)) == 4


def _rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")
