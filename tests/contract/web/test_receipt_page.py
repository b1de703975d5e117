"""The page of a receipt: what was rejected stands on top, everything is counted, and long ones have pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text
from sekisho.web.paging import ROWS

TAKEN = ROWS + 5
WRONG = "address-that-is-none"


@pytest.fixture
def receipt(db: None) -> tuple[Client, str]:
    """An official, and the address of the receipt of a table whose last line is no address."""
    now = datetime.now(UTC)
    person = enrol("official", "official", Text("警察 係", "Police Official"))
    found_register([FirstAppointment(person, "npa_official", now - timedelta(days=1))], person, now, "試験")
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    lines = [f"ipv4,192.0.2.{n}" for n in range(1, TAKEN + 1)]
    text = "\n".join(["type,value", *lines, f"ipv4,{WRONG}", ""])
    given = {"act_of": "npa", "text": text, "format": "csv", "do": "give"}
    answer = client.post("/information/give/", given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client, answer["Location"]


def test_what_was_rejected_stands_first_and_all_is_counted(receipt: tuple[Client, str]) -> None:
    """The line that has to be put right is not to be looked for behind all that was taken."""
    client, address = receipt
    page = client.get(address).content.decode()
    table = page[page.index("<tbody>") :]
    assert table.index("受け付けない") < table.index("受け付けた")
    assert f"受け付けた {TAKEN}" in page
    assert "受け付けない 1" in page


def test_every_line_of_a_long_receipt_is_on_some_page(receipt: tuple[Client, str]) -> None:
    """A page holds so many lines, and the next those that are left."""
    client, address = receipt
    pages = [client.get(f"{address}?page={n}").content.decode() for n in (1, 2)]
    assert [page.count("<tr>") - 1 for page in pages] == [ROWS, TAKEN + 1 - ROWS]


def test_the_case_that_it_is_recorded_in_is_called_by_its_title(receipt: tuple[Client, str]) -> None:
    """No id stands where a reader looks for a name."""
    client, address = receipt
    page = client.get(address).content.decode()
    assert '">pasted.txt</a>' in page
    assert ">case-" not in page
