"""What somebody looks for stands in no address, and is nobody else's."""

from __future__ import annotations

import pytest

from .conftest import House

WANTED = "suspect.example"


@pytest.mark.parametrize(("page", "field"), [("/information/objects/", "q"), ("/record/reads/", "subject")])
def test_the_words_of_a_search_stand_in_no_address(house: House, page: str, field: str) -> None:
    """They are sent as a form; the address that shows what was found has a key which says nothing to another session."""
    client, other = house.client("npa_official"), house.client("npa_official")
    sent = client.post(page, {field: WANTED})
    where = sent.headers["Location"]
    assert (sent.status_code, WANTED in where) == (302, False)
    assert f'value="{WANTED}"' in client.get(where).content.decode()
    assert WANTED not in other.get(where).content.decode()
    asked = client.get(page, {field: WANTED}).content.decode()
    assert f'value="{WANTED}"' not in asked, "nor is an address looked into"
