"""STIX 2.1 out: objects as they were taken, incidents as reports over indicators, markings as definitions.

The same input gives the same bytes: ids come from content, order is settled, and the time of writing is passed in. It
stands wherever the input stated no time.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

import msgspec

from sekisho.vocabulary.canonical import digest

from .json_text import list_of
from .markings import UNMARKED, MarkingSet
from .markings_stix import NAMESPACE, OWN_IDENTITY, definitions_for, own_identity, refs_for
from .objects import Incident, IntelObject
from .stix_make import content_id, country, indicator, intrusion_set, made, malware, technique, victim_sector
from .stix_types import DOMAIN_TYPES
from .times import write_stix_time


def write_stix(objects: Sequence[IntelObject], incidents: Sequence[Incident] = (), *, at: datetime) -> bytes:
    """Return a bundle of objects and incidents as JSON in UTF-8.

    ``at`` is the time of writing, with its zone. An incident that was read from a container among ``objects`` is
    already said by it and is not written twice. Raises ``ValueError`` if ``at`` has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("the time of writing needs a zone")
    return msgspec.json.format(msgspec.json.encode(bundle(objects, incidents, at=at)), indent=2)


def bundle(
    objects: Sequence[IntelObject], incidents: Sequence[Incident] = (), *, at: datetime
) -> dict[str, Any]:
    """Return the same as a value, to be cut into pages or sent on."""
    written: dict[tuple[str, str], dict[str, Any]] = {}
    for item in objects:
        _keep(written, _marked(_timed(item.normalised, at), item.marking))
    ids = {item.id for item in objects}
    for incident in incidents:
        if not (incident.objects and incident.objects[0] in ids and _is_container(incident.objects[0])):
            for part in incident_objects(incident, at):
                _keep(written, part)
    markings = {o.marking for o in objects} | {i.marking for i in incidents}
    for marking in markings - {UNMARKED}:
        for definition in definitions_for(marking):
            _keep(written, definition)
    ordered = [written[key] for key in sorted(written)]
    id_ = uuid.uuid5(NAMESPACE, digest([[o["id"], o.get("modified", "")] for o in ordered]))
    return {"type": "bundle", "id": f"bundle--{id_}", "objects": ordered}


def _keep(written: dict[tuple[str, str], dict[str, Any]], item: dict[str, Any]) -> None:
    """Keep one version of an object once; what the supplier wrote goes before what we would write."""
    written.setdefault((item["id"], str(item.get("modified", ""))), item)


def _is_container(id_: str) -> bool:
    return id_.partition("--")[0] in ("report", "grouping", "incident")


def _timed(item: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return an object with the times that STIX requires of its type."""
    whole, stamp = dict(item), write_stix_time(at)
    if item["type"] in DOMAIN_TYPES:
        whole.setdefault("created", stamp)
        whole.setdefault("modified", whole["created"])
    if item["type"] == "indicator":
        whole.setdefault("valid_from", whole["created"])
    if item["type"] == "report":
        whole.setdefault("published", whole["created"])
    return whole


def _marked(item: dict[str, Any], marking: MarkingSet) -> dict[str, Any]:
    """Return an object with references to all that its marking set says; what it referred to already stays."""
    if marking == UNMARKED or item["type"] in ("marking-definition", "extension-definition"):
        return item
    own = {ref for ref in list_of(item.get("object_marking_refs")) if isinstance(ref, str)}
    refs = own | set(refs_for(marking))
    return {**item, "object_marking_refs": sorted(refs)}


def incident_objects(incident: Incident, at: datetime) -> list[dict[str, Any]]:
    """Return the objects that say one incident: indicators, techniques, malware, victims, actors, and the report.

    An incident without a date becomes a grouping, because a report has to state when it was published.
    """
    moment = datetime.combine(incident.date, time(), UTC) if incident.date else at
    parts = [
        indicator(content_id("indicator", incident.id, o.type, o.value), [o], moment)
        for o in incident.observables
    ]
    shared = [technique(t, _SHARED) for t in incident.techniques] + [
        malware(m, _SHARED) for m in incident.malware
    ]
    shared += [victim_sector(s, _SHARED) for s in incident.sectors] + [
        country(c, _SHARED) for c in incident.countries
    ]
    shared += [intrusion_set(names, _SHARED) for names in incident.actors]
    members = [*(_marked(p, incident.marking) for p in parts), *shared]
    head = _head(incident, moment, [m["id"] for m in members])
    return [*(members or [own_identity()]), _marked(head, incident.marking)]


_SHARED = datetime(2026, 1, 1, tzinfo=UTC)
"""Time of objects that many incidents share (a technique, a country): fixed, so that they are one version each."""


def _head(incident: Incident, moment: datetime, refs: Sequence[str]) -> dict[str, Any]:
    kind = "report" if incident.date else "grouping"
    common: dict[str, Any] = {
        "name": incident.title or incident.id,
        "external_references": [{"source_name": "incident-id", "external_id": incident.id}],
        "object_refs": list(refs) or [OWN_IDENTITY],
    }
    if incident.date:
        common |= {"published": write_stix_time(moment), "report_types": ["threat-report"]}
    else:
        common["context"] = "suspicious-activity"
    return made(kind, content_id(kind, incident.id), moment, **common)
