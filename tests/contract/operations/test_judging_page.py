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


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_was_decided_is_confirmed_and_incidents_are_called_by_their_names(
    offices: Any, language: str
) -> None:
    """After recording and after taking back; the incidents that were parted are named on either candidate's page."""
    offices.found()
    supply(offices, 1, RED, RED, RED, RED)
    linking.run(offices.tick())
    models.Incident.objects.filter(source__in=["incident-1", "incident-2"]).update(title="Seen at the gate")
    side = list(models.Incident.objects.filter(title="Seen at the gate").values_list("pk", flat=True))
    client, candidate = Client(), candidate_of("incident-1")
    client.force_login(offices.people["npa_official"])
    client.cookies["django_language"] = language
    given = {"kind": "split", "side": side, "reason": "two crews"}
    page = client.post(reverse("judge", args=[candidate]), given, follow=True).content.decode()
    words = (
        ("判断を記録した：分ける。", "他の候補に変わった")
        if language == "ja"
        else ("was recorded: split.", "other candidates now stand")
    )
    assert all(each in page for each in words)
    for each in ("incident-1", "incident-3"):
        shown = client.get(reverse("candidate", args=[candidate_of(each)])).content.decode()
        decided = shown[
            shown.index('id="judgements"') : shown.index("</h3>", shown.index('id="judgements"')) + 300
        ]
        assert "Seen at the gate" in decided
        assert not any(name in decided for name in side)
    made = models.Judgement.objects.get(kind="split").pk
    undo = {"judgement": made, "reason": "one crew"}
    address = reverse("undo-judgement", args=[candidate_of("incident-1")])
    page = client.post(address, undo, follow=True).content.decode()
    assert ("判断を取り消した。" if language == "ja" else "was taken back.") in page


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
