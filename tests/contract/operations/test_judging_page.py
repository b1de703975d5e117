"""The candidate page tells what people decided apart from the machine, and takes decisions by forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.operations import linking
from sekisho.records import models
from tests.contract.operations.test_judging import HYPOTHESIS, RED, candidate_of, supply


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_hypothesis_and_a_decision_through_the_page(offices: Any, language: str) -> None:
    """Posted, shown with their reasons, taken back and still shown; without a reason nothing is recorded."""
    offices.found()
    supply(offices, 1, RED, RED)
    linking.run(offices.tick())
    client, candidate = Client(), candidate_of("incident-1")
    client.force_login(offices.people["npa_official"])
    client.cookies["django_language"] = language
    asked = reverse("judge", args=[candidate])
    assert client.post(asked, {"kind": "dismissed", "reason": ""}).status_code == 400
    for given in ({"kind": "dismissed"}, {"kind": "hypothesis", **HYPOTHESIS}):
        assert client.post(asked, {**given, "reason": "seen in the traffic"}).status_code == 302
    made = models.Judgement.objects.get(kind="dismissed").pk
    undo = {"judgement": made, "reason": "a new report"}
    assert client.post(reverse("undo-judgement", args=[candidate]), undo).status_code == 302
    shown = client.get(reverse("candidate", args=[candidate])).content.decode()
    wanted = ("取消済み", "可能性が高い") if language == "ja" else ("taken back", "ikely")
    assert all(each in shown for each in (*wanted, "seen in the traffic", "55–80"))
