"""STIX objects made from what other formats say. Ids come from content, so the same input gives the same objects."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sekisho.vocabulary.canonical import digest

from .markings_stix import NAMESPACE
from .observables import Observable
from .stix_patterns import write_pattern
from .times import write_stix_time


def content_id(type_: str, *content: object) -> str:
    """Return a STIX id derived from content: equal content, equal id."""
    return f"{type_}--{uuid.uuid5(NAMESPACE, digest([type_, *content]))}"


def made(type_: str, id_: str, at: datetime | None, **properties: Any) -> dict[str, Any]:
    """Return a domain object; properties that are ``None`` or empty are left out, times only where known."""
    item: dict[str, Any] = {"type": type_, "spec_version": "2.1", "id": id_}
    if at is not None:
        item["created"] = item["modified"] = write_stix_time(at)
    kept = {k: v for k, v in properties.items() if v is not None and v != "" and v != [] and v != ()}
    return item | {k: list(v) if isinstance(v, tuple) else v for k, v in kept.items()}


def indicator(
    id_: str, observables: Iterable[Observable], at: datetime | None, **more: Any
) -> dict[str, Any]:
    """Return an indicator whose pattern asks for any of the observables."""
    patterns = [p for p in (write_pattern(o) for o in observables) if p]
    start = write_stix_time(at) if at else None
    return made(
        "indicator",
        id_,
        at,
        pattern=" OR ".join(patterns),
        pattern_type="stix",
        valid_from=start,
        **{"indicator_types": ["malicious-activity"], **more},
    )


def technique(id_: str, at: datetime | None = None, name: str = "") -> dict[str, Any]:
    """Return an attack pattern for an ATT&CK id."""
    reference = {"source_name": "mitre-attack", "external_id": id_}
    return made(
        "attack-pattern",
        content_id("attack-pattern", id_),
        at,
        name=name or id_,
        external_references=[reference],
    )


def malware(name: str, at: datetime | None = None) -> dict[str, Any]:
    """Return a malware family by its name."""
    return {**made("malware", content_id("malware", name), at, name=name), "is_family": True}


def intrusion_set(names: Sequence[str], at: datetime | None = None) -> dict[str, Any]:
    """Return an actor by its name and, after it, its aliases."""
    id_ = content_id("intrusion-set", *names)
    return made("intrusion-set", id_, at, name=names[0], aliases=list(names[1:]))


def victim_sector(sector: str, at: datetime | None = None) -> dict[str, Any]:
    """Return the class of victims of one sector."""
    id_ = content_id("identity", "victims", sector)
    return made("identity", id_, at, name=f"victims: {sector}", identity_class="class", sectors=[sector])


def country(code: str, at: datetime | None = None) -> dict[str, Any]:
    """Return the location that is a country."""
    return made("location", content_id("location", code), at, country=code)
