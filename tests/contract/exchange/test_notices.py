"""A person is told by mail of a new device: sent over a real connection, tried again, told once, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from sekisho.exchange.notices import AGAIN, GIVE_UP, send_waiting
from sekisho.operations.people import set_mail
from sekisho.operations.sessions import Beginning, begin, confirm
from sekisho.records.models import Person, SignedIn

from .post_office import PostOffice, post_office

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def office(settings: LazySettings) -> Iterator[PostOffice]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with post_office() as made:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        yield made


@pytest.fixture
def person(db: None) -> Person:
    """Somebody with an address, seen on one device before."""
    made = Person.objects.create_user("aoki", name_ja="青木", name_en="Aoki")
    assert set_mail(made.pk, "aoki@example.jp")
    come(made, "old", NOW - timedelta(days=2))
    return made


def come(person: Person, device: str, now: datetime, agent: str = "Browser") -> None:
    begun: dict[str, Any] = {"way": "passkey", "agent": agent, "address": "192.0.2.5"}
    begin(Beginning(key=f"{device}{now}", person=person.pk, device=device, **begun), now)


def test_of_a_new_device_the_person_is_told_once_in_both_languages(
    office: PostOffice, person: Person
) -> None:
    come(person, "new", NOW)
    come(person, "old", NOW)
    assert [send_waiting(NOW), send_waiting(NOW + AGAIN)] == [1, 0]
    (letter,) = office.letters
    assert letter["To"] == "aoki@example.jp"
    said = letter.get_content()
    assert all(
        each in said
        for each in ("2026-10-05 12:00", "192.0.2.5", "初めての端末", "not seen before", "/mine/")
    )


def test_what_a_browser_calls_itself_adds_no_header_and_no_second_reader(
    office: PostOffice, person: Person
) -> None:
    come(person, "new", NOW, "x\r\nBcc: other@example.jp\r\n.\r\nRCPT TO:<other@example.jp>")
    assert send_waiting(NOW) == 1
    (letter,) = office.letters
    assert letter["Bcc"] is None
    assert "Bcc: other@example.jp" in letter.get_content()


@pytest.mark.parametrize("trouble", ["turned away", "nobody there"])
def test_what_could_not_be_sent_is_tried_again_and_not_at_every_look(
    office: PostOffice, person: Person, settings: LazySettings, trouble: str
) -> None:
    come(person, "new", NOW)
    office.closed = trouble == "turned away"
    settings.EMAIL_PORT = office.port if office.closed else 9
    assert send_waiting(NOW) == 0
    office.closed, settings.EMAIL_PORT = False, office.port
    assert send_waiting(NOW + AGAIN / 2) == 0
    assert send_waiting(NOW + AGAIN) == 1
    assert len(office.letters) == 1


def test_after_a_crash_between_taking_and_sending_the_notice_is_sent(
    office: PostOffice, person: Person
) -> None:
    come(person, "new", NOW)
    SignedIn.objects.filter(unfamiliar=True).update(tried_at=NOW)
    assert [send_waiting(NOW), send_waiting(NOW + AGAIN)] == [0, 1]


def test_nobody_is_told_without_an_address_of_what_they_confirmed_or_of_what_is_long_past(
    office: PostOffice, person: Person
) -> None:
    come(person, "new", NOW)
    assert send_waiting(NOW + GIVE_UP) == 0
    assert confirm(person.pk, SignedIn.objects.get(unfamiliar=True).pk, "another session")
    assert send_waiting(NOW) == 0
    come(person, "newer", NOW)
    assert set_mail(person.pk, "")
    assert send_waiting(NOW) == 0
    assert office.letters == []


@pytest.mark.parametrize("address", ["aoki", "a@b\r\nBcc: c@example.jp", "a@example.jp, b@example.jp"])
def test_what_is_no_address_is_not_kept(person: Person, address: str) -> None:
    assert not set_mail(person.pk, address)
    assert Person.objects.get(pk=person.pk).mail == "aoki@example.jp"
