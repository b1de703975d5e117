"""The keys that hold a candidate together, in the order in which a person should look at them."""

from __future__ import annotations

import msgspec

from .keys import Key
from .linking import Candidate, Linking
from .listing import Category

MOST_LINKS = 500
_DOTTED = {
    "registered_domain",
    "domain",
    "address",
    "network",
    "endpoint",
    "url",
    "email",
    "hosting",
    "suffix",
}


class KeyUse(msgspec.Struct, frozen=True, kw_only=True):
    """One shared key: how many members have it, what it is worth per pair, and why it may count less."""

    key: Key
    members: int
    worth: int
    category: Category | None = None
    too_common: bool = False


def collect_keys(linking: Linking, candidate: Candidate) -> list[KeyUse]:
    """Return the keys shared by linked members, most telling first; keys too common to count come last.

    Of a candidate with very many links the strongest ``MOST_LINKS`` are read.
    """
    profiles, weights = linking.profiles, linking.weights
    shared: set[Key] = set()
    for link in candidate.links[:MOST_LINKS]:
        shared |= profiles[link.one].keys & profiles[link.other].keys
    uses = [
        KeyUse(
            key=key,
            members=sum(key in profiles[member].keys for member in candidate.members),
            worth=sum(weights.of_key(key)) if weights.counts(key) else 0,
            category=weights.listing.category(key),
            too_common=not weights.links(key),
        )
        for key in shared
        if weights.counts(key)
    ]
    return sorted(uses, key=lambda use: (use.too_common, -use.worth, -use.members, use.key))


def shown_key(key: Key) -> str:
    """Return a key's value as it is shown: addresses and names defanged, so that nothing shown can be followed."""
    kind, value = key
    return value.replace(".", "[.]") if kind in _DOTTED else value
