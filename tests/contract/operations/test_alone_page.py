"""Who stands by themselves only because links lead to too many is named where people look at candidates, until it is settled."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.linking.placing import Placing
from sekisho.operations import placing
from sekisho.operations.epochs import open_epoch
from sekisho.records import models
from tests.contract.operations.supplied import RED, candidate_of, supply, two_candidates, viewer

REASONS = {
    "ja": "2,000 件を超える事案に届くため",
    "en": "Links lead from these to more than 2,000 incidents.",
}


@pytest.fixture
def left(offices: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An incident linked to one of two candidates, left by itself by a bound of three."""
    two_candidates(offices)
    monkeypatch.setattr(placing, "Placing", partial(Placing, part=3))
    supply(offices, 10, RED)
    monkeypatch.undo()
    return offices


def _signed_in(offices: Any, login: str, language: str = "ja") -> Client:
    client = Client()
    client.force_login(offices.people[login])
    client.cookies["django_language"] = language
    return client


def _pages(source: str) -> list[str]:
    candidate = candidate_of(source)
    return [reverse("candidates"), reverse("candidate", args=[candidate]), reverse("links", args=[candidate])]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_who_is_left_is_named_with_the_reason_beside_what_they_are_linked_to(
    left: Any, language: str
) -> None:
    """On the list of candidates, and on the pages of the candidate to which their links lead, but of no other."""
    client, late = (
        _signed_in(left, "npa_official", language),
        models.Incident.objects.get(source="incident-10"),
    )
    for address in _pages("incident-1"):
        shown = client.get(address).content.decode()
        assert late.pk in shown
        assert REASONS[language] in shown
        assert reverse("epochs") in shown
    for address in _pages("incident-5")[1:]:
        assert late.pk not in client.get(address).content.decode()


def test_the_next_epoch_settles_it(left: Any) -> None:
    """Nobody is named any more, and the incident is in the candidate."""
    open_epoch("who was left", "npa", viewer(left), left.tick())
    assert candidate_of("incident-10") == candidate_of("incident-1")
    client = _signed_in(left, "npa_official")
    for address in _pages("incident-1"):
        assert REASONS["ja"] not in client.get(address).content.decode()


def test_who_may_not_see_an_incident_is_not_told_that_it_is_left(left: Any) -> None:
    """The page is that of somebody of whom nobody was left."""
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source="incident-10").update(marking=red)
    told = {
        login: REASONS["ja"] in _signed_in(left, login).get(reverse("candidates")).content.decode()
        for login in ("npa_official", "mic_official")
    }
    assert told == {"npa_official": True, "mic_official": False}
