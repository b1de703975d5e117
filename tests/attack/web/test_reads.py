"""The record of reads shows each person the reads of what they may see, is searched, and is itself on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from sekisho.records.models import IntelObject, ReadRecord
from sekisho.records.reads import Read, keep_reads
from sekisho.web.paging import ROWS

from .conftest import House


def listed(client: Client, **search: str) -> str:
    answer = client.post("/record/reads/", search, follow=True)
    text = unescape(answer.content.decode())
    return text[text.index("<main") : text.index("</main>")].partition("</form>")[2]


def read(house: House, post: str, kind: str = "case", subject: str = "", ago: int = 0) -> None:
    at = datetime.now(UTC) - timedelta(days=ago)
    keep_reads(
        [
            Read(
                person=house.people[post].pk,
                act_of=post,
                kind=kind,
                subject=subject or house.measure,
                realm="real",
                read_at=at,
            )
        ]
    )


def test_it_says_who_read_what_when_and_as_what(house: House) -> None:
    house.only_for("npa")
    house.client("npa_official").get(f"/case/{house.measure}/")
    shown = listed(house.client("npa_official"))
    row = ReadRecord.objects.get(kind="case")
    assert "npa_official" in shown
    assert "極秘の措置" in shown
    assert f'<time datetime="{row.read_at:%Y-%m-%dT%H:%M}' in shown


@pytest.mark.parametrize("kind", ["case", "receipt", "reads"])
def test_of_what_is_hidden_not_even_the_own_read_or_its_number_is_told(house: House, kind: str) -> None:
    """What was seen once and is hidden now is as if it were not there, for who had read it too."""
    house.only_for("npa")
    subject = f"{house.measure}-1" if kind == "receipt" else house.measure
    read(house, "nss_official", kind, subject)
    assert ReadRecord.objects.get().subject in listed(house.client("npa_official"))
    for search in ({}, {"subject": house.measure}, {"person": house.people["nss_official"].pk}):
        shown = listed(house.client("nss_official"), **search)
        assert house.measure not in shown
        assert "極秘" not in shown
        assert "0 件" in shown or "subject" not in search


def test_objects_and_incidents_are_told_of_by_their_own_marking(house: House) -> None:
    """An id that is no visible object tells nothing, whatever kind it claims to be."""
    for kind in ("object", "incident", "export", "unheard"):
        read(house, "npa_official", kind, "object-aaaaaaaaaaaaaaaa")
    assert not IntelObject.objects.exists()
    assert "object-aaaaaaaaaaaaaaaa" not in listed(house.client("nss_official"))
    assert listed(house.client("npa_official")).count("object-aaaaaaaaaaaaaaaa") == 1, "the own export"


def test_it_is_searched_by_title_id_person_and_day(house: House) -> None:
    read(house, "npa_official", ago=3)
    read(house, "nco_official")
    client, week = house.client("npa_official"), datetime.now(UTC) - timedelta(days=1)
    found = {
        "title": listed(client, subject="極秘の"),
        "id": listed(client, subject=house.measure),
        "person": listed(client, person=house.people["nco_official"].pk),
        "day": listed(client, since=f"{week:%Y-%m-%d}"),
        "nothing": listed(client, subject="別の件"),
    }
    counts = {name: (text.count("nco_official"), text.count("npa_official")) for name, text in found.items()}
    assert counts["person"] == (1, 0)
    assert counts["day"][0] == 1
    assert found["nothing"].count("<tr>") == 0
    assert all(counts[each][0] >= 1 and counts[each][1] >= 1 for each in ("title", "id"))
    assert client.post("/record/reads/", {"since": "昨日"}, follow=True).status_code == 422


def test_looking_is_itself_on_record_with_what_was_looked_for(house: House) -> None:
    house.only_for("npa")
    for post in ("npa_official", "nss_official"):
        listed(house.client(post), subject=house.measure)
    kept = ReadRecord.objects.filter(kind="reads").values_list("person", "act_of", "subject")
    people = {post: house.people[post].pk for post in house.people}
    assert set(kept) == {
        (people["npa_official"], "npa_official", house.measure),
        (people["nss_official"], "nss_official", ""),
    }


def test_a_read_older_than_a_page_of_the_list_holds_is_on_a_later_page(house: House) -> None:
    """No read is out of an auditor's reach because many came after it."""
    read(house, "npa_official", ago=40)
    old = f'datetime="{ReadRecord.objects.get().read_at:%Y-%m-%dT%H:%M}'
    for _ in range(ROWS):
        read(house, "npa_official")
    first = house.client("npa_official").get("/record/reads/").content.decode()
    second = house.client("npa_official").get("/record/reads/?page=2").content.decode()
    assert old not in first
    assert 'rel="next"' in first
    assert old in second
