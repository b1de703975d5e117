"""Values that an installation knows of itself: a name with everything below it, a network of any length, an address, a hash."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Generic, TypeVar

from .keys import Key

NAME_KINDS = frozenset({"registered_domain", "domain", "url"})
HOST_KINDS = frozenset({"address", "network", "endpoint"})
BITS = {4: 32, 6: 128}
"""How many bits an address has, by version."""
EXACT_KINDS = frozenset({"file_hash", "certificate", "email"})
Said = TypeVar("Said")


class OwnValues(Generic[Said]):
    """Look-up of what is said of a key by values as ``warning_list`` spells them; of several that a key is in, the closest.

    Unlike the product's list a name is matched with all below it wherever it stands, and a network has any length.
    """

    def __init__(self, values: Mapping[str, Said]) -> None:
        self._exact: dict[str, Said] = {}
        self._networks: dict[tuple[int, int], dict[int, Said]] = {}
        for value, said in values.items():
            self._take(value, said)
        self._lengths = sorted(self._networks, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._exact or self._networks)

    def of(self, key: Key) -> Said | None:
        """Return what is said of a key, or none."""
        kind, value = key
        if kind in EXACT_KINDS:
            return self._exact.get(value)
        if kind in HOST_KINDS:
            return self._of_address(value.rpartition(":")[0] if kind == "endpoint" else value)
        if kind not in NAME_KINDS:
            return None
        host = value.split("/", 1)[0].split("?", 1)[0]
        return self._of_name(host) or self._of_address(host)

    def _take(self, value: str, said: Said) -> None:
        network = _network(value)
        if network is None:
            self._exact[value] = said
            return
        version, length, bits = network
        self._networks.setdefault((version, length), {})[bits >> (BITS[version] - length)] = said

    def _of_name(self, host: str) -> Said | None:
        while host:
            if host in self._exact:
                return self._exact[host]
            host = host.partition(".")[2]
        return None

    def _of_address(self, text: str) -> Said | None:
        network = _network(text) if self._lengths else None
        if network is None:
            return None
        known, most, bits = network
        for version, length in self._lengths:
            if version == known and length <= most:
                said = self._networks[version, length].get(bits >> (BITS[version] - length))
                if said is not None:
                    return said
        return None


def _network(text: str) -> tuple[int, int, int] | None:
    """Return version, length and bits of the address or network that a text is, or none. The text is a key's or a list's, which
    are spelled as ``ipaddress`` spells them: of most, four numbers, it is not asked, since it takes ten times as long.
    """
    address, _, length = text.partition("/")
    if address.count(".") == 3 and address.replace(".", "").isdigit():
        one, two, three, four = address.split(".")
        bits = int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)
        return 4, int(length or BITS[4]), bits
    if ":" not in address:
        return None
    try:
        network = ip_network(text)
    except ValueError:
        return None
    return network.version, network.prefixlen, int(network.network_address)
