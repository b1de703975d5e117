"""What two packs differ in, as their texts: what is new, what has gone, and what of the rest reads otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from sekisho.vocabulary.text import Text

from .pack import Pack

Change = Literal["added", "removed", "changed"]
SECTIONS = {
    "clauses": Text("条項", "clause"),
    "offices": Text("機関", "office"),
    "posts": Text("官職", "post"),
    "rosters": Text("構成", "roster"),
    "collegiate": Text("合議体", "collegiate body"),
    "options": Text("選択肢", "option"),
    "timers": Text("期限", "timer"),
    "clock": Text("施行日", "entry into force"),
    "kinds": Text("案件の種類", "kind of case"),
    "steps": Text("手続", "step"),
    "definitions": Text("定義", "definition"),
    "rules": Text("規則", "rule"),
    "shortforms": Text("略記", "short form"),
}
"""The sections compared, in the order in which a pack is read."""
CHANGES: dict[Change, Text] = {
    "added": Text("追加", "added"),
    "removed": Text("削除", "removed"),
    "changed": Text("変更", "changed"),
}
UNTOLD = {"place"}
"""Where a thing stands in the files is no difference."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a pack that is new, gone, or changed in the fields named."""

    section: str
    id: str
    change: Change
    fields: tuple[str, ...] = ()


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Return what differs between two packs, section by section."""
    return tuple(each for section in SECTIONS for each in _in_section(section, old, new))


def _in_section(section: str, old: Pack, new: Pack) -> Iterator[Difference]:
    before: Mapping[str, Any] = getattr(old, section)
    after: Mapping[str, Any] = getattr(new, section)
    for name in {**before, **after}:
        if name not in after:
            yield Difference(section=section, id=name, change="removed")
        elif name not in before:
            yield Difference(section=section, id=name, change="added")
        elif fields := tuple(_fields(before[name], after[name])):
            yield Difference(section=section, id=name, change="changed", fields=fields)


def _fields(before: msgspec.Struct, after: msgspec.Struct) -> Iterator[str]:
    for field in dict.fromkeys((*before.__struct_fields__, *after.__struct_fields__)):
        if field not in UNTOLD and getattr(before, field, None) != getattr(after, field, None):
            yield field
