"""The lesser ways in: each code counts once, guessing is bounded, and nobody is locked out by another's guesses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client

from sekisho.operations import lesser
from sekisho.operations.limits import PER_ADDRESS, PER_PERSON
from sekisho.records.models import Attempt, OneTimePassword, RecoveryCode
from sekisho.web.signin.entering import PASSKEY, SESSION_VERIFIED, SESSION_WAY

from .conftest import House

POST, SECRET = "npa_official", "JBSWY3DPEHPK3PXP" * 2


def password(after: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(datetime.now(UTC) + timedelta(seconds=30 * after))


@pytest.fixture
def codes(house: House) -> tuple[str, ...]:
    """One-time passwords set up a minute ago."""
    before = datetime.now(UTC) - timedelta(minutes=2)
    made = lesser.set_up(house.people[POST].pk, SECRET, pyotp.TOTP(SECRET).at(before), before)
    assert made is not None
    return made


def enter(code: str, recovery: str = "", client: Client | None = None, login: str = POST, **more: Any) -> int:
    client = client or Client(**more)
    sent = {"login": login, "code": code, "recovery": recovery}
    return int(client.post("/signin/lesser/", sent).status_code)


def test_neither_of_the_two_lets_in_alone_and_a_wrong_one_uses_up_nothing(
    house: House, codes: tuple[str, ...]
) -> None:
    """A stolen telephone, or a found paper, opens nothing (OWASP ASVS 5, 6.3.3)."""
    assert enter(password()) == 400
    assert enter("", codes[0]) == 400
    assert enter("000000", codes[0]) == 400
    assert enter(codes[0], codes[1]) == 400, "two of the same kind"
    assert enter(password(), password(1)) == 400
    assert lesser.unused_codes(house.people[POST].pk) == 10
    assert enter(password(), codes[0]) == 302, "and nothing was used up by trying"


def test_each_of_the_two_lets_in_once(house: House, codes: tuple[str, ...]) -> None:
    now = password()
    assert enter(now, f" {codes[0][:4].lower()}-{codes[0][4:]}") == 302, "however it is typed"
    assert enter(now, codes[1]) == 400, "the same password again"
    assert enter(password(-1), codes[1]) == 400, "nor one older than it"
    assert enter(password(1), codes[0]) == 400, "the same code again"
    assert enter(password(1), codes[1]) == 302, "a clock may be a step off"
    assert enter(password(5), codes[2]) == 400
    assert lesser.unused_codes(house.people[POST].pk) == 8


def test_the_two_belong_to_one_person(house: House, codes: tuple[str, ...]) -> None:
    before = datetime.now(UTC) - timedelta(minutes=2)
    other = lesser.set_up(house.people["nss_official"].pk, SECRET, pyotp.TOTP(SECRET).at(before), before)
    assert other is not None
    assert enter(password(), other[0]) == 400
    assert enter(password(), codes[0], login="nss_official") == 400
    assert enter(password(), codes[0]) == 302


def test_neither_secret_nor_code_stands_in_the_database(house: House, codes: tuple[str, ...]) -> None:
    assert SECRET.encode() not in bytes(OneTimePassword.objects.get().sealed)
    assert not set(codes) & set(RecoveryCode.objects.values_list("hash", flat=True))


def test_guessing_is_refused_unseen_after_so_many_and_the_right_one_then_too(
    house: House, codes: tuple[str, ...]
) -> None:
    guessed = [enter("000000", REMOTE_ADDR=f"192.0.2.{n}") for n in range(PER_PERSON)]
    assert guessed == [400] * PER_PERSON
    assert enter(password(), codes[0], REMOTE_ADDR="192.0.2.99") == 429, "from anywhere"
    assert enter("000000", login="nss_official") == 400, "another person is not touched"
    Attempt.objects.update(made_at=datetime.now(UTC) - timedelta(minutes=15))
    assert enter(password(), codes[0]) == 302


def test_a_flood_from_one_address_is_bounded_and_keeps_out_no_device_that_is_known(
    house: House, codes: tuple[str, ...]
) -> None:
    """Behind a shared address the guessing of one does not shut the door on a colleague's own device."""
    known = Client()
    assert enter(password(), codes[0], known) == 302
    known.post("/signout/")
    answers = [enter("000000", login=f"nobody{n}") for n in range(PER_ADDRESS + 5)]
    assert answers == [400] * PER_ADDRESS + [429] * 5
    assert enter(password(1), codes[1]) == 429, "an unknown device at that address waits"
    assert enter(password(1), codes[1], known) == 302
    assert Attempt.objects.count() <= 2 * PER_ADDRESS + 5


def test_wrong_persons_and_wrong_codes_are_told_alike(house: House, codes: tuple[str, ...]) -> None:
    pages = []
    for login in (POST, "nobody"):
        answer = Client().post("/signin/lesser/", {"login": login, "code": "000000", "recovery": "A"})
        text = answer.content.decode().replace(login, "…")
        pages.append((answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)))
    assert pages[0] == pages[1]


def test_a_lesser_way_gives_no_power_over_the_account(house: House, codes: tuple[str, ...]) -> None:
    """Who came in by it neither sets up nor adds anything, until verified by passkey."""
    client = Client()
    assert enter(password(), codes[0], client) == 302
    assert client.get("/mine/totp/").headers["Location"].startswith("/mine/verify/")
    assert client.post("/mine/totp/", {"do": "remove"}).headers["Location"].startswith("/mine/verify/")
    assert lesser.known(house.people[POST].pk) is not None
    assert client.post("/mine/passkey/", {"answer": "{}"}).status_code == 400


def test_setting_up_needs_the_apps_own_code_and_shows_the_codes_once(house: House) -> None:
    client = house.client(POST)
    session = client.session
    session[SESSION_WAY], session[SESSION_VERIFIED] = PASSKEY, datetime.now(UTC).isoformat()
    session.save()
    shown = client.get("/mine/totp/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", shown)
    assert secret is not None
    square = client.get("/mine/totp/square.svg")
    assert square.headers["Content-Type"] == "image/svg+xml"
    assert secret.group(1).encode() not in square.content
    assert client.post("/mine/totp/", {"code": "000000"}).status_code == 400
    done = client.post("/mine/totp/", {"code": pyotp.TOTP(secret.group(1)).now()}).content.decode()
    assert len(re.findall(r"<li><code>[A-Z2-7]{16}</code>", done)) == 10
    assert client.get("/mine/totp/square.svg").status_code == 404
    assert "<li><code>" not in client.get("/mine/totp/").content.decode()


def test_enrolment_codes_cannot_be_guessed_without_end(house: House) -> None:
    answers = [Client().post("/signin/enrol/", {"code": f"A{n}"}) for n in range(PER_ADDRESS + 1)]
    assert ["誤りが続いた" in each.content.decode() for each in answers] == [False] * PER_ADDRESS + [True]
