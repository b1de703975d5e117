"""STIX out: what is written, and what is not written twice."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file
from sekisho.intel.stix_out import bundle, write_stix

AT = datetime(2026, 10, 1, tzinfo=UTC)
ONE = Incident(id="a", date=date(2026, 1, 2), observables=(Observable("domain", "a.example.com"),))


def test_an_undated_incident_is_not_given_a_date() -> None:
    """It goes out as a grouping, which states none, and comes back undated."""
    undated = Incident(id="a", observables=ONE.observables)
    out = write_stix([], [undated], at=AT)
    assert "grouping" in {o["type"] for o in json.loads(out)["objects"]}
    assert read_file(out, "x").incidents[0].date is None


def test_an_incident_that_its_report_already_says_is_not_written_twice() -> None:
    """Objects with their report and the incident read from it give one report."""
    reading = read_file(write_stix([], [ONE], at=AT), "x")
    types = [o["type"] for o in bundle(reading.objects, reading.incidents, at=AT)["objects"]]
    assert types.count("report") == 1


def test_objects_without_a_time_get_the_time_of_writing() -> None:
    """A row of an undated table goes out as valid STIX, stamped with the time passed in."""
    reading = read_file(b"value\na.example.com\n", "t", "csv")
    (item,) = bundle(reading.objects, at=AT)["objects"]
    assert item["created"] == item["modified"] == item["valid_from"] == "2026-10-01T00:00:00.000Z"


def test_a_time_without_a_zone_is_the_callers_mistake() -> None:
    """Writing refuses a time that means nothing."""
    with pytest.raises(ValueError, match="zone"):
        write_stix([], [ONE], at=datetime(2026, 1, 1))


def test_custom_content_of_an_object_goes_out_again() -> None:
    """What a supplier added beyond the standard is passed on unchanged."""
    raw = {
        "type": "x-office-note",
        "spec_version": "2.1",
        "id": "x-office-note--00000000-0000-4000-8000-000000000001",
        "created": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
        "text": "照会中",
    }
    reading = read_file(json.dumps([raw]).encode(), "x")
    assert json.loads(write_stix(reading.objects, at=AT))["objects"] == [raw]
