"""MISP events in: the event becomes a report, its attributes indicators, vulnerabilities or notes, its objects groupings.

Written from the MISP core format (RFC draft ``misp-standard-core``). The own bytes of every attribute are kept.
Places are paths into the file, so that the supplier finds the attribute again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding

from .credentials import shown
from .json_text import list_of, members, read_object, slices, syntax, text_of
from .markings import UNMARKED, MarkingSet, join
from .messages import finding
from .misp_attributes import Context, read_attribute
from .misp_words import CREDENTIAL_OBJECTS, Said, marking_of, said_by
from .objects import Incident, IntelObject, Reading, Rejected
from .stix_make import country, made, technique, victim_sector
from .stix_make import malware as malware_object
from .times import calendar_date, epoch, timestamp, write_stix_time

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_NOT_TAKEN = {"ShadowAttribute": "proposals", "EventReport": "reports", "CryptographicKey": "keys"}
_CLOSED = frozenset({"0", "4"})
"""Distributions that keep an event within its organization or within a sharing group."""


class _Taken(msgspec.Struct):
    """What has been taken from a file so far, in the file's order."""

    objects: dict[str, IntelObject]
    incidents: list[Incident]
    rejected: list[Rejected]
    findings: list[Finding]

    def refuse(self, place: str, flaws: list[Finding]) -> None:
        """Keep that an object was not taken, and why."""
        self.rejected.append(Rejected(place, flaws[0], tuple(flaws[1:])))

    def take(self, item: IntelObject) -> bool:
        """Keep an object; one that stood earlier under the same id is refused as a duplicate."""
        earlier = self.objects.get(item.id)
        if earlier is None:
            self.objects[item.id] = item
            return True
        code = "duplicate_in_file" if earlier.normalised == item.normalised else "conflicting_versions"
        self.refuse(item.place, [finding(code, item.place, id=item.id, first=earlier.place)])
        return False


def read_misp(text: str, name: str) -> Reading:
    """Read one MISP event, a list of events or a search response."""
    checked = syntax(text, name)
    if checked.finding:
        return Reading(format="misp", findings=(checked.finding,))
    events = _events(text.encode("utf-8"), name)
    if not events:
        return Reading(format="misp", findings=(finding("misp_not_recognised", name),))
    taken = _Taken({}, [], [], [])
    for place, raw in events:
        _read_event(raw, place, taken)
    return Reading(
        format="misp",
        objects=tuple(taken.objects.values()),
        incidents=tuple(taken.incidents),
        rejected=tuple(taken.rejected),
        findings=tuple(taken.findings),
    )


def _events(raw: bytes, place: str) -> list[tuple[str, bytes]]:
    """Return place and bytes of every event, whichever of MISP's envelopes holds them."""
    start = raw.lstrip()[:1]
    if start == b"[":
        return [event for i, part in enumerate(slices(raw)) for event in _events(part, f"{place}:[{i}]")]
    if start != b"{":
        return []
    outer = members(raw)
    if "Event" in outer:
        return [(f"{place}:Event" if ":" not in place else f"{place}.Event", outer["Event"])]
    if "response" in outer:
        return _events(outer["response"], place)
    return [(place, raw)] if "Attribute" in outer and "info" in outer else []


def _read_event(raw: bytes, place: str, taken: _Taken) -> None:
    read = read_object(raw, place)
    flaws = list(read.findings) or _event_flaws(read.value, place)
    if flaws:
        taken.refuse(place, flaws)
        return
    event: dict[str, Any] = read.value
    outer = members(raw)
    tags = _tags(event)
    marking = _event_marking(event, tags, place, taken)
    context = Context(marking=marking, event_id=f"report--{event['uuid'].lower()}")
    refs = _attributes(outer.get("Attribute"), f"{place}.Attribute", context, taken)
    refs += _misp_objects(outer.get("Object"), f"{place}.Object", context, taken)
    _leftovers(event, place, taken)
    _report(event, raw, place, context, refs, taken)


def _event_flaws(event: object, place: str) -> list[Finding]:
    if not isinstance(event, dict):
        return [finding("not_an_object", place)]
    flaws = []
    if not _UUID.match(text_of(event.get("uuid"))):
        flaws.append(finding("id_malformed", f"{place}.uuid", value=shown(event.get("uuid"))))
    if not text_of(event.get("info")).strip():
        flaws.append(finding("property_missing", f"{place}.info", type="Event", name="info"))
    for key in ("Attribute", "Object", "Tag"):
        if event.get(key) is not None and not isinstance(event[key], list):
            flaws.append(finding("property_of_wrong_kind", f"{place}.{key}"))
    return flaws


def _tags(said: Mapping[str, Any]) -> list[str]:
    """Return the names of an event's or attribute's tags, those of its galaxies' clusters included."""
    tags = [text_of(t.get("name")) for t in list_of(said.get("Tag")) if isinstance(t, dict)]
    for galaxy in list_of(said.get("Galaxy")):
        clusters = list_of(galaxy.get("GalaxyCluster")) if isinstance(galaxy, dict) else []
        tags += [text_of(c.get("tag_name")) for c in clusters if isinstance(c, dict)]
    return list(dict.fromkeys(t for t in tags if t))


def _event_marking(event: Mapping[str, Any], tags: list[str], place: str, taken: _Taken) -> MarkingSet:
    """Return the event's TLP; without one, a distribution that MISP keeps closed counts as AMBER+STRICT."""
    marking = marking_of(tags)
    if marking == UNMARKED and str(event.get("distribution", "")) in _CLOSED:
        taken.findings.append(finding("distribution_closed", f"{place}.distribution"))
        return MarkingSet(tlp="amber+strict")
    return marking


def _attributes(raw: bytes | None, place: str, context: Context, taken: _Taken) -> list[str]:
    """Read a list of attributes; return the ids of what they became."""
    refs: list[str] = []
    for number, part in enumerate(slices(raw) if raw and raw[:1] == b"[" else ()):
        where = f"{place}[{number}]"
        outcome = read_attribute(part, where, context, _tags)
        if outcome.item is None:
            taken.refuse(where, list(outcome.findings))
            continue
        if taken.take(outcome.item):
            taken.findings.extend(outcome.findings)
        refs.append(outcome.item.id)
    return refs


def _misp_objects(raw: bytes | None, place: str, context: Context, taken: _Taken) -> list[str]:
    """Read the objects of an event: their attributes one by one, and a grouping that keeps them together."""
    refs: list[str] = []
    for number, part in enumerate(slices(raw) if raw and raw[:1] == b"[" else ()):
        where = f"{place}[{number}]"
        said = read_object(part, where)
        flaws = list(said.findings) or _object_flaws(said.value, where)
        if flaws:
            taken.refuse(where, flaws)
            continue
        inner = _attributes(members(part).get("Attribute"), f"{where}.Attribute", context, taken)
        if not inner:
            taken.refuse(where, [finding("misp_object_empty", where, name=shown(said.value.get("name")))])
            continue
        grouping = _grouping(said.value, part, where, context, inner)
        taken.take(grouping)
        refs += [grouping.id, *inner]
    return refs


def _object_flaws(said: object, place: str) -> list[Finding]:
    if not isinstance(said, dict):
        return [finding("not_an_object", place)]
    if text_of(said.get("name")) in CREDENTIAL_OBJECTS:
        return [finding("credential_refused", place)]
    if said.get("deleted") is True:
        return [finding("deleted_by_supplier", place)]
    return (
        []
        if _UUID.match(text_of(said.get("uuid")))
        else [finding("id_malformed", f"{place}.uuid", value="?")]
    )


def _grouping(
    said: Mapping[str, Any], raw: bytes, place: str, context: Context, inner: list[str]
) -> IntelObject:
    at, id_ = epoch(said.get("timestamp")), f"grouping--{said['uuid'].lower()}"
    normalised = made(
        "grouping",
        id_,
        at,
        name=text_of(said.get("name")),
        description=text_of(said.get("comment")),
        context="unspecified",
        object_refs=list(dict.fromkeys(inner)),
    )
    return IntelObject(
        id=id_,
        type="grouping",
        raw=raw,
        normalised=normalised,
        place=place,
        created=at,
        modified=at,
        marking=context.marking,
    )


def _leftovers(event: Mapping[str, Any], place: str, taken: _Taken) -> None:
    """Say which parts of an event the product does not take."""
    for key, value in event.items():
        if key in _NOT_TAKEN and isinstance(value, list):
            for number in range(len(value)):
                where = f"{place}.{key}[{number}]"
                taken.refuse(where, [finding("misp_part_not_taken", where, part=key)])


def _report(
    event: Mapping[str, Any], raw: bytes, place: str, context: Context, refs: list[str], taken: _Taken
) -> None:
    """Keep the event as a report over its attributes, and as an incident."""
    values = [taken.objects[r] for r in dict.fromkeys(refs) if r in taken.objects]
    said = said_by([*_tags(event), *(t for a in _all_attributes(event) for t in _tags(a))])
    at = epoch(event.get("timestamp"))
    shared = [technique(t, at) for t in said.techniques] + [malware_object(m, at) for m in said.malware]
    shared += [victim_sector(s, at) for s in said.sectors] + [country(c, at) for c in said.countries]
    members = tuple(dict.fromkeys([*(v.id for v in values), *(s["id"] for s in shared)]))
    if not members:
        taken.refuse(place, [finding("misp_event_empty", place)])
        return
    for item in shared:
        taken.objects.setdefault(item["id"], _made_object(item, place, context))
    report = _report_object(event, raw, place, context, members)
    if taken.take(report):
        taken.incidents.append(_incident(event, report, values, said))


def _report_object(
    event: Mapping[str, Any], raw: bytes, place: str, context: Context, members: tuple[str, ...]
) -> IntelObject:
    at, day = epoch(event.get("timestamp")), calendar_date(text_of(event.get("date")))
    published = f"{day.isoformat()}T00:00:00.000Z" if day else (write_stix_time(at) if at else None)
    normalised = made(
        "report",
        context.event_id,
        at,
        name=event["info"],
        published=published,
        labels=_tags(event),
        external_references=[{"source_name": "incident-id", "external_id": event["uuid"].lower()}],
        object_refs=members,
    )
    return IntelObject(
        id=context.event_id,
        type="report",
        raw=raw,
        normalised=normalised,
        place=place,
        created=at,
        modified=at,
        marking=context.marking,
    )


def _incident(
    event: Mapping[str, Any], report: IntelObject, values: Sequence[IntelObject], said: Said
) -> Incident:
    return Incident(
        id=event["uuid"].lower(),
        date=calendar_date(text_of(event.get("date"))),
        sectors=said.sectors,
        countries=said.countries,
        observables=tuple(sorted({o for v in values for o in v.observables})),
        techniques=said.techniques,
        malware=said.malware,
        actors=tuple((name,) for name in said.actors),
        title=event["info"],
        objects=(report.id, *report.normalised["object_refs"]),
        marking=join([report.marking, *(v.marking for v in values)]),
        place=report.place,
    )


def _all_attributes(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    groups = [event, *(o for o in list_of(event.get("Object")) if isinstance(o, dict))]
    return [a for group in groups for a in list_of(group.get("Attribute")) if isinstance(a, dict)]


def _made_object(item: dict[str, Any], place: str, context: Context) -> IntelObject:
    """Keep an object that a tag stands for; its bytes are the tag's event, so none of its own."""
    at = timestamp(item.get("created"))
    return IntelObject(
        id=item["id"],
        type=item["type"],
        raw=b"",
        normalised=item,
        place=f"{place}.Tag",
        created=at,
        modified=at,
        marking=context.marking,
    )
