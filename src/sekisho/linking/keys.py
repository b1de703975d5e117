"""Keys: what two incidents may have in common, derived from each value without asking the network anything.

Invariants
1. A key is ``(kind, value)``; the same observable always gives the same keys, whatever else there is.
2. A more general key (registered domain, /24) is given beside the exact one, never instead of it.
3. User names and passwords in URLs never reach a key, nor does a URL that cannot be read.
4. Private, reserved and local addresses give no key: two offices using 10.0.0.1 share nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from string import ascii_lowercase, digits
from urllib.parse import unquote, urlsplit

from publicsuffixlist import PublicSuffixList

Key = tuple[str, str]

MIN_TOKEN = 4
GRAM = 5
MAX_VALUE = 2048
HASHES = {"md5", "sha1", "sha256", "sha512", "ssdeep", "imphash", "tlsh"}
SHAPE_FROM, SHAPE_TO = ascii_lowercase + digits, "a" * 26 + "9" * 10
_SHAPE = str.maketrans(SHAPE_FROM, SHAPE_TO)
_WORDS = re.compile(r"[a-z]+")
_HEXISH = re.compile(r"(?=.*[0-9])[0-9a-f]{8,}")
_ORDINARY_PORTS = {"80", "443"}


def keys_of(kind: str, value: str) -> frozenset[Key]:
    """Return all keys of one observable: its exact value and what can be derived from it.

    ``kind`` is the observable's type (``domain``, ``ipv4``, ``ipport``, ``url``, ``email``, a hash name, …); an
    unknown type gives its exact value only, an empty or unreadable value gives nothing.
    """
    text = value.strip()
    if not text or len(text) > MAX_VALUE:
        return frozenset()
    reader = _READERS.get(kind)
    if reader is None:
        exact = "file_hash" if kind in HASHES else "other_value"
        return frozenset({(exact, text.lower() if exact == "file_hash" else f"{kind}:{text}")})
    return frozenset(reader(text))


def _domain(text: str) -> set[Key]:
    name = ascii_name(text)
    if name is None:
        return set()
    suffix, registered = _split(name)
    if registered is None:
        return set()
    label = registered[: -len(suffix) - 1]
    keys = {("registered_domain", registered), ("name_shape", f"{_shape(label)}.{suffix}")}
    keys |= {("name_token", word) for word in _words(label)}
    keys |= {("name_part", gram) for gram in _grams(label)}
    if name != registered:
        keys.add(("domain", name))
        keys |= _below(name[: -len(registered) - 1])
    if suffix != icann_suffix(name):
        keys.add(("hosting", suffix))
    if len(label) >= MIN_TOKEN:
        keys.add(("name_label", label))
    keys.add(("suffix", suffix))
    return keys


def _below(sub: str) -> set[Key]:
    keys = {("sub_label", sub)} if len(sub) > 1 and sub != "www" else set()
    return keys | {("name_token", word) for word in _words(sub)}


def _address(text: str) -> set[Key]:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return set()
    if not address.is_global or address.is_multicast:
        return set()
    return {("address", str(address)), ("network", network_of(str(address)))}


def network_of(address: str) -> str:
    """Return the /24, or the /48, of an address as ``str`` of one spells it."""
    if ":" in address:
        return str(ipaddress.ip_network((address, 48), strict=False))
    return f"{address.rpartition('.')[0]}.0/24"


def _endpoint(text: str) -> set[Key]:
    host, _, port = text.rpartition(":")
    keys = _address(host) if host else set()
    if not keys or not port.isdigit():
        return keys
    address = next(value for kind, value in keys if kind == "address")
    keys.add(("endpoint", f"{address}:{int(port)}"))
    if port not in _ORDINARY_PORTS:
        keys.add(("port", str(int(port))))
    return keys


def _url(text: str) -> set[Key]:
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return set()
    if not host:
        return set()
    keys = _address(host) or _domain(host)
    if not keys:
        return set()
    path = unquote(parts.path)
    if port and str(port) not in _ORDINARY_PORTS:
        keys.add(("port", str(port)))
    query = sorted(re.findall(r"(?:^|&)([^=&]+)=", parts.query))
    if path.strip("/") or query:
        shown = f"?{'&'.join(query)}" if query else ""
        keys.add(("url", f"{host}{path}{shown}"))
        keys.add(("url_path", path + shown))
        keys.add(("url_shape", "/".join(_shape(part.lower()) for part in path.split("/")) + shown))
        keys |= {("url_word", word) for word in _words(path.lower())}
        keys |= _file_name(path.rsplit("/", 1)[-1])
    return keys


def _file_name(name: str) -> set[Key]:
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem or not 1 <= len(extension) <= 5:
        return set()
    return {("file_name", name.lower()), ("file_shape", f"{_shape(stem.lower())}.{extension.lower()}")}


def _email(text: str) -> set[Key]:
    user, _, host = text.lower().rpartition("@")
    if not user:
        return set()
    keys = {("email", f"{user}@{host}"), ("email_user", user)}
    return keys | {key for key in _domain(host) if key[0] in ("registered_domain", "domain")}


def _range(text: str) -> set[Key]:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return set()
    return {("network", str(network))} if network.is_global else set()


_READERS: dict[str, Callable[[str], set[Key]]] = {
    "cidr": _range,
    "domain": _domain,
    "ipv4": _address,
    "ipv6": _address,
    "ipport": _endpoint,
    "url": _url,
    "email": _email,
    "filename": lambda text: _file_name(text.replace("\\", "/").rsplit("/", 1)[-1]),
    "x509": lambda text: {("certificate", text.lower())},
    "asn": lambda text: {("system", text.upper())},
}


READ_TYPES = frozenset(_READERS)
"""Types of observables that are read part by part; the others give their exact value only."""


@lru_cache(maxsize=1 << 16)
def registered_domain(name: str) -> str | None:
    """Return the domain that somebody registered for a host name, by the public suffix list, or none."""
    return _split(name)[1]


def ascii_name(text: str) -> str | None:
    """Return a host name as keys spell it, or none where a text is no name with a dot in it."""
    name = text.lower().strip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return name if "." in name and not name.replace(".", "").isdigit() else None


@lru_cache(maxsize=1)
def _suffixes() -> tuple[PublicSuffixList, PublicSuffixList]:
    return PublicSuffixList(), PublicSuffixList(only_icann=True)


def _split(name: str) -> tuple[str, str | None]:
    everything, _ = _suffixes()
    registered = everything.privatesuffix(name)
    return (everything.publicsuffix(name) or "", registered)


def icann_suffix(name: str) -> str:
    """Return the suffix under which a registry sells names; what companies let out below theirs is not looked at."""
    return _suffixes()[1].publicsuffix(name) or ""


def _shape(text: str) -> str:
    """Return the shape of a text: every letter as ``a``, every digit as ``9``, other signs as they are."""
    return text.translate(_SHAPE)


def _words(text: str) -> set[str]:
    return {word for word in _WORDS.findall(text) if len(word) >= MIN_TOKEN}


def _grams(label: str) -> set[str]:
    return {label[i : i + GRAM] for i in range(len(label) - GRAM + 1)}
