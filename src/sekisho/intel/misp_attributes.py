"""One MISP attribute: an indicator where it carries values, a vulnerability where it names one, else a note."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding

from .credentials import shown
from .json_text import read_object, text_of
from .markings import MarkingSet, join
from .messages import finding
from .misp_words import CREDENTIAL_RELATIONS, marking_of, values
from .objects import IntelObject
from .observables import Observable, observe
from .stix_make import indicator, made
from .times import epoch, timestamp

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}\Z", re.IGNORECASE)


class Context(msgspec.Struct, frozen=True):
    """What an attribute inherits: the event's marking, and the id of the report that notes speak about."""

    marking: MarkingSet
    event_id: str


class Outcome(msgspec.Struct, frozen=True):
    """What became of an attribute: an object with remarks, or ``None`` with the reasons."""

    item: IntelObject | None
    findings: tuple[Finding, ...]


def read_attribute(
    raw: bytes, place: str, context: Context, tags_of: Callable[[Mapping[str, Any]], list[str]]
) -> Outcome:
    """Read one attribute of an event or object; ``tags_of`` lists its tags."""
    read = read_object(raw, place)
    flaws = list(read.findings) or _flaws(read.value, place)
    if flaws:
        return Outcome(None, tuple(flaws))
    said: dict[str, Any] = read.value
    pairs = values(said["type"], said["value"])
    observed = [observe(type_, text, f"{place}.value") for type_, text in pairs]
    notes = [f for o in observed for f in o.findings]
    observables = tuple(dict.fromkeys(o.observable for o in observed if o.observable))
    if pairs and not observables:
        return Outcome(None, tuple(notes))
    at = epoch(said.get("timestamp"))
    normalised, known = _normalised(said, observables, at, context)
    if not known:
        notes.append(finding("misp_kept_as_note", place, type=shown(said["type"])))
    item = IntelObject(
        id=normalised["id"],
        type=normalised["type"],
        raw=raw,
        normalised=normalised,
        place=place,
        created=at,
        modified=at,
        observables=observables,
        marking=join([context.marking, marking_of(tags_of(said))]),
    )
    return Outcome(item, tuple(notes))


def _flaws(said: object, place: str) -> list[Finding]:
    if not isinstance(said, dict):
        return [finding("not_an_object", place)]
    if said.get("deleted") is True:
        return [finding("deleted_by_supplier", place)]
    if text_of(said.get("object_relation")) in CREDENTIAL_RELATIONS:
        return [finding("credential_refused", place)]
    flaws = [
        finding("property_missing", f"{place}.{name}", type="Attribute", name=name)
        for name in ("type", "value")
        if not text_of(said.get(name)).strip()
    ]
    if not _UUID.match(text_of(said.get("uuid"))):
        flaws.append(finding("id_malformed", f"{place}.uuid", value=shown(said.get("uuid"))))
    return flaws


def _normalised(
    said: Mapping[str, Any], observables: tuple[Observable, ...], at: datetime | None, context: Context
) -> tuple[dict[str, Any], bool]:
    """Return the STIX object of an attribute, and whether its type is one that is understood."""
    uuid, comment = said["uuid"].lower(), text_of(said.get("comment"))
    if observables:
        seen = timestamp(said.get("first_seen")) or at
        kinds = ["malicious-activity"] if said.get("to_ids") is not False else ["unknown"]
        made_ = indicator(f"indicator--{uuid}", observables, at, description=comment, indicator_types=kinds)
        return made_ | ({"valid_from": indicator("", (), seen)["valid_from"]} if seen else {}), True
    if said["type"] == "vulnerability" and _CVE.match(said["value"].strip()):
        cve = said["value"].strip().upper()
        reference = [{"source_name": "cve", "external_id": cve}]
        id_ = f"vulnerability--{uuid}"
        return made(
            "vulnerability", id_, at, name=cve, description=comment, external_references=reference
        ), True
    content = f"{text_of(said.get('category'))} / {said['type']}: {said['value']}"
    note = made(
        "note", f"note--{uuid}", at, abstract=comment, content=content, object_refs=[context.event_id]
    )
    return note, said["type"] in ("text", "comment", "link", "other")
