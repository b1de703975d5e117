"""Long lists: every row is on some page, and whatever number an address asks for, a page answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text
from sekisho.web.paging import ROWS

CASES = ROWS + 3


@pytest.fixture
def client(db: None) -> Client:
    """An official with more open measures than a page of a list holds."""
    now = datetime.now(UTC)
    person = enrol("official", "official", Text("警察 係", "Police Official"))
    found_register([FirstAppointment(person, "npa_official", now - timedelta(days=1))], person, now, "試験")
    for number in range(CASES):
        given = {"title": f"措置{number}", "form": "own_action", "protects": "政府の計算機"}
        at = now - timedelta(minutes=CASES - number)
        outcome = open_case("measure.open", "npa", given, person, at)
        assert isinstance(outcome, Accepted), outcome
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client


def titles(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    shown = re.findall(r"措置\d+", answer.content.decode())
    return list(dict.fromkeys(shown))


def test_every_case_is_on_some_page_of_the_desk_the_list_and_the_record(client: Client) -> None:
    """What does not fit on the first page is on the next, once."""
    for address, name in (("/", "next"), ("/cases/measure/", "page"), ("/record/", "page")):
        first, second = titles(client, address), titles(client, f"{address}?{name}=2")
        assert len(first) >= ROWS - 2  # the record lists both entries of the register too
        assert {*first, *second} == {f"措置{n}" for n in range(CASES)}
        assert not {*first} & {*second}


def test_the_pages_of_a_list_lead_to_one_another(client: Client) -> None:
    """The first page leads to the second and the second back; the last leads no further."""
    first = client.get("/cases/measure/?q=a").content.decode()
    second = client.get("/cases/measure/?page=2").content.decode()
    assert 'href="?q=a&amp;page=2"' in first
    assert 'rel="prev"' not in first
    assert 'href="?page=1"' in second
    assert 'rel="next"' not in second


def test_a_page_that_is_no_number_or_does_not_exist_is_answered(client: Client) -> None:
    """A number too large shows an empty page, anything else the first; nothing breaks."""
    for asked in ("0", "-1", "x", "", "２", "9" * 40, "99999", "1.5"):
        assert client.get(f"/?duties={asked}&next={asked}").status_code == 200, asked
        assert client.get(f"/cases/measure/?page={asked}").status_code == 200, asked
