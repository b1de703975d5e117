"""Profiles: an incident reduced to the keys, the stated facts, the day and the size that a score reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

import msgspec

from sekisho.intel.objects import Incident

from .incident_table import STATED_COLUMNS
from .keys import Key, keys_of


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One incident for scoring. ``day`` is a proleptic ordinal or none; ``stated`` maps a kind to stated values."""

    id: str
    day: int | None
    keys: frozenset[Key]
    stated: dict[str, frozenset[str]]


def profiles_of(incidents: Iterable[Incident]) -> list[Profile]:
    """Return one profile per incident, sorted by id, so that the order of the input can matter nowhere.

    Raises ``ValueError`` where two incidents carry one id: the caller decides which of them is meant.
    """
    read = lru_cache(maxsize=1 << 20)(keys_of)
    result = sorted((_profile(incident, read) for incident in incidents), key=lambda p: p.id)
    for before, after in pairwise(result):
        if before.id == after.id:
            raise ValueError(f"two incidents have the id {after.id!r}")
    return result


def _profile(incident: Incident, read: Callable[[str, str], frozenset[Key]]) -> Profile:
    keys: set[Key] = set()
    for observable in incident.observables:
        keys |= read(observable.type, observable.value)
    said = {kind: getattr(incident, column) for kind, column in STATED_COLUMNS.items()}
    stated = {kind: frozenset(filter(None, (stated_word(kind, w) for w in said[kind]))) for kind in said}
    return Profile(
        id=incident.id,
        day=incident.date.toordinal() if incident.date else None,
        keys=frozenset(keys),
        stated=stated,
    )


def stated_word(kind: str, text: str) -> str:
    """Return the spelling in which a stated word is compared; empty where it says nothing."""
    word = text.strip()
    return word.upper() if kind in ("technique", "country") else word.lower()
