"""Shared infrastructure: values that many unrelated parties use count less, by category, and are never dropped unseen."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec

from sekisho.vocabulary.text import Text

from .keys import Key, network_of, registered_domain
from .own_values import EXACT_KINDS, HOST_KINDS, NAME_KINDS, OwnValues

FULL = 1000


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A reason for counting a value less: ``permille`` of its full weight remains."""

    name: str
    permille: int
    label: Text

    @property
    def share(self) -> str:
        """The share that remains, as it is shown."""
        return f"{self.permille / 10:g}%"


class Listing:
    """Look-up of the category of a key. Registered domains are matched with everything below them, networks at /24 and /48.

    ``own``: the values that an installation knows (``OwnValues``), each with the name of its category; what it says of a
    value goes before what the product says. Raises ``KeyError`` for a category that there is not.
    """

    def __init__(
        self, categories: Iterable[Category], entries: Mapping[str, str], own: Mapping[str, str] | None = None
    ) -> None:
        self.categories: Mapping[str, Category] = {category.name: category for category in categories}
        self._entries = dict(entries)
        self._own = OwnValues({value: self.categories[name] for value, name in (own or {}).items()})

    @property
    def has_own(self) -> bool:
        """Whether it knows values of an installation's beside the product's."""
        return bool(self._own)

    def category(self, key: Key) -> Category | None:
        """Return the category that a key belongs to, or none."""
        if self._own and (known := self._own.of(key)):
            return known
        for candidate in _spellings(key):
            name = self._entries.get(candidate)
            if name is not None:
                return self.categories[name]
        return None

    def permille(self, key: Key) -> int:
        """Return the share of its full weight that a key keeps, in thousandths."""
        category = self.category(key)
        return FULL if category is None else category.permille

    def entries(self) -> list[tuple[str, int]]:
        """Return every value that the product lists, with the permille that its keys keep."""
        return [(value, self.categories[name].permille) for value, name in sorted(self._entries.items())]

    def with_values(self, own: Mapping[str, str]) -> Listing:
        """Return a listing that also knows an installation's values, each with the name of its category."""
        return Listing(self.categories.values(), self._entries, own)


def _spellings(key: Key) -> tuple[str, ...]:
    kind, value = key
    if kind in NAME_KINDS:
        host = value.split("/", 1)[0].split("?", 1)[0]
        return (host, registered_domain(host) or host)
    if kind in HOST_KINDS:
        address = value.rpartition(":")[0] if kind == "endpoint" else value
        return (address, _wider(address))
    return (value,) if kind in EXACT_KINDS else ()


def _wider(address: str) -> str:
    """Return the /24 or /48 in which an address or a network is; what is none, or wider itself, as it stands."""
    if ":" in address or "/" in address:
        return address if address.endswith(".0/24") else _network(address) or address
    return network_of(address)  # such are most keys, and to parse each takes long


def _network(text: str) -> str | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    length = 24 if network.version == 4 else 48
    if network.prefixlen < length:
        return None
    return str(network.supernet(new_prefix=length))


def _entry(value: str) -> str:
    text = value.strip().lower().lstrip(".")
    return (_network(text) or text) if "/" in text else text


@lru_cache(maxsize=1)
def default_listing() -> Listing:
    """Return the shared infrastructure that the product ships: one short file, made by the rule it states."""
    import yaml

    text = files(__package__).joinpath("shared_infrastructure.yaml").read_text(encoding="utf-8")
    categories, entries = [], {}
    for name, body in yaml.safe_load(text)["categories"].items():
        categories.append(Category(name=name, permille=body["permille"], label=Text(body["ja"], body["en"])))
        for part in ("domains", "networks", "values"):
            entries.update({_entry(value): name for value in body.get(part, ())})
    return Listing(categories, entries)
