"""Incidents from STIX objects: what a report, grouping or incident gathers is one incident, and so is a sighting.

An object belongs to an incident when the container's ``object_refs`` name it, when a relationship that the container
names (or, for an ``incident`` object, that touches it) has it at one end, when an observed-data or grouping of the
incident holds it, or when an indicator of the incident indicates it or is based on it. A sighting gathers what was
seen, the data in which it was seen, and who saw it; one that a container names is part of that one's incident. Nothing
further is followed: an actor's whole catalogue would drown the one case.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding

from .json_text import list_of, text_of
from .markings import join
from .messages import finding
from .objects import Incident, IntelObject
from .times import timestamp

CONTAINERS = ("report", "grouping", "incident", "sighting")
ACTORS = ("intrusion-set", "threat-actor")
"""The types by which a supplier says who is behind an incident."""
_PARTS = ("grouping", "sighting")
"""What is part of another container's incident where that one names it."""
TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?\Z")
_ATTACK = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})
_FOLLOWED = frozenset({"indicates", "based-on"})


class _Index(msgspec.Struct, frozen=True):
    """The objects of a file by id (the latest version of each) and its relationships by both ends."""

    objects: Mapping[str, IntelObject]
    touching: Mapping[str, list[IntelObject]]


def incidents_from(objects: Sequence[IntelObject], name: str) -> tuple[list[Incident], list[Finding]]:
    """Return the incidents that a file's objects describe, in the order of their containers."""
    index = _index(objects)
    incidents: list[Incident] = []
    findings: list[Finding] = []
    taken: set[str] = set()
    for container in _containers(index):
        members, absent = _members(container, index)
        if absent:
            findings.append(finding("references_outside_file", container.place, count=absent))
        incident = _incident(container, members)
        if not (incident.observables or incident.techniques or incident.malware):
            findings.append(finding("report_without_values", container.place, id=container.id))
            continue
        if incident.id in taken:
            findings.append(finding("incident_id_twice", container.place, id=incident.id))
            incident = msgspec.structs.replace(incident, id=container.id)
        taken.add(incident.id)
        incidents.append(incident)
    if not incidents and any(o.observables for o in objects):
        findings.append(finding("no_incident_in_file", name))
    return incidents, findings


def _containers(index: _Index) -> list[IntelObject]:
    """Return what gathers an incident, but for the parts of others' incidents."""
    found = [o for o in index.objects.values() if o.type in CONTAINERS and not o.revoked]
    within = {ref for o in found if o.type != "sighting" for ref in _gathered(o)}
    return [o for o in found if o.type not in _PARTS or o.id not in within]


def _gathered(item: IntelObject) -> list[str]:
    """Return the ids of what an object itself says that it gathers."""
    said = item.normalised
    if item.type == "sighting":
        named = [said.get("sighting_of_ref")]
        named += [*list_of(said.get("observed_data_refs")), *list_of(said.get("where_sighted_refs"))]
    else:
        named = list_of(said.get("object_refs"))
    return [ref for ref in named if isinstance(ref, str)]


def _index(objects: Iterable[IntelObject]) -> _Index:
    latest: dict[str, IntelObject] = {}
    for item in objects:
        known = latest.get(item.id)
        if known is None or (item.modified and known.modified and item.modified > known.modified):
            latest[item.id] = item
    touching: dict[str, list[IntelObject]] = defaultdict(list)
    for item in latest.values():
        if item.type == "relationship" and not item.revoked:
            for end in _ends(item):
                touching[end].append(item)
    return _Index(latest, touching)


def _ends(relationship: IntelObject) -> tuple[str, str]:
    said = relationship.normalised
    return text_of(said.get("source_ref")), text_of(said.get("target_ref"))


def _members(container: IntelObject, index: _Index) -> tuple[list[IntelObject], int]:
    """Return the objects of an incident, each once, and how many references point outside the file."""
    waiting = _gathered(container)
    if container.type == "incident":
        waiting += [end for r in index.touching.get(container.id, ()) for end in _ends(r)]
    found: dict[str, IntelObject] = {}
    absent: set[str] = set()
    while waiting:
        id_ = waiting.pop(0)
        item = index.objects.get(id_)
        if item is None:
            absent.add(id_)
        elif id_ not in found and id_ != container.id:
            found[id_] = item
            waiting += _next(item, index)
    return list(found.values()), len(absent)


def _next(item: IntelObject, index: _Index) -> list[str]:
    if item.type == "relationship":
        return list(_ends(item))
    if item.type in ("observed-data", *_PARTS):
        return _gathered(item)
    if item.type == "indicator":
        steps = index.touching.get(item.id, ())
        followed = (r for r in steps if text_of(r.normalised.get("relationship_type")) in _FOLLOWED)
        return [_ends(r)[1] for r in followed if _ends(r)[0] == item.id]
    return []


def _incident(container: IntelObject, members: Sequence[IntelObject]) -> Incident:
    said = container.normalised
    author = said.get("created_by_ref")
    return Incident(
        id=_outside_id(said) or container.id,
        date=_date(container, members),
        sectors=_sorted(s for m in members if m.id != author for s in _sectors(m)),
        countries=_sorted(_country(m) for m in members),
        observables=tuple(sorted({o for m in members for o in m.observables})),
        techniques=_sorted(t for m in members for t in techniques_of(m.normalised)),
        malware=_sorted(text_of(m.normalised.get("name")) for m in members if m.type == "malware"),
        actors=tuple(sorted({names for m in members if m.type in ACTORS and (names := _names(m))})),
        title=text_of(said.get("name")),
        objects=(container.id, *(m.id for m in members)),
        marking=join([container.marking, *(m.marking for m in members)]),
        place=container.place,
    )


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({t for t in texts if t}))


def _sectors(member: IntelObject) -> list[str]:
    if member.type != "identity":
        return []
    return [s for s in list_of(member.normalised.get("sectors")) if isinstance(s, str)]


def _names(actor: IntelObject) -> tuple[str, ...]:
    """Return an actor's name and the aliases that the supplier gives it; nothing where it has no name."""
    name = text_of(actor.normalised.get("name")).strip()
    aliases = _sorted(text_of(a).strip() for a in list_of(actor.normalised.get("aliases")))
    return (name, *(each for each in aliases if each != name)) if name else ()


def _country(member: IntelObject) -> str:
    return text_of(member.normalised.get("country")).upper() if member.type == "location" else ""


def techniques_of(item: Mapping[str, Any]) -> list[str]:
    """Return the ATT&CK ids that an attack pattern refers to."""
    if item.get("type") != "attack-pattern":
        return []
    references = [r for r in list_of(item.get("external_references")) if isinstance(r, dict)]
    ids = [text_of(r.get("external_id")) for r in references if text_of(r.get("source_name")) in _ATTACK]
    return [i for i in ids if TECHNIQUE.match(i)]


def _outside_id(said: Mapping[str, Any]) -> str:
    """Return the supplier's own number of the incident, given as an external reference named ``incident-id``."""
    references = [r for r in list_of(said.get("external_references")) if isinstance(r, dict)]
    return next(
        (text_of(r.get("external_id")) for r in references if r.get("source_name") == "incident-id"), ""
    )


def _date(container: IntelObject, members: Sequence[IntelObject]) -> date | None:
    """Return the day of publication, or of a sighting; else the first observation. A grouping's ``created`` dates the
    grouping only.
    """
    said = container.normalised
    published = timestamp(said.get("published"))
    if container.type == "incident":
        published = published or container.created
    if container.type == "sighting":
        published = timestamp(said.get("first_seen")) or timestamp(said.get("last_seen"))
    seen = [timestamp(m.normalised.get("first_observed")) for m in members if m.type == "observed-data"]
    moment = published or min((s for s in seen if s), default=None)
    return moment.date() if moment else None
