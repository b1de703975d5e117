"""What is delegated for some steps lets nobody decide in the office's name beside them."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.operations import linking
from sekisho.operations.intake import Receipt, take
from sekisho.operations.outcomes import Accepted
from sekisho.records.models import Candidate, Judgement, Person

from .conftest import Offices

VALUES = tuple(f"{n:064x}" for n in (1, 2, 3))


@pytest.fixture
def candidate(offices: Offices) -> str:
    """A candidate of two incidents that share what they share with no other."""
    seen = [{"type": "sha256", "value": value} for value in VALUES]
    lines = [json.dumps({"id": f"i-{n}", "date": "2026-03-01", "observables": seen}) for n in (1, 2)]
    data = "\n".join(lines).encode()
    given = take(data, "i.jsonl", "npa", offices.people["npa_official"], offices.tick(), "incidents")
    assert isinstance(given, Receipt), given
    linking.run(offices.tick())
    return str(Candidate.objects.get(superseded_at=None).pk)


@pytest.mark.parametrize(("scope", "decided"), [(["campaign.mark"], False), (["*"], True)])
def test_a_delegate_for_one_step_judges_no_candidate(
    offices: Offices, candidate: str, scope: list[str], decided: bool
) -> None:
    given = {"from_post": "nco_official", "to_person": offices.people["newcomer"], "scope": scope}
    made = offices.act(offices.register, "register.delegate", "nco", "nco_official", **given)
    assert isinstance(made, Accepted), made
    client = Client()
    client.force_login(Person.objects.get(pk=offices.people["newcomer"]))
    assert client.get(reverse("candidate", args=[candidate])).status_code == 200
    form = {"kind": "dismissed", "reason": "偽"}
    answer = client.post(reverse("judge", args=[candidate]), form)
    assert (answer.status_code, Judgement.objects.exists()) == ((302, True) if decided else (400, False))
