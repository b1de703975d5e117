"""MISP events in."""

from __future__ import annotations

import json
import uuid
from typing import Any

from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file


def attribute(number: int, type_: str, value: str, **more: Any) -> dict[str, Any]:
    """Return an attribute with a settled uuid."""
    return {
        "uuid": str(uuid.UUID(int=number)),
        "type": type_,
        "value": value,
        "timestamp": "1700000000",
        **more,
    }


def event(*attributes: dict[str, Any], **more: Any) -> bytes:
    """Return an event as a file."""
    whole = {
        "uuid": str(uuid.UUID(int=99)),
        "info": "e",
        "date": "2026-01-02",
        "Attribute": attributes,
        **more,
    }
    return json.dumps({"Event": whole}).encode()


def test_every_attribute_is_taken_or_refused_with_its_place() -> None:
    """Values, a vulnerability and a remark are taken; a bad value, a deleted one and a password are refused."""
    reading = read_file(
        event(
            attribute(1, "ip-dst|port", "8.8.4.4|443"),
            attribute(2, "filename|md5", "a.exe|" + "0" * 32),
            attribute(3, "vulnerability", "CVE-2025-0001"),
            attribute(4, "comment", "remark"),
            attribute(5, "sha256", "abc"),
            attribute(6, "domain", "gone.example.com", deleted=True),
            attribute(7, "text", "hunter2", object_relation="password"),
        ),
        "m",
    )
    taken = [o.type for o in reading.objects]
    assert taken == ["indicator", "indicator", "vulnerability", "note", "report"]
    assert reading.objects[0].observables == (Observable("ipport", "8.8.4.4:443"),)
    assert {o.type for o in reading.objects[1].observables} == {"filename", "md5"}
    refused = [(r.place, r.finding.code) for r in reading.rejected]
    assert refused == [
        ("m:Event.Attribute[4]", "value_unreadable"),
        ("m:Event.Attribute[5]", "deleted_by_supplier"),
        ("m:Event.Attribute[6]", "credential_refused"),
    ]


def test_galaxies_and_tags_say_technique_malware_victim_and_marking() -> None:
    """Tags of MISP's galaxies and the TLP tag become the incident's facts and its marking."""
    names = [
        'misp-galaxy:mitre-attack-pattern="Phishing - T1566"',
        'misp-galaxy:mitre-malware="PlugX - S0013"',
        'misp-galaxy:sector="Energy"',
        'misp-galaxy:target-information="JP"',
        "tlp:amber",
    ]
    data = event(attribute(1, "domain", "a.example.com"), Tag=[{"name": n} for n in names])
    (incident,) = read_file(data, "m").incidents
    assert (incident.techniques, incident.malware) == (("T1566",), ("PlugX",))
    assert (incident.sectors, incident.countries) == (("energy",), ("JP",))
    assert incident.marking.tlp == "amber"


def test_an_attributes_own_tag_makes_it_stricter_but_never_freer() -> None:
    """A red attribute in an amber event is red; a clear one stays amber."""
    strict = attribute(1, "domain", "a.example.com", Tag=[{"name": "tlp:red"}])
    free = attribute(2, "domain", "b.example.com", Tag=[{"name": "tlp:clear"}])
    reading = read_file(event(strict, free, Tag=[{"name": "tlp:amber"}]), "m")
    assert [o.marking.tlp for o in reading.objects[:2]] == ["red", "amber"]


def test_a_closed_distribution_without_tlp_stays_in_the_organization() -> None:
    """MISP's distribution 0 without a TLP tag counts as AMBER+STRICT, with a finding."""
    reading = read_file(event(attribute(1, "domain", "a.example.com"), distribution="0"), "m")
    assert {o.marking.tlp for o in reading.objects} == {"amber+strict"}
    assert "distribution_closed" in {f.code for f in reading.findings}


def test_an_object_keeps_its_attributes_together() -> None:
    """The attributes of a MISP object are taken one by one and gathered in a grouping."""
    inner = {"uuid": str(uuid.UUID(int=50)), "name": "file", "Attribute": [attribute(1, "md5", "0" * 32)]}
    reading = read_file(event(Object=[inner]), "m")
    assert [o.type for o in reading.objects] == ["indicator", "grouping", "report"]
    assert reading.objects[1].normalised["object_refs"] == [reading.objects[0].id]


def test_parts_that_are_not_taken_are_said() -> None:
    """A proposal of another organization is refused by name instead of vanishing."""
    data = event(attribute(1, "domain", "a.example.com"), ShadowAttribute=[{"value": "x"}])
    assert [(r.place, r.finding.code) for r in read_file(data, "m").rejected] == [
        ("m:Event.ShadowAttribute[0]", "misp_part_not_taken")
    ]


def test_several_events_in_a_response_are_several_incidents() -> None:
    """A search response gives one incident for every event in it."""
    one = json.loads(event(attribute(1, "domain", "a.example.com")))
    two = json.loads(event(attribute(2, "domain", "b.example.com"), uuid=str(uuid.UUID(int=98))))
    reading = read_file(json.dumps({"response": [one, two]}).encode(), "m")
    assert len(reading.incidents) == 2
