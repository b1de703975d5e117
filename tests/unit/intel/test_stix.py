"""STIX in: objects, versions, markings and incidents."""

from __future__ import annotations

import json
import uuid
from typing import Any

from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file

T = "2026-01-01T00:00:00.000Z"


def made(type_: str, **properties: Any) -> dict[str, Any]:
    """Return a domain object with an id that its content settles."""
    id_ = f"{type_}--{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([type_, properties], sort_keys=True))}"
    return {"type": type_, "spec_version": "2.1", "id": id_, "created": T, "modified": T, **properties}


def indicator(pattern: str, **properties: Any) -> dict[str, Any]:
    """Return an indicator over a STIX pattern."""
    return made("indicator", pattern=pattern, pattern_type="stix", valid_from=T, **properties)


def report(*members: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a report over other objects."""
    refs = [m["id"] for m in members]
    return made(
        "report", **{"name": "r", "published": "2026-03-04T05:06:07Z", "object_refs": refs, **properties}
    )


def bundle(*objects: dict[str, Any]) -> bytes:
    """Return a bundle as bytes."""
    return json.dumps({"type": "bundle", "id": f"bundle--{uuid.UUID(int=1)}", "objects": objects}).encode()


def test_a_report_becomes_an_incident_with_all_that_it_refers_to() -> None:
    """Values, techniques, malware, victims' sectors and countries and the date come from the report's references."""
    members = [
        indicator("[domain-name:value = 'a.example.com']"),
        made(
            "attack-pattern",
            name="x",
            external_references=[{"source_name": "mitre-attack", "external_id": "T1566"}],
        ),
        made("malware", name="Worm", is_family=True),
        made("identity", name="v", identity_class="class", sectors=["energy"]),
        made("location", country="jp"),
    ]
    reading = read_file(bundle(*members, report(*members)), "b")
    (incident,) = reading.incidents
    assert incident.observables == (Observable("domain", "a.example.com"),)
    assert (incident.techniques, incident.malware) == (("T1566",), ("Worm",))
    assert (incident.sectors, incident.countries, str(incident.date)) == (("energy",), ("JP",), "2026-03-04")


def test_an_incident_object_gathers_by_relationship() -> None:
    """An incident without references of its own has what relationships tie to it, and what these indicators indicate."""
    first, family = indicator("[ipv4-addr:value = '8.8.4.4']"), made("malware", name="Worm", is_family=True)
    case = made("incident", name="case")
    ties = [
        made("relationship", relationship_type="related-to", source_ref=first["id"], target_ref=case["id"]),
        made("relationship", relationship_type="indicates", source_ref=first["id"], target_ref=family["id"]),
    ]
    (incident,) = read_file(bundle(first, family, case, *ties), "b").incidents
    assert incident.observables == (Observable("ipv4", "8.8.4.4"),)
    assert incident.malware == ("Worm",)


def test_a_sighting_is_an_incident_of_what_was_seen_when_and_by_whom() -> None:
    """The indicator's values and the observed data, the first day, the sector of who saw it."""
    seen = indicator("[domain-name:value = 'a.example.com']")
    address = made("ipv4-addr", value="93.184.216.34")
    data = made(
        "observed-data", first_observed=T, last_observed=T, number_observed=1, object_refs=[address["id"]]
    )
    where = made("identity", name="v", identity_class="organization", sectors=["energy"])
    sighting = made(
        "sighting",
        sighting_of_ref=seen["id"],
        observed_data_refs=[data["id"]],
        where_sighted_refs=[where["id"]],
        first_seen="2026-02-03T00:00:00Z",
        last_seen="2026-02-09T00:00:00Z",
    )
    (incident,) = read_file(bundle(seen, address, data, where, sighting), "b").incidents
    assert incident.observables == (
        Observable("domain", "a.example.com"),
        Observable("ipv4", "93.184.216.34"),
    )
    assert (str(incident.date), incident.sectors) == ("2026-02-03", ("energy",))


def test_a_sighting_that_a_report_names_is_part_of_its_incident() -> None:
    """What the sighting gathers is then the report's; by itself it is no incident."""
    seen = indicator("[domain-name:value = 'a.example.com']")
    sighting = made("sighting", sighting_of_ref=seen["id"])
    (incident,) = read_file(bundle(seen, sighting, report(sighting)), "b").incidents
    assert incident.observables == (Observable("domain", "a.example.com"),)
    assert str(incident.date) == "2026-03-04"


def test_a_supplier_names_actors_with_aliases() -> None:
    """Each naming is kept as it was given, the name first; who published the report is none of them."""
    lamp = made("threat-actor", name="Red Lamp", aliases=["Lamplighter", "Red Lamp", "Brass"])
    other = made("intrusion-set", name="Lamplighter")
    seen = indicator("[domain-name:value = 'a.example.com']")
    (incident,) = read_file(bundle(lamp, other, seen, report(lamp, other, seen)), "b").incidents
    assert incident.actors == (("Lamplighter",), ("Red Lamp", "Brass", "Lamplighter"))
    assert incident.line()["actors"] == [["Lamplighter"], ["Red Lamp", "Brass", "Lamplighter"]]


def test_an_actors_whole_catalogue_is_not_drawn_into_one_incident() -> None:
    """A technique that the report's actor is said to use elsewhere is not the incident's technique."""
    actor = made("intrusion-set", name="a")
    used = made(
        "attack-pattern",
        name="x",
        external_references=[{"source_name": "mitre-attack", "external_id": "T1001"}],
    )
    tie = made("relationship", relationship_type="uses", source_ref=actor["id"], target_ref=used["id"])
    seen = indicator("[url:value = 'http://example.com/x']")
    (incident,) = read_file(bundle(actor, used, tie, seen, report(actor, seen)), "b").incidents
    assert incident.techniques == ()


def test_an_unknown_type_is_kept_as_it_came_and_marked() -> None:
    """A type that the standard does not know is taken with all its properties, its own bytes, and a finding."""
    strange = made("x-office-note", text="問い合わせ中", weight=1.5)
    reading = read_file(bundle(strange), "b")
    (item,) = reading.objects
    assert item.unknown_type and item.normalised == strange
    assert json.loads(item.raw) == strange
    assert [f.code for f in reading.findings] == ["type_unknown"]


def test_custom_properties_survive() -> None:
    """A property that the standard does not know stays in the normalised object."""
    (item,) = read_file(bundle(made("tool", name="t", x_rating=[1, {"a": None}])), "b").objects
    assert item.normalised["x_rating"] == [1, {"a": None}]


def test_an_objects_bytes_are_kept_exactly() -> None:
    """The raw bytes are the slice of the file, spacing and key order included."""
    text = b'{ "name" : "t" , "type":"tool","spec_version":"2.1","created":"' + T.encode()
    text += b'","modified":"' + T.encode() + b'","id":"tool--00000000-0000-4000-8000-000000000001" }'
    (item,) = read_file(b'{"type":"bundle","objects":[ ' + text + b" ]}", "b").objects
    assert item.raw == text


def test_stix_20_is_lifted_with_a_finding() -> None:
    """Objects of 2.0 are taken, values inside observed-data are read, and the supplier is told."""
    old = made("observed-data", first_observed=T, last_observed=T, number_observed=1)
    old["objects"] = {
        "0": {"type": "ipv4-addr", "value": "8.8.4.4"},
        "1": {"type": "network-traffic", "dst_ref": "0", "dst_port": 443, "protocols": ["tcp"]},
    }
    del old["spec_version"]
    reading = read_file(bundle(old), "b")
    assert reading.objects[0].observables == (
        Observable("ipv4", "8.8.4.4"),
        Observable("ipport", "8.8.4.4:443"),
    )
    assert reading.objects[0].normalised["spec_version"] == "2.1"
    assert "stix_20_lifted" in {f.code for f in reading.findings}


def test_versions_of_one_object_are_both_kept_and_the_latest_counts() -> None:
    """Two versions with different times are two objects; the incident speaks by the later."""
    first = indicator("[domain-name:value = 'old.example.com']")
    later = {
        **first,
        "modified": "2026-02-01T00:00:00Z",
        "pattern": "[domain-name:value = 'new.example.com']",
    }
    reading = read_file(bundle(first, later, report(first)), "b")
    assert len(reading.objects) == 3
    assert reading.incidents[0].observables == (Observable("domain", "new.example.com"),)


def test_a_marking_that_cannot_be_read_counts_as_strict() -> None:
    """An unknown marking limits the object to the organization, is kept by id, and is said."""
    id_ = f"marking-definition--{uuid.UUID(int=7)}"
    reading = read_file(bundle(made("tool", name="t", object_marking_refs=[id_])), "b")
    assert reading.objects[0].marking.tlp == "amber+strict"
    assert reading.objects[0].marking.others == (id_,)
    assert [f.code for f in reading.findings] == ["marking_unread"]


def test_a_granular_marking_marks_the_whole_object() -> None:
    """Where one part is red, the object is handled as red: it is stored and released whole."""
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    item = made("tool", name="t", granular_markings=[{"marking_ref": red, "selectors": ["name"]}])
    assert read_file(bundle(item), "b").objects[0].marking.tlp == "red"


def test_an_incident_is_as_strict_as_its_strictest_part() -> None:
    """A green report over an amber indicator is an amber incident."""
    green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    part = indicator("[url:value = 'http://example.com/']", object_marking_refs=[amber])
    (incident,) = read_file(bundle(part, report(part, object_marking_refs=[green])), "b").incidents
    assert incident.marking.tlp == "amber"
