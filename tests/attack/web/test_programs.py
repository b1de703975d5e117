"""Programs: a token is good for what it was issued for, while it lasts, and is nowhere but with its program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from sekisho.operations.tokens import end, issue
from sekisho.records.models import Token

from .conftest import House

FILE = (Path(__file__).parents[2] / "browser" / "indicators.csv").read_bytes()


def token(house: House, office: str = "npa", now: datetime | None = None, **more: Any) -> str:
    person = house.people["npa_official"].pk
    given = {"scopes": ["intake"], "valid": timedelta(days=1), **more}
    return issue("feed", person, office, issued_by="管理者", now=now or datetime.now(UTC), **given)


def give(shown: str | None, client: Client | None = None, body: bytes = FILE) -> Any:
    headers = {"Authorization": shown} if shown is not None else {}
    return (client or Client(enforce_csrf_checks=True)).post(
        "/api/intake/indicators.csv", body, content_type="text/csv", headers=headers
    )


def test_a_program_hands_information_over_and_gets_a_receipt(house: House) -> None:
    answer = give(f"Bearer {token(house)}")
    assert answer.status_code == 201
    assert answer.json()["batch"].startswith("batch-")
    assert {item["outcome"] for item in answer.json()["items"]} == {"taken"}
    assert Token.objects.get().used_at is not None


def test_a_file_that_cannot_be_read_comes_back_with_all_findings(house: House) -> None:
    answer = give(f"Bearer {token(house)}", body=b"\xff\xfe\x00nothing")
    assert answer.status_code == 422
    assert answer.json()["findings"]


def test_what_the_gate_refuses_the_token_cannot_do(house: House) -> None:
    """The office's own person answers for it: a token for another office is worth nothing."""
    assert give(f"Bearer {token(house, 'nss')}").status_code in (403, 422)


@pytest.mark.parametrize(
    "shown", [None, "", "Bearer ", "Bearer sekisho__", "Bearer x", "Basic eDp5", "Bearer \u3042"]
)
def test_without_a_token_nothing_is_taken(house: House, shown: str | None) -> None:
    token(house)
    assert give(shown.encode().decode("latin-1") if shown else shown).status_code == 401


def test_an_ended_expired_or_changed_token_is_none(house: House) -> None:
    good = token(house)
    assert end(good.split("_")[1], datetime.now(UTC))
    old = token(house, now=datetime.now(UTC) - timedelta(days=2))
    whole = token(house)
    for shown in (good, old, whole[:-1], f"{whole}x", whole.replace("sekisho", "other"), whole.upper()):
        assert give(f"Bearer {shown}").status_code == 401, shown
    assert give(f"Bearer {whole}").status_code == 201


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_form_is_turned_back_with_words(house: House, kind: str) -> None:
    """The body is the file itself; a form would be read as one before anybody asks for the file."""
    headers = {"Authorization": f"Bearer {token(house)}"}
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/api/intake/a.csv", b"--x--", content_type=kind, headers=headers)
    assert answer.status_code == 415
    assert "the file itself" in answer.content.decode()


def test_a_session_is_no_token(house: House) -> None:
    """Another site's page cannot have a person's browser hand anything over."""
    assert give(None, house.client("npa_official")).status_code == 401


def test_only_a_hash_is_kept(house: House) -> None:
    shown = token(house)
    row = Token.objects.get()
    assert shown not in str(Token.objects.values().get())
    assert shown.split("_")[1] == row.prefix


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"scopes": ["all"]}, {"valid": timedelta(days=400)}])
def test_no_token_is_issued_for_everything_or_for_ever(house: House, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="scopes are among"):
        token(house, **wrong)


def test_what_comes_in_clear_is_refused_unread_and_sent_nowhere(house: House, settings: LazySettings) -> None:
    """Behind TLS a program that forgot it is told so; a redirection would have it send its token in clear each time."""
    settings.HTTPS, settings.SECURE_SSL_REDIRECT = True, True
    good = f"Bearer {token(house)}"
    answer = give(good)
    assert (answer.status_code, "Location" in answer.headers) == (403, False)
    assert Token.objects.get().used_at is None
    headers = {"Authorization": good}
    over_tls = Client().post("/api/intake/i.csv", FILE, content_type="text/csv", headers=headers, secure=True)
    assert over_tls.status_code == 201
    assert Client().get("/signin/").status_code == 301
