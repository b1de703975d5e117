"""Observables: one value of one type, in the one spelling by which values of different suppliers are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

import msgspec

from sekisho.vocabulary.finding import Finding

from . import addresses
from .credentials import shown, strip_credentials
from .messages import finding
from .refang import refang


class Observable(msgspec.Struct, frozen=True, order=True):
    """A type of ``TYPES`` and a normalised value. Made by ``observe``; made by hand it is taken at its word."""

    type: str
    value: str


class Observed(msgspec.Struct, frozen=True):
    """What became of one text: the observable, or ``None``, and what a person should know about it."""

    observable: Observable | None
    findings: tuple[Finding, ...] = ()


MAX_VALUE = 2_000
"""Bytes of a value that is compared with others: a database finds no longer one by an index."""
HASH_LENGTHS: Mapping[str, int] = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
ADDRESS_TYPES = ("ipv4", "ipv6", "cidr", "ipport", "domain")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[t ]")
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}\Z")


def observe(type_: str, text: str, place: str) -> Observed:
    """Read one text as an observable of the type named.

    ``type_`` is one of ``TYPES``, or ``ip``, ``hash`` or ``""`` where the text itself has to tell. ``place`` goes
    into the findings. An address of another kind than named is taken as what it is, with a finding.
    """
    plain, cut = strip_credentials(text) if type_ in ("url", "") else (text, ())
    notes = [finding("credentials_removed", place)] if cut else []
    observable = _read(type_, plain)
    size = len(observable.value.encode()) if observable else 0
    if size > MAX_VALUE:
        return Observed(None, (*notes, finding("value_too_long", place, size=size, limit=MAX_VALUE)))
    if observable is None:
        refused = finding("value_unreadable", place, value=shown(text), type=type_ or "?")
        return Observed(None, (*notes, refused))
    if type_ in TYPES and observable.type != type_:
        notes.append(finding("type_corrected", place, value=shown(text), named=type_, type=observable.type))
    use = special_use(observable)
    if use is not None:
        notes.append(finding("address_not_global", place, value=observable.value, use=use))
    return Observed(observable, tuple(notes))


def special_use(observable: Observable) -> str | None:
    """Say which special use the address of an observable has (``private``, ``loopback`` …), else ``None``."""
    if observable.type not in ("ipv4", "ipv6", "ipport"):
        return None
    return addresses.special_use(observable.value)


def _read(type_: str, text: str) -> Observable | None:
    if len(text) > 8192 or any(0xD800 <= ord(c) < 0xE000 for c in text) or "\x00" in text:
        return None
    if type_ == "":
        return _guess(refang(text))
    if type_ == "hash":
        return _read_hash(text)
    if type_ in ADDRESS_TYPES or type_ == "ip":
        return _read_host(refang(text))
    reader = _READERS.get(type_)
    value = reader(text) if reader else None
    return Observable(type_, value) if value else None


def _read_host(text: str) -> Observable | None:
    """Read an address, a range, an address with port or a name; the port of a name is dropped."""
    text = unicodedata.normalize("NFKC", text)
    address = addresses.read_address(text)
    if address is not None:
        return Observable(f"ipv{address.version}", str(address))
    range_ = addresses.network(text)
    if range_ is not None:
        return Observable("cidr", range_)
    split = addresses.split_port(text)
    if split is None:
        return None
    address = addresses.read_address(split[0])
    if address is not None and split[1] is not None:
        written = f"[{address}]" if address.version == 6 else str(address)
        return Observable("ipport", f"{written}:{split[1]}")
    name = addresses.domain(split[0])
    return Observable("domain", name) if name else None


def _hash(length: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        value = text.strip().lower()
        return value if len(value) == length and _is_hex(value) else None

    return read


def _is_hex(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]+", text) is not None


def _read_hash(text: str) -> Observable | None:
    value = text.strip().lower()
    type_ = next((t for t, n in HASH_LENGTHS.items() if n == len(value)), None)
    return Observable(type_, value) if type_ and _is_hex(value) else None


def _x509(text: str) -> str | None:
    """Read a certificate's fingerprint, serial number or subject; its times of validity identify nothing."""
    value = " ".join(text.lower().split())
    compact = value.replace(":", "").replace(" ", "")
    if _TIME.match(value):
        return None
    return compact if _is_hex(compact) else value or None


def _url(text: str) -> str | None:
    plain = strip_credentials(refang(text))[0]
    plain = plain if "://" in plain else f"http://{plain}"
    return addresses.url(plain)


def _text(text: str) -> str | None:
    value = unicodedata.normalize("NFC", text).strip()
    return value if value and value.isprintable() else None


def _asn(text: str) -> str | None:
    digits = text.strip().upper().removeprefix("ASN").removeprefix("AS").strip()
    valid = digits.isascii() and digits.isdigit() and len(digits) <= 10 and 0 < int(digits) < 2**32
    return f"AS{int(digits)}" if valid else None


def _mac(text: str) -> str | None:
    value = text.strip().lower().replace("-", ":")
    return value if _MAC.match(value) else None


_READERS: Mapping[str, Callable[[str], str | None]] = {
    "url": _url,
    "email": lambda text: addresses.email(refang(text)),
    **{name: _hash(length) for name, length in HASH_LENGTHS.items()},
    "imphash": _hash(32),
    "ja3": _hash(32),
    "ssdeep": _text,
    "x509": _x509,
    "filename": _text,
    "mutex": _text,
    "regkey": _text,
    "useragent": _text,
    "asn": _asn,
    "mac": _mac,
}
TYPES: tuple[str, ...] = (*ADDRESS_TYPES, *_READERS)
"""Every type that an observable may have."""


def _guess(text: str) -> Observable | None:
    """Tell the type of a text by its shape, the most particular shape first."""
    if "://" in text:
        value = _url(text)
        return Observable("url", value) if value else None
    if "@" in text:
        value = addresses.email(text)
        return Observable("email", value) if value else None
    if re.fullmatch(r"ASN?\s?\d+", text, re.IGNORECASE):
        value = _asn(text)
        return Observable("asn", value) if value else None
    found = _read_hash(text) or _read_host(text)
    if found is None and "/" in text:
        value = _url(text)
        found = Observable("url", value) if value else None
    return found
