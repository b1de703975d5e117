"""OpenID Connect against a real provider, and against one that misbehaves in every way that the protocol has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from django.conf import LazySettings
from django.test import Client

from sekisho.exchange.identity import KEYS_AGAIN, SKEW, Asking, Provider, Unreachable, Untrusted
from sekisho.operations.people import bind_subject
from sekisho.records.models import Person, SignedIn

from .provider import Misbehaving, misbehaving

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BACK = "http://localhost:8000/signin/identity/back/"


@pytest.fixture
def other() -> Iterator[Misbehaving]:
    with misbehaving() as provider:
        yield provider


def client_of(other: Misbehaving) -> Provider:
    return Provider(other.issuer, "sekisho", "secret", BACK)


def asked(other: Misbehaving, provider: Provider, now: datetime = NOW) -> Asking:
    """A request, and the claims of an honest answer to it."""
    asking = provider.ask(now)
    other.authorize(asking.url)
    at = int(now.timestamp())
    honest = {"iss": other.issuer, "aud": "sekisho", "sub": "u-1", "iat": at, "exp": at + 300}
    other.claims = {**honest, "nonce": asking.nonce}
    return asking


def test_an_honest_answer_identifies_its_subject(other: Misbehaving) -> None:
    provider = client_of(other)
    asking = asked(other, provider)
    assert provider.identify(asking, asking.state, "code", NOW) == "u-1"


def change(**claims: Any) -> Callable[[Misbehaving], None]:
    def set_wrong(other: Misbehaving) -> None:
        other.claims = {name: v for name, v in {**other.claims, **claims}.items() if v is not None}

    return set_wrong


AT = int(NOW.timestamp())
BEYOND = int(SKEW.total_seconds()) + 1
WRONG: dict[str, Callable[[Misbehaving], None]] = {
    "another issuer": change(iss="https://elsewhere.example"),
    "another audience": change(aud="another"),
    "no audience": change(aud=None),
    "several audiences without a party": change(aud=["sekisho", "another"]),
    "several audiences, another party": change(aud=["sekisho", "another"], azp="another"),
    "another nonce": change(nonce="x"),
    "no nonce": change(nonce=None),
    "expired": change(exp=AT - BEYOND),
    "never expires": change(exp=None),
    "issued in the future": change(iat=AT + BEYOND),
    "not valid yet": change(nbf=AT + BEYOND),
    "valid from a time that is none": change(nbf="tomorrow"),
    "a time that is none": change(exp="tomorrow"),
    "nobody": change(sub=""),
    "no subject": change(sub=None),
    "a subject that is a number": change(sub=1),
    "not signed": lambda other: other.header.update(alg="none"),
    "signed with the public key as a secret": Misbehaving.shared_secret,
    "signed with a key that is not published": lambda other: (
        other.rotate(),
        other.keys.clear(),
    )[0],
    "no token": lambda other: setattr(other, "token", "x.y.z"),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_answer_that_does_not_hold_identifies_nobody(other: Misbehaving, what: str) -> None:
    provider = client_of(other)
    asking = asked(other, provider)
    WRONG[what](other)
    with pytest.raises(Untrusted):
        provider.identify(asking, asking.state, "code", NOW)


@pytest.mark.parametrize("claims", [{"exp": AT - BEYOND + 2}, {"iat": AT + BEYOND - 1}])
def test_a_clock_that_is_a_little_off_is_borne_with(other: Misbehaving, claims: dict[str, int]) -> None:
    provider = client_of(other)
    asking = asked(other, provider)
    other.claims |= claims
    assert provider.identify(asking, asking.state, "code", NOW) == "u-1"


def test_a_key_that_was_rotated_is_fetched_and_not_more_often_than_it_may_be(other: Misbehaving) -> None:
    provider = client_of(other)
    asking = asked(other, provider)
    provider.identify(asking, asking.state, "code", NOW)
    other.rotate()
    soon, later = NOW + timedelta(seconds=1), NOW + KEYS_AGAIN + timedelta(seconds=1)
    asking = asked(other, provider, soon)
    with pytest.raises(Untrusted):
        provider.identify(asking, asking.state, "code", soon)
    assert other.served_keys == 1, "whoever sends forged tokens cannot make us ask without end"
    asking = asked(other, provider, later)
    assert provider.identify(asking, asking.state, "code", later) == "u-1"
    assert other.served_keys == 2


def test_a_token_is_good_for_one_request_only(other: Misbehaving) -> None:
    provider = client_of(other)
    first = asked(other, provider)
    other.token = other.signed()
    assert provider.identify(first, first.state, "code", NOW) == "u-1"
    second = provider.ask(NOW)
    other.authorize(second.url)
    with pytest.raises(Untrusted, match="nonce"):
        provider.identify(second, second.state, "code", NOW)


def test_a_code_without_our_verifier_or_a_state_that_is_not_ours_is_worth_nothing(other: Misbehaving) -> None:
    provider = client_of(other)
    asking = asked(other, provider)
    with pytest.raises(Untrusted, match="state"):
        provider.identify(asking, "x", "code", NOW)
    stolen = Asking(asking.url, asking.state, asking.nonce, "x" * 43)
    with pytest.raises(Untrusted, match="id_token"):
        provider.identify(stolen, asking.state, "code", NOW)


def test_a_provider_under_another_name_is_not_the_one(other: Misbehaving) -> None:
    other.says_issuer = "https://elsewhere.example"
    with pytest.raises(Untrusted, match="issuer"):
        client_of(other).ask(NOW)


def test_a_provider_without_tls_is_refused_before_it_is_asked() -> None:
    with pytest.raises(Untrusted, match="TLS"):
        Provider("http://provider.example", "sekisho", "secret", BACK).ask(NOW)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_provider_that_does_not_answer_as_one_is_unreachable(other: Misbehaving, status: int) -> None:
    other.status = status
    with pytest.raises(Unreachable):
        client_of(other).ask(NOW)


# ── The whole way, through the pages and a real provider ─────────────────────


@pytest.fixture
def real(settings: LazySettings) -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
        settings.OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.OIDC_CLIENT, settings.OIDC_SECRET = "sekisho", "secret"
        yield settings.OIDC_ISSUER


def sent_back(client: Client, subject: str) -> dict[str, str]:
    """Go to the provider, say there who one is, and return what one comes back with."""
    away = client.get("/signin/identity/")
    assert away.status_code == 302
    answer = httpx.post(away.headers["Location"], data={"sub": subject})
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


@pytest.mark.django_db
def test_a_person_bound_to_a_subject_signs_in_and_is_marked_so(real: str) -> None:
    person = Person.objects.create_user("sato", name_ja="佐藤", name_en="Sato")
    assert bind_subject(person.pk, real, "u-7", "管理者", datetime.now(UTC))
    client = Client()
    back = client.get("/signin/identity/back/", sent_back(client, "u-7"))
    assert (back.status_code, back.headers["Location"]) == (302, "/")
    session = SignedIn.objects.get()
    assert (session.person, session.way) == (person, "oidc")


@pytest.mark.django_db
def test_whom_nobody_bound_stays_outside_and_an_answer_serves_once(real: str) -> None:
    client = Client()
    answer = sent_back(client, "stranger")
    assert client.get("/signin/identity/back/", answer).status_code == 403
    assert client.get("/signin/identity/back/", answer).status_code == 403
    assert not SignedIn.objects.exists()
    elsewhere = Client()
    assert elsewhere.get("/signin/identity/back/", sent_back(client, "u-7")).status_code == 403


@pytest.mark.django_db
def test_a_subject_is_one_person_only(real: str) -> None:
    people = [Person.objects.create_user(each, name_ja=each, name_en=each) for each in ("a", "b")]
    results = [bind_subject(each.pk, real, "u-7", "管理者", datetime.now(UTC)) for each in people]
    assert results == [True, False]


@pytest.mark.django_db
def test_without_a_provider_the_pages_are_not_there() -> None:
    assert Client().get("/signin/identity/").status_code == 404
