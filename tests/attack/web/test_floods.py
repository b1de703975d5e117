"""What cannot be guessed is limited too, so that nobody keeps the machine busy; no known device, no token waits for others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from sekisho.operations.limits import (
    PER_ADDRESS,
    PER_DESK,
    PER_PLACE,
    PER_TOKEN,
    WINDOW,
    begin_attempt,
    flood,
)
from sekisho.operations.sessions import Beginning, begin
from sekisho.operations.tokens import issue
from sekisho.records.models import Attempt
from sekisho.web.signin.ceremony import SESSION_CHALLENGE, VALID, take_challenge
from sekisho.web.signin.lasting import DEVICE_COOKIE

from .conftest import House

HERE, ELSEWHERE = "127.0.0.1", "192.0.2.7"


def spent(what: str, place: str, limit: int) -> None:
    """As many attempts as there may be were made from a place."""
    now = datetime.now(UTC)
    for _ in range(limit):
        assert begin_attempt(flood(what, place, limit), now) is not None


def asked(client: Client, **more: str) -> int:
    return int(client.post("/signin/passkey/", **more).status_code)


def test_challenges_are_drawn_so_often_for_an_address_and_then_no_session_is_made(house: House) -> None:
    spent("passkey", f"address {HERE}", PER_PLACE - 1)
    assert asked(Client()) == 200
    refused = Client()
    answer = refused.post("/signin/passkey/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(int(WINDOW.total_seconds())))
    assert not refused.cookies, "a flood fills no table of sessions"
    assert asked(Client(), REMOTE_ADDR=ELSEWHERE) == 200
    Attempt.objects.update(made_at=datetime.now(UTC) - WINDOW)
    assert asked(Client()) == 200


def test_a_device_that_is_known_waits_for_nobody(house: House) -> None:
    person, known = house.people["npa_official"].pk, Client()
    begun = {"way": "passkey", "device": "a known one", "agent": "", "address": ELSEWHERE}
    begin(Beginning(key="session", person=person, **begun), datetime.now(UTC))
    known.cookies[DEVICE_COOKIE] = "a known one"
    spent("passkey", f"address {HERE}", PER_PLACE)
    assert asked(known) == 200
    stranger = Client()
    stranger.cookies[DEVICE_COOKIE] = "made up"
    assert asked(stranger) == 429


def test_rounds_to_the_identity_provider_are_limited(house: House, settings: LazySettings) -> None:
    """Where there were too many, the provider is not even asked (here it would not answer)."""
    settings.OIDC_ISSUER = "https://127.0.0.1:9"
    spent("identity", f"address {HERE}", PER_PLACE - 1)
    assert Client().get("/signin/identity/").status_code == 403
    answer = Client().get("/signin/identity/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_wrong_tokens_are_limited_by_address_and_keep_no_right_one_out(house: House, address: str) -> None:
    spent("token", f"address {HERE}", PER_PLACE)
    person = house.people["npa_official"].pk
    token = issue("feed", person, "npa", ["intake"], "x", datetime.now(UTC), timedelta(days=1))

    def give(shown: str) -> int:
        headers = {"Authorization": f"Bearer {shown}"}
        sent = Client().post("/api/intake/a.csv", b"x", "text/csv", headers=headers, REMOTE_ADDR=address)
        return int(sent.status_code)

    assert give("sekisho_x_y") == (429 if address == HERE else 401)
    assert give(token) in (201, 422)


def test_one_token_hands_over_so_much_and_no_more(house: House) -> None:
    person, now = house.people["npa_official"].pk, datetime.now(UTC)
    token = issue("feed", person, "npa", ["intake"], "x", now, timedelta(days=1))
    spent("handed over", token.split("_")[1], PER_TOKEN)
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().post("/api/intake/a.csv", b"x", "text/csv", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


def test_guessing_stays_bounded_more_tightly() -> None:
    assert PER_ADDRESS < PER_PLACE


def test_one_person_sends_so_many_forms_and_reads_on(house: House) -> None:
    """They are told when to come back, in both languages; others go on, and so does reading."""
    client = house.client("npa_official")
    spent("desk", f"person {house.people['npa_official'].pk}", PER_DESK)
    answer = client.post("/acting/", {"seat": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(int(WINDOW.total_seconds())))
    assert "送信が多すぎる" in answer.content.decode()
    assert client.get("/").status_code == 200
    assert house.client("nss_official").post("/acting/", {"seat": "x"}).status_code == 404


def test_of_two_answers_to_one_challenge_at_once_one_counts(house: House) -> None:
    """Both found the challenge in the session, as two processes do that read it before either has written."""
    session = {SESSION_CHALLENGE: ["entering", "ab" * 32, (datetime.now(UTC) + VALID).isoformat(), ""]}
    requests = [RequestFactory().post("/signin/") for _ in range(2)]
    for request in requests:
        request.session = dict(session)
    taken = [take_challenge(request, "entering") for request in requests]
    assert taken == [(bytes.fromhex("ab" * 32), ""), None]
