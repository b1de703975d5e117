"""The pages of epochs: what each changed and why, for whoever may see it; the next is opened by a form with a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.records import models
from tests.contract.operations.supplied import RED


@pytest.mark.parametrize(("language", "word"), [("ja", "なくなった 1"), ("en", "Vanished 1")])
def test_an_epoch_is_opened_and_read_on_the_page(grown: Any, language: str, word: str) -> None:
    """Without a reason nothing is opened; with one, the page of the new epoch names change, incidents and values."""
    client = Client()
    client.force_login(grown.people["npa_official"])
    client.cookies["django_language"] = language
    assert client.post(reverse("open-epoch"), {"reason": " "}).status_code == 400
    assert models.LinkEpoch.objects.count() == 1
    answer = client.post(reverse("open-epoch"), {"reason": "more is known"})
    assert answer["Location"] == reverse("epoch", args=[2])
    shown = client.get(answer["Location"]).content.decode()
    assert "more is known" in shown
    assert RED[0] in shown
    assert word in client.get(reverse("epochs")).content.decode()
    assert client.get(reverse("epoch", args=[3])).status_code == 404


def test_what_an_epoch_changed_is_hidden_with_any_of_its_incidents(grown: Any) -> None:
    """Who may not see one of them is shown the epoch without that change."""
    official, outsider = Client(), Client()
    official.force_login(grown.people["npa_official"])
    outsider.force_login(grown.people["mic_official"])
    official.post(reverse("open-epoch"), {"reason": "more is known"})
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source="incident-2").update(marking=red)
    assert RED[0] in official.get(reverse("epoch", args=[2])).content.decode()
    assert RED[0] not in outsider.get(reverse("epoch", args=[2])).content.decode()


def test_the_page_of_an_epoch_tells_no_number_of_incidents(grown: Any) -> None:
    """In how many incidents a value occurs would tell of those that are hidden: only which way it went is told."""
    client = Client()
    client.force_login(grown.people["npa_official"])
    client.post(reverse("open-epoch"), {"reason": "more is known"})
    shown = client.get(reverse("epoch", args=[2])).content.decode()
    values = re.findall(r'<tr><th scope="row"><code>.*?</code></th>(.*?)</tr>', shown)
    assert values
    assert all(set(re.findall(r"[0-9]+", value)) == set() for value in values)
    assert "より多くの事案に現れ" in shown
