"""Lists of the installation's own on the pages of epochs: checked, brought in, shown with who and why, withdrawn."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sekisho.linking.warning_list import read_warning_list
from sekisho.operations.epochs import open_epoch
from sekisho.operations.warning_lists import bring
from sekisho.records import models
from tests.contract.operations.supplied import RED, candidate_of, viewer

WORDS = {
    "ja": {
        "waiting": "次の版から効く",
        "present": "効いている",
        "ending": "取下げ済み（次の版から効かない）",
        "count": "値 3 個",
        "category": "シンクホール",
        "wrong": "公開接尾辞",
        "less": "割り引いた値：",
    },
    "en": {
        "waiting": "In force from the next epoch on",
        "present": "In force",
        "ending": "Withdrawn (in force until the next epoch)",
        "count": "3 values",
        "category": "Sinkhole",
        "wrong": "is a public suffix",
        "less": "Counts less:",
    },
}


def signed_in(offices: Any, login: str, language: str = "ja") -> Client:
    """A browser of somebody, in a language."""
    client = Client()
    client.force_login(offices.people[login])
    client.cookies["django_language"] = language
    return client


def form(*values: str, **more: str) -> dict[str, Any]:
    """What the form for a list sends."""
    data = json.dumps({"name": "our <b>sinkholes</b>", "version": 7, "list": values}).encode()
    return {
        "file": SimpleUploadedFile("own.json", data),
        "category": "sinkhole",
        "reason": "told by the CERT",
        "do": "bring",
        **more,
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_list_is_brought_in_shown_and_withdrawn_on_the_page(two: Any, language: str) -> None:
    """It waits for the next epoch, is in force in it, and when withdrawn is so until the one after."""
    client, words = signed_in(two, "npa_official", language), WORDS[language]
    assert client.post(reverse("bring-list"), form(*RED))["Location"] == reverse("epochs")
    shown = client.get(reverse("epochs")).content.decode()
    for each in (words["waiting"], words["count"], words["category"], "told by the CERT", "npa_official 氏"):
        assert each in shown
    assert "our &lt;b&gt;sinkholes&lt;/b&gt;" in shown
    client.post(reverse("open-epoch"), {"reason": "sinkholes"})
    assert words["present"] in client.get(reverse("epochs")).content.decode()
    assert "told by the CERT" in client.get(reverse("epoch", args=[2])).content.decode()
    assert "told by the CERT" not in client.get(reverse("epoch", args=[1])).content.decode()
    row = models.Judgement.objects.get(kind="listed")
    assert client.post(reverse("withdraw-list"), {"list": row.pk, "reason": " "}).status_code == 400
    client.post(reverse("withdraw-list"), {"list": row.pk, "reason": "ended"})
    shown = client.get(reverse("epochs")).content.decode()
    assert words["ending"] in shown and "ended" in shown
    assert client.post(reverse("withdraw-list"), {"list": "judgement-x", "reason": "x"}).status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_file_is_checked_without_being_recorded(two: Any, language: str) -> None:
    """Asked to check, or with a defect: what is wrong and what is needless is said, value by value."""
    client, words = signed_in(two, "npa_official", language), WORDS[language]
    good = client.post(reverse("bring-list"), form(*RED, "10.0.0.1", do="check"))
    assert (good.status_code, "list[3]" in good.content.decode()) == (200, True)
    bad = client.post(reverse("bring-list"), form("co.jp", "a b", reason=" "))
    assert bad.status_code == 400
    for each in (words["wrong"], "list[0]", "list[1]", "reason"):
        assert each in bad.content.decode()
    assert client.post(reverse("bring-list"), {"do": "bring"}).status_code == 400
    assert not models.Judgement.objects.exists()


def test_who_may_not_decide_is_shown_the_lists_without_their_forms(two: Any) -> None:
    """And what they send all the same is refused."""
    client = signed_in(two, "mic_official")
    assert client.post(reverse("bring-list"), form(*RED)).status_code == 400
    data = json.dumps({"name": "ours", "list": RED}).encode()
    bring(read_warning_list(data, "f"), "benign", "checked", "npa", viewer(two), two.tick())
    shown = client.get(reverse("epochs")).content.decode()
    assert "checked" in shown
    assert reverse("bring-list") not in shown and reverse("withdraw-list") not in shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_of_a_link_names_the_category_of_what_counts_less(two: Any, language: str) -> None:
    """Beside the values of the contribution, on the candidate's page and on that of all its links."""
    data = json.dumps({"name": "ours", "list": RED[:1]}).encode()
    bring(read_warning_list(data, "f"), "sinkhole", "checked", "npa", viewer(two), two.tick())
    open_epoch("lists", "npa", viewer(two), two.tick())
    client, words, candidate = (
        signed_in(two, "npa_official", language),
        WORDS[language],
        candidate_of("incident-1"),
    )
    for name in ("candidate", "links"):
        shown = client.get(reverse(name, args=[candidate])).content.decode()
        assert f"{words['less']}" in shown
        assert words["category"].lower() in shown.partition(words["less"])[2][:200].lower()
