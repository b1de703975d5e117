"""Sectors of incidents on two official lists that are kept apart, because they mean different things.

A supplier's word may point at several entries ("energy"); it then *may concern* each of them, which a person settles.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from sekisho.vocabulary.text import Text

ListName = Literal["essential", "critical"]


class Sector(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of one list, with the suppliers' words that point at it."""

    list: ListName
    id: str
    label: Text
    words: frozenset[str]


@lru_cache(maxsize=1)
def sectors() -> tuple[Sector, ...]:
    """Return the entries of both lists, in their order."""
    import yaml

    text = files(__package__).joinpath("sectors.yaml").read_text(encoding="utf-8")
    return tuple(
        Sector(list=name, id=id_, label=Text(body["ja"], body["en"]), words=frozenset(body["words"]))
        for name, entries in yaml.safe_load(text).items()
        for id_, body in entries.items()
    )


def concerned(words: Iterable[str], name: ListName) -> list[Sector]:
    """Return the entries of one list that the words may concern, in the order of the list."""
    said = {word.strip().lower() for word in words}
    return [sector for sector in sectors() if sector.list == name and sector.words & said]
