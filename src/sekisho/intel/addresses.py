"""Addresses: names, IP addresses and URLs in the one spelling by which they are compared.

Every function returns ``None`` for what it cannot read, and gives back what it returned when called again on it.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import quote

import idna

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_URL = re.compile(r"([a-z][a-z0-9+.\-]*)://([^/?#\\]*)(.*)\Z", re.IGNORECASE | re.DOTALL)
_URL_ASCII_KEPT = "".join(chr(c) for c in range(0x21, 0x7F))
_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}
_LOCAL_PART = re.compile(r"[^\s@\"<>()\[\],;:\\\x00-\x1f]{1,64}\Z")

_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""RFC 1918 and RFC 4193. Other ranges that are not global (documentation, carrier networks) count as reserved."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def read_address(text: str) -> Address | None:
    """Read one IP address; ``/32`` and ``/128`` are the address itself; an IPv4 address mapped into IPv6 is IPv4.

    Leading zeros are refused: programs disagree on whether they mean octal. Zone ids are refused: they are local.
    """
    text = text.strip().removeprefix("[").removesuffix("]")
    if "%" in text or not text.isascii():
        return None
    try:
        network = ipaddress.ip_interface(text)
    except ValueError:
        return None
    if network.network.prefixlen != network.max_prefixlen:
        return None
    mapped = network.ip.ipv4_mapped if isinstance(network.ip, ipaddress.IPv6Address) else None
    return mapped or network.ip


def network(text: str) -> str | None:
    """Return an address range in CIDR notation with its host bits cleared."""
    if "/" not in text or "%" in text or not text.isascii():
        return None
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        return None


def port_of(text: str) -> int | None:
    """Return a port number from 1 to 65535."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        return None
    return int(text) if 1 <= int(text) <= 65535 else None


def split_port(text: str) -> tuple[str, int | None] | None:
    """Split ``host:port`` or ``[v6]:port``; the port is ``None`` where none is written; ``None`` if it is wrong."""
    if text.count(":") > 1 and not text.startswith("["):
        return text, None
    head, separator, tail = text.rpartition(":")
    if not separator or (text.startswith("[") and text.endswith("]")):
        return text, None
    if tail == "":
        return head, None
    port = port_of(tail)
    return None if port is None else (head, port)


def domain(text: str) -> str | None:
    """Return a full domain name in lower case, in its ASCII form (UTS 46), without trailing dot or ``*.``."""
    name = unicodedata.normalize("NFKC", text).strip().replace("。", ".").removesuffix(".").removeprefix("*.")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower()
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or labels[-1].isdigit():
        return None
    return name if all(_LABEL.match(label) for label in labels) else None


def host(text: str) -> str | None:
    """Return the host of a URL: an address (IPv6 in brackets) or a domain name."""
    address = read_address(text)
    if address is not None:
        return f"[{address}]" if address.version == 6 else str(address)
    return domain(text)


def url(text: str) -> str | None:
    """Return a URL with lower-case scheme and host, no default port, no user information, at least the path ``/``.

    User information is expected to be gone already; what still stands before an ``@`` is cut here all the same.
    """
    match = _URL.match(text.strip())
    if match is None:
        return None
    scheme = match.group(1).lower()
    split = split_port(match.group(2).rpartition("@")[2])
    name = host(split[0]) if split else None
    if split is None or name is None:
        return None
    shown_port = "" if split[1] in (None, _DEFAULT_PORTS.get(scheme)) else f":{split[1]}"
    rest = _url_rest(match.group(3))
    return None if rest is None else f"{scheme}://{name}{shown_port}{rest}"


def _url_rest(text: str) -> str | None:
    if any(ord(c) < 0x20 or ord(c) == 0x7F or 0xD800 <= ord(c) < 0xE000 for c in text):
        return None
    rest = quote(text, safe=_URL_ASCII_KEPT)
    return rest if rest.startswith("/") else "/" + rest


def email(text: str) -> str | None:
    """Return a mail address in lower case; its domain in ASCII form."""
    local, separator, name = text.strip().removeprefix("mailto:").rpartition("@")
    readable = domain(name) if separator and _LOCAL_PART.match(local) else None
    return f"{local.lower()}@{readable}" if readable else None


def special_use(text: str) -> str | None:
    """Say what an IP address (or the host of ``host:port``) is for, where it cannot belong to a public computer.

    Returns ``private``, ``loopback``, ``link_local``, ``multicast``, ``unspecified``, ``reserved`` or ``None``.
    """
    split = split_port(text)
    address = read_address(split[0]) if split else None
    if address is None:
        return None
    for name in ("unspecified", "loopback", "link_local", "multicast"):
        if getattr(address, f"is_{name}"):
            return name
    if address.is_global:
        return None
    return "private" if any(address in network for network in _PRIVATE) else "reserved"
