"""Markings in STIX: marking definitions read into marking sets, and marking sets written as definitions.

TLP has fixed objects: those of STIX 2.1 section 7.2.1.4 (TLP 1) and of the OASIS extension for TLP 2.0. Ours carry
the government's levels, compartments and releasability in an extension of our own, whose id never changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from sekisho.vocabulary.canonical import digest

from .json_text import list_of, text_of
from .markings import LEVEL_TEXTS, UNMARKED, MarkingSet, Tlp, join, parse_tlp

NAMESPACE = uuid.UUID("8c0a1e5e-5a9e-4d0b-9a8b-2f4f6f1c7d35")
"""Namespace of every id that this product derives from content."""

OWN_EXTENSION = "extension-definition--0f6f3f1e-7c51-4b86-9d5c-6a3f0c2f8e11"
OWN_IDENTITY = "identity--b1d2a7c4-93f5-4e0d-8a67-51c3e9f0d248"
OWN_TIME = "2026-01-01T00:00:00.000Z"
TLP2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

TLP2_IDS: dict[Tlp, str] = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
TLP1_IDS: dict[str, Tlp] = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
FIXED: dict[str, MarkingSet] = {
    **{id_: MarkingSet(tlp=tlp) for tlp, id_ in TLP2_IDS.items()},
    **{id_: MarkingSet(tlp=tlp) for id_, tlp in TLP1_IDS.items()},
}
UNREAD: Tlp = "amber+strict"
"""What an unreadable marking counts as: it may forbid passing on, so nothing leaves the organization."""


class Resolved(msgspec.Struct, frozen=True):
    """The marking set of an object and the ids of markings that could not be read."""

    marking: MarkingSet
    unread: tuple[str, ...] = ()


def read_definition(definition: Mapping[str, Any]) -> MarkingSet | None:
    """Read one marking-definition object; ``None`` where it means something that we cannot read."""
    id_ = text_of(definition.get("id"))
    if id_ in FIXED:
        return FIXED[id_]
    kind = text_of(definition.get("definition_type"))
    body = definition.get("definition")
    body = body if isinstance(body, dict) else {}
    if kind == "statement":
        return MarkingSet(others=(id_,))
    if kind == "tlp":
        tlp = parse_tlp(text_of(body.get("tlp")))
        return MarkingSet(tlp=tlp) if tlp else None
    extensions = definition.get("extensions")
    return _read_extensions(extensions) if isinstance(extensions, dict) else None


def _read_extensions(extensions: Mapping[str, Any]) -> MarkingSet | None:
    tlp2, own = extensions.get(TLP2_EXTENSION), extensions.get(OWN_EXTENSION)
    if isinstance(tlp2, dict):
        tlp = parse_tlp(text_of(tlp2.get("tlp_2_0")))
        return MarkingSet(tlp=tlp) if tlp else None
    return _read_own(own) if isinstance(own, dict) else None


def _read_own(own: Mapping[str, Any]) -> MarkingSet | None:
    level = own.get("confidentiality_level")
    compartments, releasable = own.get("compartments", []), own.get("releasable_to")
    lists = [compartments] + ([] if releasable is None else [releasable])
    if any(not isinstance(x, list) or not all(isinstance(y, str) for y in x) for x in lists):
        return None
    if level is not None and (not isinstance(level, int) or level not in LEVEL_TEXTS):
        return None
    limits = None if releasable is None else tuple(releasable)
    return MarkingSet(level=level, compartments=tuple(compartments), releasable=limits)


def marking_of(item: Mapping[str, Any], known: Mapping[str, MarkingSet | None]) -> Resolved:
    """Return an object's marking: all its marking references together, those of single parts included.

    ``known`` are the definitions of the same file, ``None`` for unreadable ones. A marking that cannot be read counts
    as ``UNREAD`` and is kept by its id.
    """
    ids = [i for i in list_of(item.get("object_marking_refs")) if isinstance(i, str)]
    for part in list_of(item.get("granular_markings")):
        if isinstance(part, dict) and isinstance(part.get("marking_ref"), str):
            ids.append(part["marking_ref"])
    if not ids:
        return Resolved(UNMARKED)
    sets, unread = [], []
    for id_ in ids:
        found = FIXED.get(id_) or known.get(id_)
        if found is None:
            unread.append(id_)
            found = MarkingSet(tlp=UNREAD, others=(id_,))
        sets.append(found)
    return Resolved(join(sets), tuple(unread))


def definitions_for(marking: MarkingSet) -> list[dict[str, Any]]:
    """Return the marking-definition objects that say a marking set in STIX, the extension's own objects included."""
    written: list[dict[str, Any]] = []
    if marking.tlp:
        written.append(_tlp_definition(marking.tlp))
    own = _own_part(marking)
    if own:
        written += [own_identity(), _own_extension(), _own_definition(own)]
    return written


def refs_for(marking: MarkingSet) -> list[str]:
    """Return the ids that an object carrying the marking set refers to, sorted; others' definitions included."""
    ids = {d["id"] for d in definitions_for(marking) if d["type"] == "marking-definition"}
    return sorted(ids | set(marking.others))


def _own_part(marking: MarkingSet) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if marking.level is not None:
        own["confidentiality_level"] = marking.level
    if marking.compartments:
        own["compartments"] = list(marking.compartments)
    if marking.releasable is not None:
        own["releasable_to"] = list(marking.releasable)
    return own


def _tlp_definition(tlp: Tlp) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP2_IDS[tlp],
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{tlp.upper()}",
        "extensions": {TLP2_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp}},
    }


def _own_definition(own: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{uuid.uuid5(NAMESPACE, digest(own))}",
        "created": OWN_TIME,
        "created_by_ref": OWN_IDENTITY,
        "name": "Government of Japan handling",
        "extensions": {OWN_EXTENSION: {"extension_type": "property-extension", **own}},
    }


def own_identity() -> dict[str, Any]:
    """Return the identity under which this product writes what is its own."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": OWN_IDENTITY,
        "created": OWN_TIME,
        "modified": OWN_TIME,
        "name": "sekisho",
        "identity_class": "system",
    }


def _own_extension() -> dict[str, Any]:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": OWN_EXTENSION,
        "created_by_ref": OWN_IDENTITY,
        "created": OWN_TIME,
        "modified": OWN_TIME,
        "name": "Handling of government information",
        "description": "confidentiality_level 1-3, compartments a reader must hold, offices it is releasable to",
        "schema": "see docs/reference/intake-formats.md of sekisho",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }
