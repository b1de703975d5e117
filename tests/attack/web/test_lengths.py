"""What is too long for the database is said to be, on both databases alike; it never ends in an error inside."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from sekisho.operations.tokens import issue
from sekisho.records.models import Observable

from .conftest import House

LONG = "a" * 3_000
WIDE = "漢" * 900
"""2,700 bytes in 900 characters."""


def given(house: House, pattern: str, name: str = "feed.json") -> Any:
    """What a program is answered that hands over one indicator."""
    person, now = house.people["npa_official"].pk, datetime.now(UTC)
    token = issue("feed", person, "npa", ["intake"], "x", now, timedelta(days=1))
    indicator = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--11111111-1111-4111-8111-111111111111",
        "created": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
        "valid_from": "2026-01-01T00:00:00Z",
        "pattern_type": "stix",
        "pattern": pattern,
    }
    bundle = {"type": "bundle", "id": "bundle--11111111-1111-4111-8111-111111111111", "objects": [indicator]}
    return house.client().post(
        reverse("api-intake", args=[name]),
        json.dumps(bundle),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize("value", [f"[url:value = 'http://a.example/{LONG}']", f"[file:name = '{WIDE}']"])
def test_a_value_too_long_to_be_compared_keeps_nothing_else_out(house: House, value: str) -> None:
    other = "[domain-name:value = 'b.example']"
    answer = given(house, f"{value} OR {other}")
    assert answer.status_code == 201
    assert [item["outcome"] for item in answer.json()["items"]] == ["taken"]
    assert [row.value for row in Observable.objects.all()] == ["b.example"]


def test_a_file_with_a_name_that_is_too_long_is_told_so(house: House) -> None:
    answer = given(house, "[domain-name:value = 'b.example']", "n" * 400)
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["findings"]] == ["name_too_long"]


def test_the_number_of_no_session_is_not_found(house: House) -> None:
    sent = {"session": "9" * 5_000}
    assert house.client("npa_official").post(reverse("change-session"), sent).status_code == 404
