"""Attempts by the ways that every web application is tried: sessions, headers, injection, errors that tell too much."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.conf import settings as present
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.records import models
from sekisho.records.entries import read_entries
from sekisho.records.models import Entry, IntelObject

from .conftest import House

KEPT_IN_BROWSER = {"sessionid", "csrftoken", "django_language"}
PLACES = ("/", "/cases/measure/", "/information/", "/candidates/", "/rules/", "/record/")


def session_of(client: Client) -> str:
    return client.cookies[present.SESSION_COOKIE_NAME].value


def with_session(key: str) -> Client:
    client = Client()
    client.cookies[present.SESSION_COOKIE_NAME] = key
    return client


def signed_out(client: Client) -> bool:
    answer = client.get("/")
    return answer.status_code == 302 and answer.headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("key", ["a" * 32, "../../etc/passwd", "x' OR '1'='1", ""])
def test_a_forged_session_is_nobodys(house: House, key: str) -> None:
    """A key that the server has not made signs nobody in."""
    assert signed_out(with_session(key))


def test_an_expired_session_is_nobodys(house: House) -> None:
    """When its time is over a session ends, whatever the browser still sends."""
    client = house.client("npa_official")
    key = session_of(client)
    assert not signed_out(with_session(key))
    store = import_module(present.SESSION_ENGINE).SessionStore.get_model_class()
    store.objects.filter(session_key=key).update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    assert signed_out(with_session(key))


def test_a_session_that_was_signed_out_is_dead(house: House) -> None:
    """The key is of no use to who has copied it."""
    client = house.client("npa_official")
    key = session_of(client)
    client.post("/signout/")
    assert signed_out(with_session(key))


def test_signing_in_makes_a_new_session(house: House, settings: LazySettings) -> None:
    """A session that somebody else planted before is not the one that the person works in."""
    settings.DEMO = True
    client = house.client()
    client.get("/signin/")
    client.session.save()
    planted = client.session.session_key
    client.post("/signin/", {"demo": "npa_official"})
    assert session_of(client) != planted


def test_a_closed_account_has_no_session(house: House) -> None:
    """From the next request on."""
    client = house.client("npa_official")
    models.Person.objects.filter(login="npa_official").update(is_active=False)
    assert signed_out(client)


def test_only_session_token_and_language_are_kept_in_the_browser(house: House) -> None:
    """The session is out of reach of scripts, and no cookie goes along with requests that others cause."""
    client = house.client("npa_official")
    for place in PLACES:
        client.get(place)
    client.post("/language/", {"language": "en", "next": "/"})
    assert set(client.cookies) <= KEPT_IN_BROWSER
    assert client.cookies[present.CSRF_COOKIE_NAME]["samesite"] == "Lax"
    assert present.SESSION_COOKIE_SAMESITE == "Lax"
    assert present.SESSION_COOKIE_HTTPONLY
    assert present.CSRF_COOKIE_HTTPONLY


def test_no_other_origin_is_let_in(house: House) -> None:
    """No answer names an origin that may read it, and every one says not to guess what it is."""
    client = house.client("npa_official")
    for place in PLACES:
        answer = client.get(place, headers={"origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_looking_changes_nothing(house: House) -> None:
    """However a page is asked for without a form, with whatever in its address, nothing is entered."""
    before = Entry.objects.count()
    client = house.client("npa_official")
    query = {"act_of": "npa", "field.text": "計画", "do": "send", "what": "x"}
    for place in (
        *PLACES,
        f"/case/{house.measure}/step/measure.plan/",
        f"/case/{house.measure}/deviation/",
        "/information/give/",
    ):
        client.get(place, query)
        client.head(place, query)
        client.generic("TRACE", place)
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "title", ["{{ 7|add:7 }}", "{% debug %}", "%(secret)s %n", "{0.__class__}", "${7*7}"]
)
def test_what_a_person_writes_is_never_a_template_or_a_format(house: House, title: str) -> None:
    """A title with the words of template languages is shown letter by letter."""
    client = house.client("npa_official")
    form = {"act_of": "npa", "field.title": title, "do": "send"}
    sent = client.post("/cases/measure/new/measure.open/", form)
    shown = client.get(sent.headers["Location"]).content.decode()
    assert title.replace("'", "&#x27;") in shown


def test_of_a_field_sent_twice_one_value_is_taken(house: House) -> None:
    """The last one, and never both at once."""
    client = house.client("npa_official")
    form = {"act_of": ["nss", "npa"], "field.text": ["first", "second"], "do": "send"}
    assert client.post(f"/case/{house.measure}/step/measure.plan/", form).status_code == 302
    entry = read_entries(house.measure)[-1]
    assert (entry.intent.act_of, entry.intent.particulars["text"]) == ("npa", "second")


@pytest.mark.parametrize(
    "value", ["\x00", "%00", "\r\nSet-Cookie: x=1", "a" * 20000, "'; DROP TABLE records_entry; --"]
)
def test_hostile_words_are_answered_and_set_no_header(house: House, value: str) -> None:
    """Nothing that is written into a search, a form or an address becomes an error of ours or a header."""
    client = house.client("npa_official", raise_request_exception=False)
    answers = [
        client.post("/information/objects/", {"q": value}, follow=True),
        client.get(f"/case/{house.measure}/step/measure.plan/", {"field.text": value}),
        client.post(
            f"/case/{house.measure}/step/measure.plan/",
            {"act_of": value, "field.text": value, "do": "review"},
        ),
        client.post(f"/case/{house.measure}/deviation/", {"what": value, "act_of": value}),
        client.post(f"/case/{house.measure}/deviation/", {"what": value, "act_of": value, "do": "send"}),
        client.post("/acting/", {"seat": value}),
        client.post("/signin/", {"login": value, "password": value}),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert all("x" not in answer.cookies for answer in answers)


@pytest.mark.parametrize(
    "place", ["/admin/", "/static/", "/static/../settings.py", "/.git/config", "/media/", "/debug/"]
)
def test_nothing_but_our_pages_is_there(house: House, place: str) -> None:
    """No administration of the framework, no listing of a folder, no file that is not one of ours to show."""
    answer = house.client("npa_official").get(place)
    assert answer.status_code == 404
    assert b"SECRET_KEY" not in answer.content


def test_there_is_no_superuser_and_no_administration_of_the_framework() -> None:
    """Who runs the system has no way to content: neither a flag on an account nor pages made for that."""
    fields = {field.name for field in models.Person._meta.get_fields()}
    assert not fields & {"is_staff", "is_superuser", "user_permissions", "groups"}
    assert not apps.is_installed("django.contrib.admin")
    assert not present.DEBUG


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.csv", b"<html><script>alert(1)</script></html>"),
        ("list.csv", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        (
            "bundle.json",
            b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        ),
        ("list.csv", b"PK\x03\x04" + b"\x00" * 64),
        ("list.csv", b"MZ\x90\x00" + b"\x00" * 64),
    ],
)
def test_active_content_is_not_taken_for_information(house: House, name: str, content: bytes) -> None:
    """A file is what its content is: pages, images with scripts, XML with entities, archives and programs are refused."""
    before = IntelObject.objects.count()
    client = house.client("npa_official", raise_request_exception=False)
    upload = SimpleUploadedFile(name, content)
    answer = client.post("/information/give/", {"act_of": "npa", "file": upload, "do": "give"}, follow=True)
    assert answer.status_code in (200, 422)
    assert IntelObject.objects.count() == before
    assert b"root:" not in answer.content
    assert b"<script>alert(1)" not in answer.content


def test_no_secret_reaches_a_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Passwords, session keys and tokens of forms are in no line, and a line cannot be broken in two from outside."""
    with caplog.at_level(logging.DEBUG):
        client = house.client("npa_official", raise_request_exception=False)
        client.post("/signin/", {"login": "npa_official", "password": "pa55-w0rd-of-mine"})
        client.get("/nowhere/%0d%0aFORGED%20line/")
        client.get("/")
        key = session_of(client) if present.SESSION_COOKIE_NAME in client.cookies else "none-at-all"
    written = [record.getMessage() for record in caplog.records]
    assert not [line for line in written if "pa55-w0rd-of-mine" in line or key in line]
    assert not [line for line in written if line.startswith("FORGED") or "\nFORGED" in line]
