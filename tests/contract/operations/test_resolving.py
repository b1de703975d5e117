"""A candidate at another resolution: seen with the links that decide, kept only where a person then decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from sekisho.casework.visibility import Viewer
from sekisho.linking.resolution import Part
from sekisho.operations.judging import judge, record
from sekisho.operations.resolving import STEPS, try_resolution
from sekisho.records import models
from sekisho.records.judgements import Judgement
from tests.contract.operations.supplied import asked, candidate_of, found, ids, viewer

FINEST = STEPS[-1][0]


def _sources(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(models.Incident.objects.filter(pk__in=names).values_list("source", flat=True))


def test_finer_it_falls_apart_and_the_links_between_are_told(chained: Any) -> None:
    """Into the two pairs; the link that held them together is the one of the fourth value."""
    tried = try_resolution(candidate_of("incident-1"), FINEST, viewer(chained))
    assert tried
    assert {_sources(part.members) for part in tried.trial.parts} == {ids(1, 2), ids(3, 4)}
    (between,) = tried.parted
    assert _sources((between.one, between.other)) == ids(2, 3)
    assert between.points == sum(each.points for each in between.contributions) > 0
    assert [each.parts for each in tried.steps] == sorted(each.parts for each in tried.steps)


def test_in_force_it_is_what_it_is_and_looking_keeps_nothing(chained: Any) -> None:
    """At the step in force nothing changes, whatever was asked; nothing is written."""
    before = (found(chained), models.Leaf.objects.count())
    tried = try_resolution(candidate_of("incident-1"), 0, viewer(chained))
    assert tried
    assert tried.trial.stays
    assert (found(chained), models.Leaf.objects.count()) == before


def test_a_candidate_that_people_split_joins_again_only_by_their_decision(chained: Any) -> None:
    """The trial obeys decisions: what was split stays so at the coarsest step."""
    client = _client(chained)
    where = reverse("resolution", args=[candidate_of("incident-1")])
    assert client.get(where, {"points": FINEST}).status_code == 200
    sides = models.Incident.objects.filter(source__in=ids(1, 2)).values_list("pk", flat=True)
    split = {"kind": "split", "side": list(sides), "reason": "two crews"}
    assert client.post(reverse("judge", args=[candidate_of("incident-1")]), split).status_code == 302
    assert found(chained) == {ids(1, 2), ids(3, 4)}
    tried = try_resolution(candidate_of("incident-1"), STEPS[0][0], viewer(chained))
    assert tried
    assert tried.trial.stays


def test_hidden_incidents_are_not_looked_at(chained: Any) -> None:
    """Who may not see neighbours that would join gets the answer that they would get without them."""
    sides = tuple(models.Incident.objects.filter(source__in=ids(1, 2)).values_list("pk", flat=True))
    split = judge(asked("split", "incident-1", side=sides), viewer(chained), chained.tick())
    _taken_back_but_not_placed(str(split), chained)
    (whole,) = _parts(viewer(chained))
    assert _sources(whole.joining) == ids(3, 4)
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source__in=ids(3, 4)).update(marking=red)
    outsider = Viewer(person=chained.person("mic"), offices=frozenset({"mic"}))
    (seen,) = _parts(outsider)
    assert (_sources(seen.members), seen.joining) == (ids(1, 2), ())
    with pytest.raises(LookupError):
        try_resolution(candidate_of("incident-3"), FINEST, outsider)


def _parts(looking: Viewer) -> tuple[Part, ...]:
    tried = try_resolution(candidate_of("incident-1"), 0, looking)
    assert tried
    return tried.trial.parts


def _taken_back_but_not_placed(judgement: str, offices: Any) -> None:
    """As it stands where the database failed between the entry and the placing that follows it."""
    row = models.Judgement.objects.get(pk=judgement)
    members = tuple(row.incidents.values_list("pk", flat=True))
    undone = Judgement(
        kind="taken_back",
        incidents=members,
        reason="one crew",
        person=row.person,
        act_of="npa",
        realm="real",
        made_at=offices.tick(),
        takes_back=judgement,
    )
    with transaction.atomic():
        record(undone)


@pytest.mark.parametrize(("language", "word"), [("ja", "まとまり2"), ("en", "Group 2")])
def test_the_page_shows_the_parts_and_takes_no_nonsense(chained: Any, language: str, word: str) -> None:
    """What is no step is answered by the one in force."""
    client = _client(chained)
    client.cookies["django_language"] = language
    where = reverse("resolution", args=[candidate_of("incident-1")])
    assert word in client.get(where, {"points": FINEST}).content.decode()
    assert word not in client.get(where, {"points": "-1; x"}).content.decode()


def _client(offices: Any) -> Client:
    client = Client()
    client.force_login(offices.people["npa_official"])
    return client
