"""Tokens are made, listed and ended by who may give information for the office, verified by passkey just now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.operations.tokens import authenticate, issue
from sekisho.records.models import Token
from sekisho.web.signin.entering import PASSKEY, SESSION_VERIFIED, SESSION_WAY

from .conftest import House

PAGE = "/information/programs/"
GIVEN = {"do": "issue", "name": "検知の提供", "office": "npa", "scope": "intake", "days": "30"}


def verified(house: House, post: str = "npa_official") -> Client:
    client = house.client(post)
    session = client.session
    session[SESSION_WAY], session[SESSION_VERIFIED] = PASSKEY, datetime.now(UTC).isoformat()
    session.save()
    return client


def made(client: Client, **other: Any) -> str:
    shown = re.search(r"<code>(sekisho_[^<]+)</code>", client.post(PAGE, {**GIVEN, **other}).content.decode())
    assert shown is not None
    return unescape(shown.group(1))


def test_a_token_is_shown_once_is_good_for_what_it_says_and_is_listed_without_its_secret(
    house: House,
) -> None:
    client = verified(house)
    token = made(client)
    now = datetime.now(UTC)
    row = authenticate(token, "intake", now)
    assert row is not None
    assert (row.person_id, row.office, row.issued_by) == (
        house.people["npa_official"].pk,
        "npa",
        "npa_official",
    )
    assert timedelta(days=29) < row.expires_at - now < timedelta(days=30)
    listed = client.get(PAGE).content.decode()
    assert token not in listed
    assert row.prefix in listed
    assert "検知の提供" in listed


def test_from_an_exercise_nobody_lists_or_ends_real_tokens(house: House) -> None:
    """The offices of an exercise bear the names of the real ones."""
    client, person = verified(house), house.people["npa_official"]
    made(client)
    at, realm = datetime.now(UTC) - timedelta(hours=1), "exercise:spring"
    found_register([FirstAppointment(person.pk, "npa_official", at)], person.pk, at, "演", realm=realm)
    seats = re.findall(r'<option value="([^"]+)"[^>]*>【訓練】', client.get("/").content.decode())
    client.post("/acting/", {"seat": seats[0]})
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"do": "end", "token": Token.objects.get().prefix}).status_code == 404
    assert Token.objects.get().ended_at is None


def test_it_is_ended_at_once_and_once(house: House) -> None:
    client = verified(house)
    token = made(client)
    sent = {"do": "end", "token": Token.objects.get().prefix}
    assert client.post(PAGE, sent).status_code == 302
    assert authenticate(token, "intake", datetime.now(UTC)) is None
    assert client.post(PAGE, sent).status_code == 404
    assert "失効" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("do", ["issue", "end"])
def test_nobody_issues_or_ends_one_at_a_desk_that_was_left(house: House, do: str) -> None:
    kept = issue(
        "feed", house.people["npa_official"].pk, "npa", ["intake"], "x", datetime.now(UTC), timedelta(1)
    )
    answer = house.client("npa_official").post(PAGE, {**GIVEN, "do": do, "token": kept.split("_")[1]})
    assert answer.headers["Location"].startswith("/mine/verify/")
    assert Token.objects.filter(ended_at=None).count() == 1


def test_another_offices_tokens_are_neither_seen_nor_ended(house: House) -> None:
    token = made(verified(house))
    prefix = Token.objects.get().prefix
    other = verified(house, "nss_official")
    assert other.get(PAGE).status_code == 404, "who gives no information has no such page"
    assert other.post(PAGE, {"do": "end", "token": prefix}).status_code == 404
    assert authenticate(token, "intake", datetime.now(UTC)) is not None


@pytest.mark.parametrize(
    ("sent", "places"),
    [
        ({"name": " "}, ["name"]),
        ({"office": "nss"}, ["office"]),
        ({"scope": "everything"}, ["scope"]),
        ({"days": "367"}, ["days"]),
        ({"name": "x" * 65, "office": "", "scope": "", "days": "１"}, ["name", "office", "scope", "days"]),
    ],
)
def test_every_defect_is_named_at_once_and_nothing_is_issued(
    house: House, sent: dict[str, str], places: list[str]
) -> None:
    answer = verified(house).post(PAGE, {**GIVEN, **sent})
    assert answer.status_code == 422
    assert [each.place for each in answer.context["findings"]] == places
    assert not Token.objects.exists()
