"""MISP's words: which attribute types are observables, and what its galaxies and tags say of an incident."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from .markings import MarkingSet, join, parse_tlp

SIMPLE: Mapping[str, str] = {
    "ip-src": "ip",
    "ip-dst": "ip",
    "ip-src|port": "ipport",
    "ip-dst|port": "ipport",
    "domain": "domain",
    "hostname": "domain",
    "url": "url",
    "uri": "url",
    "email": "email",
    "email-src": "email",
    "email-dst": "email",
    "email-reply-to": "email",
    "md5": "md5",
    "sha1": "sha1",
    "sha256": "sha256",
    "sha512": "sha512",
    "imphash": "imphash",
    "ssdeep": "ssdeep",
    "ja3-fingerprint-md5": "ja3",
    "filename": "filename",
    "mutex": "mutex",
    "regkey": "regkey",
    "user-agent": "useragent",
    "mac-address": "mac",
    "AS": "asn",
    "x509-fingerprint-md5": "x509",
    "x509-fingerprint-sha1": "x509",
    "x509-fingerprint-sha256": "x509",
    "malware-sample": "filename",
    "attachment": "filename",
}
"""Attribute types that carry one value each. Types written ``a|b`` carry one of each part."""

CREDENTIAL_OBJECTS = frozenset({"credential", "authentication-failure-report"})
CREDENTIAL_RELATIONS = frozenset({"password", "private-key", "secret"})

_TAG = re.compile(r'([\w.+-]+):([\w.+-]+)="(.*)"\Z', re.DOTALL)
_ATTACK_ID = re.compile(r"\bT\d{4}(?:\.\d{3})?\b")
_ACTOR = frozenset({"threat-actor", "mitre-intrusion-set", "mitre-enterprise-attack-intrusion-set"})
_MALWARE = frozenset(
    [
        "mitre-malware",
        "mitre-enterprise-attack-malware",
        "malpedia",
        "rat",
        "ransomware",
        "backdoor",
        "banker",
        "stealer",
        "botnet",
    ]
)
_SECTOR = frozenset({"sector"})
_COUNTRY = frozenset({"target-information", "country"})


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What tags say of an incident."""

    techniques: tuple[str, ...] = ()
    malware: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


def values(type_: str, value: str) -> list[tuple[str, str]]:
    """Return type and text of every observable in an attribute; none where the type carries no observable."""
    if type_ in ("ip-src|port", "ip-dst|port"):
        address, _, port = value.rpartition("|")
        return [("ipport", f"[{address}]:{port}" if ":" in address else f"{address}:{port}")]
    if type_ in SIMPLE:
        first = value.partition("|")[0] if type_ == "malware-sample" else value
        return [(SIMPLE[type_], first)]
    parts, texts = type_.split("|"), value.split("|")
    if len(parts) != len(texts) or len(parts) < 2:
        return []
    return [
        (SIMPLE.get(p, "ip" if p == "ip" else ""), t)
        for p, t in zip(parts, texts, strict=True)
        if p in SIMPLE or p == "ip"
    ]


def said_by(tags: Iterable[str]) -> Said:
    """Read the tags of MISP's galaxies: techniques, malware, sectors and countries of the victims, actors."""
    found: dict[str, set[str]] = {name: set() for name in Said.__struct_fields__}
    for tag in tags:
        match = _TAG.match(tag)
        if match is None or match.group(1) != "misp-galaxy":
            continue
        galaxy, value = match.group(2), match.group(3)
        if "attack-pattern" in galaxy:
            found["techniques"].update(_ATTACK_ID.findall(value))
        elif galaxy in _MALWARE:
            found["malware"].add(re.sub(r"\s+-\s+S\d{4}\Z", "", value))
        elif galaxy in _ACTOR:
            found["actors"].add(re.sub(r"\s+-\s+G\d{4}\Z", "", value))
        elif galaxy in _SECTOR:
            found["sectors"].add(value.lower())
        elif galaxy in _COUNTRY:
            found["countries"].add(value.upper() if len(value) == 2 else value)
    return Said(**{key: tuple(sorted(texts)) for key, texts in found.items()})


def marking_of(tags: Iterable[str]) -> MarkingSet:
    """Return the strictest TLP label among tags (``tlp:amber``)."""
    labels = [parse_tlp(tag) for tag in tags if tag.lower().startswith("tlp:")]
    return join(MarkingSet(tlp=label) for label in labels if label)
