"""All links of a candidate: each once, with what it is made of, each value open to be refused; hidden with the candidate."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.casework.visibility import Viewer
from sekisho.operations.links import links_of
from sekisho.records import models
from tests.contract.operations.supplied import candidate_of, found, ids, viewer


def test_every_link_is_told_once_with_what_it_is_the_sum_of(chained: Any) -> None:
    """Strongest first, a part at a time, or those of one incident."""
    candidate, looking = candidate_of("incident-1"), viewer(chained)
    every = links_of(candidate, looking, 0, 100)
    assert len({(k.one, k.other) for k in every}) == len(every) == 3
    assert [k.points for k in every] == sorted((k.points for k in every), reverse=True)
    assert all(k.points == sum(c.points for c in k.contributions) > 0 for k in every)
    assert (*links_of(candidate, looking, 0, 2), *links_of(candidate, looking, 2, 4)) == every
    two = models.Incident.objects.get(source="incident-2").pk
    assert links_of(candidate, looking, 0, 9, two) == tuple(k for k in every if two in (k.one, k.other))


def test_a_value_of_any_link_can_be_refused_on_the_page(chained: Any) -> None:
    """The form beside the weakest link has the value that holds the pairs together link no more."""
    client = Client()
    client.force_login(chained.people["npa_official"])
    where = reverse("links", args=[candidate_of("incident-1")])
    shown = client.get(where).content.decode()
    assert shown.count("<svg width=") == 3
    offered = set(re.findall(r'<option value="(file_hash\|[0-9a-f]+)"', shown))
    between = f"file_hash|{7:064x}"
    assert between in offered
    asked = {"kind": "excluded", "key": between, "reason": "a public tool"}
    assert client.post(reverse("judge", args=[candidate_of("incident-1")]), asked).status_code == 302
    assert found(chained) == {ids(1, 2), ids(3, 4)}


def test_a_value_that_makes_no_link_is_not_refused(chained: Any) -> None:
    """Nothing is recorded for what links nothing here."""
    client = Client()
    client.force_login(chained.people["npa_official"])
    asked = {"kind": "excluded", "key": f"file_hash|{99:064x}", "reason": "a public tool"}
    assert client.post(reverse("judge", args=[candidate_of("incident-1")]), asked).status_code == 400
    assert not models.Judgement.objects.exists()


def test_links_are_hidden_with_the_candidate(chained: Any) -> None:
    """Who may not see one incident sees no link at all, and the page is not there."""
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source__in=ids(4)).update(marking=red)
    with pytest.raises(LookupError):
        links_of(candidate_of("incident-1"), Viewer(offices=frozenset({"mic"})), 0, 9)
