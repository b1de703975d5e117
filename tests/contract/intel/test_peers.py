"""Other programs judge: what we write is valid STIX to OASIS's validator, and MISP means to us what it means to misp-stix."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from misp_stix_converter import MISPtoSTIX21Parser
from stix2validator import ValidationOptions, validate_string

import sekisho.demo_data
from sekisho.intel.markings import MarkingSet
from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file
from sekisho.intel.stix_out import write_stix

DEMO = Path(sekisho.demo_data.__path__[0])
AT = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["npa.stix.json", "mod.misp.json", "mic.csv", "nco.kev.json"])
def test_what_is_written_from_every_format_is_valid_stix(name: str) -> None:
    """The validator finds no error in the bundle written from any of the four formats."""
    reading = read_file((DEMO / name).read_bytes(), name)
    written = write_stix(reading.objects, reading.incidents, at=AT).decode()
    result = validate_string(written, ValidationOptions(version="2.1"))
    assert [str(e) for e in result.errors] == []


def test_our_markings_are_valid_stix() -> None:
    """Levels, compartments and releasability pass the validator, with the extension that defines them."""
    marking = MarkingSet(tlp="amber+strict", level=2, compartments=("A",), releasable=("NPA",))
    one = Incident(id="x", observables=(Observable("domain", "a.example.com"),), marking=marking)
    written = write_stix([], [one], at=AT)
    assert [str(e) for e in validate_string(written.decode(), ValidationOptions(version="2.1")).errors] == []
    assert read_file(written, "x").incidents[0].marking == marking


def test_misp_stix_reads_the_same_values_from_the_event() -> None:
    """Every value that we take from the MISP event is one that misp-stix takes; it adds only end points' bare addresses."""
    raw = (DEMO / "mod.misp.json").read_bytes()
    judge = MISPtoSTIX21Parser()
    judge.parse_misp_event(json.loads(raw)["Event"])
    theirs_as_stix = json.dumps([json.loads(o.serialize()) for o in judge.stix_objects]).encode()
    ours = {o for i in read_file(raw, "m").objects for o in i.observables}
    theirs = {o for i in read_file(theirs_as_stix, "j").objects for o in i.observables}
    bare = {Observable("ipv4", o.value.rpartition(":")[0]) for o in ours if o.type == "ipport"}
    assert ours <= theirs
    assert theirs - ours <= bare
