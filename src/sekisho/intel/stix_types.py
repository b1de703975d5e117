"""The types of STIX 2.1 and the properties without which an object of the type says nothing (sections 4 to 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DOMAIN: dict[str, str] = {
    "attack-pattern": "name",
    "campaign": "name",
    "course-of-action": "name",
    "grouping": "context object_refs",
    "identity": "name",
    "incident": "name",
    "indicator": "pattern valid_from",
    "infrastructure": "name",
    "intrusion-set": "name",
    "location": "",
    "malware": "",
    "malware-analysis": "product",
    "note": "content object_refs",
    "observed-data": "first_observed last_observed number_observed",
    "opinion": "opinion object_refs",
    "report": "name published object_refs",
    "threat-actor": "name",
    "tool": "name",
    "vulnerability": "name",
    "relationship": "relationship_type source_ref target_ref",
    "sighting": "sighting_of_ref",
    "language-content": "object_ref contents",
    "extension-definition": "name schema version extension_types",
}
_VALUES: dict[str, str] = {
    "artifact": "",
    "autonomous-system": "number",
    "directory": "path",
    "domain-name": "value",
    "email-addr": "value",
    "email-message": "is_multipart",
    "file": "",
    "ipv4-addr": "value",
    "ipv6-addr": "value",
    "mac-addr": "value",
    "mutex": "name",
    "network-traffic": "protocols",
    "process": "",
    "software": "name",
    "url": "value",
    "user-account": "",
    "windows-registry-key": "",
    "x509-certificate": "",
}
DOMAIN_TYPES = frozenset(_DOMAIN)
"""Types with ``created`` and ``modified`` (domain, relationship and meta objects but marking definitions)."""
VALUE_TYPES = frozenset(_VALUES)
"""Cyber-observable types: no times, ids from content."""
KNOWN_TYPES = DOMAIN_TYPES | VALUE_TYPES | {"marking-definition"}
TIMES = ("created", "modified", "published", "valid_from", "valid_until", "first_observed", "last_observed")


def missing(item: Mapping[str, Any]) -> list[str]:
    """Return the required properties that an object lacks, by name; common ones included."""
    type_ = item["type"]
    required = _VALUES.get(type_, _DOMAIN.get(type_, "")).split()
    if type_ not in VALUE_TYPES:
        required += ["created"] if type_ == "marking-definition" else ["created", "modified"]
    return [name for name in required if item.get(name) in (None, "", [])]
