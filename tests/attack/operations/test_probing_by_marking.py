"""Markings on what is given do not tell out which compartments there are: only who is read into one is told nothing of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sekisho.intel.reading import read_file
from sekisho.operations.marked import telling
from sekisho.operations.outcomes import Accepted

from .conftest import Offices

THERE, NOT_THERE = "npa-red", "npa-tan"
MARKING = "marking-definition--00000000-0000-4000-8000-0000000000aa"
OWN = "extension-definition--0f6f3f1e-7c51-4b86-9d5c-6a3f0c2f8e11"


def said(offices: Offices, who: str, compartment: str) -> list[str]:
    """What somebody is told of a file in which a compartment is named."""
    marking = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": MARKING,
        "created": "2026-01-01T00:00:00.000Z",
        "extensions": {OWN: {"extension_type": "property-extension", "compartments": [compartment]}},
    }
    address: dict[str, Any] = {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--00000000-0000-4000-8000-000000000001",
        "value": "192.0.2.1",
        "object_marking_refs": [MARKING],
    }
    bundle = {
        "type": "bundle",
        "id": "bundle--00000000-0000-4000-8000-000000000000",
        "objects": [marking, address],
    }
    reading = read_file(json.dumps(bundle).encode(), "feed.json", None)
    tells = telling(offices.people[who], "real", offices.now)
    return [f.message.ja for f in tells.of_file(reading)]


@pytest.fixture
def red(offices: Offices) -> Offices:
    """The offices, of which the police have a compartment that one of its people is read into."""
    case = offices.opened("clearance.open", "npa", "npa_official", title="資格")
    given = {"compartment": THERE, "name_ja": "赤"}
    made = offices.act(case, "clearance.create_compartment", "npa", "npa_official", **given)
    assert isinstance(made, Accepted), made
    read_in = {"compartment": THERE, "person": offices.people["npa_commissioner"], "instrument": "第1号"}
    made = offices.act(case, "clearance.read_into", "npa", "npa_official", **read_in)
    assert isinstance(made, Accepted), made
    return offices


@pytest.mark.parametrize("who", ["mic_official", "npa_official"])
def test_who_is_not_read_in_is_told_the_same_of_one_that_is_there_and_of_one_that_is_not(
    red: Offices, who: str
) -> None:
    """Of another office, and of the same one, too."""
    there, not_there = (said(red, who, name) for name in (THERE, NOT_THERE))
    assert there == [text.replace(NOT_THERE, THERE) for text in not_there]
    assert there


def test_who_is_read_in_is_told_nothing_of_it(red: Offices) -> None:
    assert said(red, "npa_commissioner", THERE) == []
    assert said(red, "npa_commissioner", NOT_THERE) != []
