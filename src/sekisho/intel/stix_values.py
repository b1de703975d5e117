"""The values that a STIX cyber-observable object carries (STIX 2.1 section 6, and 2.0's objects inside observed-data)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .stix_patterns import PATHS, Wanted, hash_type


def values_of(item: Mapping[str, Any], others: Mapping[str, Any]) -> list[Wanted]:
    """Return the values of one object; ``others`` are the objects that its references can name (2.0)."""
    type_ = item.get("type")
    if not isinstance(type_, str):
        return []
    if type_ == "network-traffic":
        return _traffic(item, others)
    found = [
        (kind, str(item[path]))
        for (owner, path), kind in PATHS.items()
        if owner == type_ and isinstance(item.get(path), str | int)
    ]
    return found + _hashes(type_, item.get("hashes"))


def _hashes(type_: str, hashes: object) -> list[Wanted]:
    if not isinstance(hashes, dict):
        return []
    named = [
        ("x509" if type_ == "x509-certificate" else hash_type(name), value) for name, value in hashes.items()
    ]
    return [(kind, value) for kind, value in named if kind and isinstance(value, str)]


def _traffic(item: Mapping[str, Any], others: Mapping[str, Any]) -> list[Wanted]:
    """Join the destination with its port where the destination stands in the same object (2.0)."""
    target, port = others.get(str(item.get("dst_ref"))), item.get("dst_port")
    if not isinstance(target, dict) or not isinstance(port, int) or not isinstance(target.get("value"), str):
        return []
    address = target["value"]
    return [("ipport", f"[{address}]:{port}" if ":" in address else f"{address}:{port}")]
