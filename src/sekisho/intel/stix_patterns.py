"""STIX patterns: the values that a pattern asks for, and patterns written from values.

The commonest shapes (one comparison, or an address with its port) are read by two regular expressions, because the
grammar-driven parser takes milliseconds a pattern; everything else goes through that parser (``stix2-patterns``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from stix2patterns.exceptions import ParseException
from stix2patterns.v21.pattern import Pattern

from .observables import Observable

Wanted = tuple[str, str]
"""A type of observable (or ``ip``/``hash``) and the text that a pattern compares with."""

PATHS: dict[tuple[str, str], str] = {
    ("ipv4-addr", "value"): "ip",
    ("ipv6-addr", "value"): "ip",
    ("domain-name", "value"): "domain",
    ("url", "value"): "url",
    ("email-addr", "value"): "email",
    ("file", "name"): "filename",
    ("mutex", "name"): "mutex",
    ("mac-addr", "value"): "mac",
    ("autonomous-system", "number"): "asn",
    ("windows-registry-key", "key"): "regkey",
    ("x509-certificate", "serial_number"): "x509",
    ("x509-certificate", "subject"): "x509",
    ("email-message", "from_ref.value"): "email",
    ("email-message", "sender_ref.value"): "email",
    ("network-traffic", "extensions.tls-ext.ja3_hash"): "ja3",
    ("network-traffic", "extensions.http-request-ext.request_header.User-Agent"): "useragent",
}
_HASH_NAMES = {"md5": "md5", "sha-1": "sha1", "sha1": "sha1", "sha-256": "sha256", "sha256": "sha256"}
_HASH_NAMES |= {"sha-512": "sha512", "sha512": "sha512", "ssdeep": "ssdeep", "imphash": "imphash"}
_STIX_HASHES = {
    "md5": "MD5",
    "sha1": "'SHA-1'",
    "sha256": "'SHA-256'",
    "sha512": "'SHA-512'",
    "ssdeep": "SSDEEP",
}

_ONE = re.compile(r"\s*\[\s*([a-z0-9-]+):([\w.'-]+?)\s*=\s*'((?:[^'\\]|\\['\\])*)'\s*\]\s*\Z")
_PAIR = re.compile(
    r"\s*\[\s*network-traffic:dst_ref\.type\s*=\s*'ipv[46]-addr'\s+AND\s+network-traffic:dst_ref\.value\s*=\s*"
    r"'([0-9a-fA-F.:]+)'\s+AND\s+network-traffic:dst_port\s*=\s*(\d{1,5})\s*\]\s*\Z"
)


def read_pattern(pattern: str) -> tuple[list[Wanted], str | None]:
    """Return what a pattern asks for, and a reason where it cannot be read.

    Only ``=`` and ``IN`` that are not negated name values; a pattern of likenesses or negations yields none.
    """
    pair = _PAIR.match(pattern)
    if pair:
        return [("ipport", _with_port(pair.group(1), pair.group(2)))], None
    one = _ONE.match(pattern)
    if one:
        return _wanted(
            one.group(1), _path(one.group(2)), one.group(3).replace("\\'", "'").replace("\\\\", "\\")
        )
    return read_pattern_by_grammar(pattern)


def read_pattern_by_grammar(pattern: str) -> tuple[list[Wanted], str | None]:
    """Do the same with the grammar alone: slower, for every pattern there is."""
    try:
        comparisons = Pattern(pattern).inspect().comparisons
    except ParseException as error:
        return [], str(error)
    except RecursionError:
        return [], "nested too deep"
    wanted: list[Wanted] = []
    for type_, tests in comparisons.items():
        wanted.extend(_endpoints(tests) if type_ == "network-traffic" else _values(type_, tests))
    return list(dict.fromkeys(wanted)), None


def _path(text: str) -> list[str]:
    """Split a path at its dots; a quoted step keeps its dots and loses its quotes."""
    return [step.strip("'") for step in re.findall(r"'[^']*'|[^.]+", text)]


def _values(type_: str, tests: Iterable[tuple[list[Any], str, str]]) -> list[Wanted]:
    wanted: list[Wanted] = []
    for path, operator, constant in tests:
        for value in _constants(operator, constant):
            wanted.extend(_wanted(type_, [str(step) for step in path], value)[0])
    return wanted


def _wanted(type_: str, path: list[str], value: str) -> tuple[list[Wanted], str | None]:
    if "hashes" in path[:-1] or (len(path) == 1 and path[0] == "hashes"):
        name = "x509" if type_ == "x509-certificate" else hash_type(path[-1])
        return ([(name, value)] if name else []), None
    name = PATHS.get((type_, ".".join(path)), "")
    return ([(name, value)] if name else []), None


def _constants(operator: str, constant: str) -> list[str]:
    if operator == "=":
        return [_unquoted(constant)]
    if operator == "IN":
        literals = re.findall(r"'(?:[^'\\]|\\['\\])*'|[^\s,()']+", constant)
        return [_unquoted(text) for text in literals]
    return []


def _unquoted(constant: str) -> str:
    if not constant.startswith("'"):
        return constant
    return constant[1:-1].replace("\\'", "'").replace("\\\\", "\\")


def _endpoints(tests: list[tuple[list[Any], str, str]]) -> list[Wanted]:
    """Join an address with its port where a pattern names one of each; else the addresses stand alone."""
    found = [(".".join(map(str, p)), v) for p, op, c in tests for v in _constants(op, c)]
    addresses = [v for path, v in found if path in ("dst_ref.value", "src_ref.value")]
    ports = [v for path, v in found if path == "dst_port"]
    if len(addresses) == 1 and len(ports) == 1:
        ends: list[Wanted] = [("ipport", _with_port(addresses[0], ports[0]))]
    else:
        ends = [("", address) for address in addresses]
    return ends + _values("network-traffic", tests)


def _with_port(address: str, port: str) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def hash_type(name: str) -> str:
    """Return our name for a hash algorithm of STIX's vocabulary, or an empty string."""
    return _HASH_NAMES.get(name.lower(), "")


def write_pattern(observable: Observable) -> str | None:
    """Return the pattern that asks for one observable; ``None`` where STIX has no path for its type."""
    if observable.type == "ipport":
        address, _, port = observable.value.rpartition(":")
        bare = address.strip("[]")
        return (
            f"[network-traffic:dst_ref.type = 'ipv{6 if ':' in bare else 4}-addr'"
            f" AND network-traffic:dst_ref.value = '{bare}' AND network-traffic:dst_port = {port}]"
        )
    if observable.type == "asn":
        return f"[autonomous-system:number = {observable.value.removeprefix('AS')}]"
    path = _path_for(observable)
    quoted = observable.value.replace("\\", "\\\\").replace("'", "\\'")
    return f"[{path} = '{quoted}']" if path else None


_WRITTEN = {
    "ipv4": "ipv4-addr:value",
    "ipv6": "ipv6-addr:value",
    "domain": "domain-name:value",
    "url": "url:value",
    "email": "email-addr:value",
    "filename": "file:name",
    "mutex": "mutex:name",
    "mac": "mac-addr:value",
    "regkey": "windows-registry-key:key",
    "imphash": "file:hashes.IMPHASH",
    "ja3": "network-traffic:extensions.'tls-ext'.ja3_hash",
    "useragent": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
}


def _path_for(observable: Observable) -> str | None:
    if observable.type == "cidr":
        return "ipv6-addr:value" if ":" in observable.value else "ipv4-addr:value"
    if observable.type in _STIX_HASHES:
        return f"file:hashes.{_STIX_HASHES[observable.type]}"
    if observable.type == "x509":
        name = {32: "MD5", 40: "'SHA-1'", 64: "'SHA-256'"}.get(len(observable.value))
        is_hex = re.fullmatch(r"[0-9a-f]+", observable.value) is not None
        return f"x509-certificate:hashes.{name}" if name and is_hex else "x509-certificate:serial_number"
    return _WRITTEN.get(observable.type)
