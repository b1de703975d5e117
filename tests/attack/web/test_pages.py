"""Attempts on the pages: to see what is hidden, to enter without a name, to act without authority, to lead elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.urls import URLPattern, get_resolver

from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.entries import read_entries
from sekisho.records.models import Entry
from sekisho.web.middleware import CONTENT_POLICY

from .conftest import House

OPEN_TO_ALL = {
    "sign-in",
    "set-language",
    "passkey-options",
    "enrol",
    "lesser",
    "identity",
    "identity-back",
    "api-intake",
}
"""The ways in; the interface of programs answers a stranger with 401 (``test_programs``)."""
NOT_A_PAGE = {
    "judge",
    "open-epoch",
    "bring-list",
    "withdraw-list",
    "undo-judgement",
    "sign-out",
    "act-as",
    "set-language",
    "sign-in",
    "checkpoint",
    "passkey-options",
    "verify",
    "add-passkey",
    "change-passkey",
    "change-session",
    "totp-square",
    "identity",
    "api-intake",
}
"""What only takes a form, or is no page in a frame."""
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
ADDRESS = re.compile(rb"(case-[a-z0-9-]+)")


def _addresses(case: str) -> dict[str, str]:
    """Every address of the pages by name, with values filled in."""
    values = {
        "kind": "measure",
        "case_id": case,
        "step_id": "measure.plan",
        "batch_id": "batch-x",
        "candidate_id": "candidate-x",
        "clause_id": "G2.1a",
        "rule_id": "PLAN-FIRST",
        "number": "1",
        "name": "receipt",
    }
    found = {}
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        found[pattern.name or route] = "/" + re.sub(r"<\w+:(\w+)>", lambda m: values[m.group(1)], route)
    return found


def test_nobody_sees_any_page_without_signing_in(house: House) -> None:
    """Every address but the way in sends a stranger to the way in, whatever the method."""
    for name, address in _addresses(house.measure).items():
        if name in OPEN_TO_ALL:
            continue
        for method in ("get", "post"):
            answer = getattr(house.client(), method)(address)
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/signin/"), name


@pytest.mark.parametrize("path", ["", "step/measure.plan/", "deviation/", "entry/1/receipt.json"])
def test_a_hidden_case_answers_like_one_that_is_not_there(house: House, path: str) -> None:
    """Status, headers and body are the same for what a person may not see and for what does not exist."""
    house.only_for("npa")
    client = house.client("nss_official")
    for method in ("get", "post"):
        hidden = getattr(client, method)(f"/case/{house.measure}/{path}")
        absent = getattr(client, method)(f"/case/case-{'a' * 16}/{path}")
        assert hidden.status_code == absent.status_code == 404
        bodies = [TOKEN.sub(b"", ADDRESS.sub(b"", answer.content)) for answer in (hidden, absent)]
        assert bodies[0] == bodies[1]
        assert hidden.headers == absent.headers


def test_no_page_lets_out_a_word_of_a_hidden_case(house: House) -> None:
    """No list, count or page shows the title or the id of a case that the person may not see."""
    house.only_for("npa")
    client = house.client("nss_official")
    for name, address in _addresses("case-absent").items():
        if name not in ("sign-out", "act-as", "set-language"):
            content = client.get(address, follow=True).content.decode()
            assert "極秘の措置" not in content, name
            assert house.measure not in content, name
    seen = house.client("npa_official").get("/cases/measure/").content.decode()
    assert "極秘の措置" in seen


def test_a_step_of_another_office_is_not_taken_however_the_form_is_forged(house: House) -> None:
    """A form sent in the name of an office that the person has no seat in writes no entry."""
    before = Entry.objects.count()
    form = {"act_of": "npa", "field.text": "forged", "do": "send"}
    path = f"/case/{house.measure}/step/measure.plan/"
    assert house.client("nco_official").post(path, form).status_code == 200
    assert house.client("nss_official").post(path, form).status_code == 404
    form["act_of"] = "nss"
    house.client("npa_official").post(f"/case/{house.measure}/step/measure.plan/", form)
    assert Entry.objects.count() == before


def test_what_the_form_does_not_ask_for_is_not_recorded(house: House) -> None:
    """Fields added to the form by hand never reach the record."""
    form = {"act_of": "npa", "field.text": "plan", "field.mode": "joint", "recorded_by": "x", "do": "send"}
    answer = house.client("npa_official").post(f"/case/{house.measure}/step/measure.plan/", form)
    assert answer.status_code == 302
    page = house.client("npa_official").get(f"/case/{house.measure}/").content.decode()
    assert "共同" not in page


def test_a_form_from_elsewhere_is_refused(house: House) -> None:
    """Without the token of our own page nothing is done, and the answer says so in the pages' own words."""
    client = house.client("npa_official", enforce_csrf_checks=True)
    answer = client.post(f"/case/{house.measure}/step/measure.plan/", {"act_of": "npa"})
    assert answer.status_code == 403
    assert "受け付けられない" in answer.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_host(house: House, settings: LazySettings, elsewhere: str) -> None:
    """Where to go on to is only ever a page of ours."""
    settings.DEMO = True
    answer = house.client().post("/signin/", {"demo": "npa_official", "next": elsewhere})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_one_click_signs_nobody_in_outside_a_demonstration(house: House, settings: LazySettings) -> None:
    """Without the demonstration there is neither a list of people nor a way in without a password."""
    settings.DEMO = False
    page = house.client().get("/signin/").content.decode()
    assert "npa_official" not in page
    client = house.client()
    assert client.post("/signin/", {"demo": "npa_official"}).status_code == 400
    assert client.get("/").status_code == 302


def test_nobody_acts_from_a_seat_that_is_not_theirs(house: House) -> None:
    """Choosing a seat by another person's appointment is answered like a page that does not exist."""
    assert house.client("nss_official").post("/acting/", {"seat": "case-x:1"}).status_code == 404


def test_every_answer_carries_the_headers(house: House) -> None:
    """Pages, refusals, redirects and absent pages alike carry policy, isolation and no-store."""
    client = house.client("npa_official")
    answers = [client.get("/"), client.get("/nowhere/"), house.client().get("/"), client.get("/signin/")]
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert not {"ETag", "Last-Modified"} & answer.headers.keys(), "a copy could be asked about"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_what_a_person_writes_is_never_markup(house: House) -> None:
    """A title or plan with tags is shown as text on every page that shows it."""
    script = "<script>alert(1)</script>"
    client = house.client("npa_official")
    sent = client.post(
        "/cases/measure/new/measure.open/", {"act_of": "npa", "field.title": script, "do": "send"}
    )
    for address in (sent.headers["Location"], "/cases/measure/", "/", "/record/"):
        content = client.get(address).content.decode()
        assert script not in content
        assert "&lt;script&gt;" in content, address


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\r\nSet-Cookie: x=1", "<svg onload=alert(1)>.csv"])
def test_a_hostile_file_name_is_kept_as_a_name_only(house: House, name: str) -> None:
    """A supplied file's name leads to no path, no header and no markup."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = house.client("npa_official")
    upload = SimpleUploadedFile("x.csv", b"type,value\nipv4,192.0.2.1\n")
    upload.name = name
    answer = client.post("/information/give/", {"act_of": "npa", "file": upload, "do": "give"}, follow=True)
    assert answer.status_code == 200
    assert "onload=alert(1)>" not in answer.content.decode()


def test_an_exercise_is_framed_on_every_page_and_shows_no_real_case(house: House) -> None:
    """From a seat in an exercise every page says so, and real cases are as if they were not there, and the reverse."""
    person = house.people["npa_official"]
    at = datetime.now(UTC) - timedelta(hours=1)
    realm = "exercise:spring"
    found_register([FirstAppointment(person.pk, "npa_official", at)], person.pk, at, "演", realm=realm)
    played = open_case(
        "measure.open", "npa", {"title": "演習の措置"}, person.pk, datetime.now(UTC), realm=realm
    )
    assert isinstance(played, Accepted)
    client = house.client("npa_official")
    assert client.get(f"/case/{played.entry.case}/").status_code == 404
    seats = re.findall(r'<option value="([^"]+)"[^>]*>【訓練】', client.get("/").content.decode())
    client.post("/acting/", {"seat": seats[0]})
    for name, address in _addresses(played.entry.case).items():
        if name in NOT_A_PAGE:
            continue
        content = client.get(address, follow=True).content.decode()
        assert 'class="exercise"' in content, name
        assert "極秘の措置" not in content, name
    assert client.get(f"/case/{house.measure}/").status_code == 404


def test_what_was_reviewed_is_what_is_recorded(house: House) -> None:
    """The hash of the intent on the review page is the hash of the intent in the entry, to the last bit."""
    client = house.client("npa_official")
    path = f"/case/{house.measure}/step/measure.plan/"
    reviewed = client.post(path, {"act_of": "npa", "field.text": "案", "do": "review"}).content.decode()
    shown = re.search(r'<code class="small">([0-9a-f]{64})</code>', reviewed)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', reviewed)
    fields = {
        name: value for name, value in hidden if name not in ("csrfmiddlewaretoken", "next", "language")
    }
    assert client.post(path, {**fields, "do": "send"}).status_code == 302
    assert shown is not None
    assert read_entries(house.measure)[-1].intent.hash == shown.group(1)


def test_trying_facts_on_a_case_asks_for_no_step_that_it_cannot_have(house: House) -> None:
    """Neither left out, nor the one that opened the case, nor another kind's ends in an error inside."""
    client = house.client("npa_official")
    page = f"/case/{house.measure}/try/"
    assert client.get(page).status_code == 200
    for step in ("measure.open", "register.appoint", "x"):
        assert client.get(page, {"step": step}).status_code == 404


FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
WRITTEN = re.compile(r"<textarea\b[^>]*>|<input\b[^>]*type=\"(?:text|search|date|datetime-local)\"[^>]*>")
WAYS_IN = {"sign-in", "lesser"}
"""Who they are may be kept by a person's own browser."""


def test_no_form_leaves_what_is_written_in_it_to_the_next_person_at_the_desk(house: House) -> None:
    """A browser offers again what was typed before, even into pages that are never cached: titles, names, words searched."""
    client, asked = house.client("npa_official"), set()
    for name, address in _addresses(house.measure).items():
        if name in WAYS_IN | {"sign-out"}:
            continue
        page = client.get(address, follow=True).content.decode()
        for opening, inside in FORM.findall(page):
            fields = WRITTEN.findall(inside)
            asked |= {name} if fields else set()
            kept = [field for field in fields if 'autocomplete="off"' not in opening + field]
            assert kept == [], name
    assert {"step", "deviation", "give", "objects", "reads"} <= asked
