"""Which format a file is in: told by its content, never by its name alone."""

from __future__ import annotations

import json
import re
from typing import Literal

Format = Literal["stix", "misp", "csv", "kev", "incidents"]
FORMATS: tuple[Format, ...] = ("stix", "misp", "csv", "kev", "incidents")

_INCIDENT_KEYS = ('"observables"', '"techniques"', '"sectors"')


def detect(text: str) -> Format | None:
    """Return the format that a text is in, ``None`` for what is none of ours (XML, plain prose).

    Looks at the beginning only; the reader of the format then says what is wrong with the rest.
    """
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        return None
    if start not in ("{", "["):
        return "csv" if _looks_like_csv(text) else None
    if _is_incident_line(text):
        return "incidents"
    head = text[:65536]
    if '"vulnerabilities"' in head and ('"cveID"' in text[:1_000_000] or '"catalogVersion"' in head):
        return "kev"
    if re.search(r'"Event"\s*:', head) or ('"Attribute"' in text and '"info"' in text):
        return "misp"
    return "stix"


def _is_incident_line(text: str) -> bool:
    first = text.lstrip("\ufeff \t\r\n").splitlines()[0]
    if not any(key in first for key in _INCIDENT_KEYS) or '"type": "bundle"' in first[:200]:
        return False
    try:
        value = json.loads(first)
    except (json.JSONDecodeError, RecursionError):
        return False
    return isinstance(value, dict) and "id" in value and "type" not in value


def _looks_like_csv(text: str) -> bool:
    first = text.splitlines()[0] if text.strip() else ""
    return any(delimiter in first for delimiter in ",\t;|") or len(first) < 40
