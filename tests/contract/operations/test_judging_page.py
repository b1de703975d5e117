"""The candidate page tells what people decided apart from the machine, and takes decisions by forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.operations import linking
from sekisho.operations.judging import judge, take_back
from sekisho.records import models
from tests.contract.operations.supplied import (
    BLUE,
    HYPOTHESIS,
    RED,
    asked,
    candidate_of,
    supply,
    viewer,
)


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


def test_the_list_tells_decisions_apart_until_they_are_taken_back(offices: Any) -> None:
    """Beside the candidate that it is about and no other; gone once it is taken back."""
    offices.found()
    supply(offices, 1, RED, RED)
    supply(offices, 5, BLUE, BLUE)
    linking.run(offices.tick())
    client = Client()
    client.force_login(offices.people["npa_official"])
    tag = '<span class="tag">候補としない</span>'
    made = judge(asked("dismissed", "incident-1"), viewer(offices), offices.tick())
    shown = client.get(reverse("candidates")).content.decode()
    assert shown.count(tag) == 1
    (line,) = (each for each in shown.split("<tr>") if tag in each)
    assert candidate_of("incident-1") in line
    take_back(str(made), "a new report", "npa", viewer(offices), offices.tick())
    assert tag not in client.get(reverse("candidates")).content.decode()
