"""Passwords are the demonstration's own way in; a real installation has none."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from sekisho.operations.people import enrol, share_password
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

SHARED = "a word for all"


@pytest.fixture
def cast(db: None, settings: LazySettings) -> None:
    """Two players of a demonstration who share a password, and somebody who has none."""
    settings.SECURE_SSL_REDIRECT = False
    for login in ("one", "two", "other"):
        enrol(login, login, Text("係", "Official"))
    at = parse_time("2026-10-05T12:00:00+09:00")
    found_register([FirstAppointment("one", "cas_official", at)], "one", at, "第1号")
    share_password(("one", "two"), SHARED)


def entered(login: str, password: str) -> bool:
    client = Client()
    client.post("/signin/", {"login": login, "password": password})
    return "_auth_user_id" in client.session


def test_in_a_demonstration_its_people_enter_with_the_shared_password(
    cast: None, settings: LazySettings
) -> None:
    settings.DEMO = True
    assert entered("one", SHARED)
    assert entered("two", SHARED)
    assert not entered("one", "another word")
    assert not entered("other", SHARED)
    assert not entered("other", "")


def test_a_real_installation_lets_nobody_in_by_password(cast: None, settings: LazySettings) -> None:
    settings.DEMO = False
    assert not entered("one", SHARED)
