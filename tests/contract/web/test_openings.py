"""Which new cases a person is offered to open, on the real pack."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text


@pytest.fixture
def client(db: None) -> Client:
    """An official of the police at the pages."""
    now = datetime.now(UTC)
    person = enrol("official", "official", Text("警察 係", "Police Official"))
    found_register([FirstAppointment(person, "npa_official", now - timedelta(days=1))], person, now, "試験")
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client


def test_a_measure_is_offered_and_a_second_register_is_not(client: Client) -> None:
    """The desk offers what the office may open; the register that gave the person the seat is not opened again."""
    desk = client.get("/").content.decode()
    assert "/cases/measure/new/measure.open/" in desk
    assert "/cases/register/new/" not in desk
    assert "/cases/register/new/" not in client.get("/cases/register/").content.decode()


def test_giving_information_leads_to_the_page_for_files(client: Client) -> None:
    """The case of a supply is opened by the file handed over, not by a form without one."""
    answer = client.get("/cases/supply/new/supply.give/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/information/give/")
