"""Markings: who may pass a piece of information on, and to whom.

Sources: FIRST Traffic Light Protocol 2.0; STIX 2.1 section 7 and the OASIS extension for TLP 2.0; the government's
common standards for information security (confidentiality levels 1 to 3, 機密性).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.text import Text

Tlp = Literal["clear", "green", "amber", "amber+strict", "red"]
TLP_ORDER: tuple[Tlp, ...] = ("clear", "green", "amber", "amber+strict", "red")
"""From the freest to the strictest."""

TLP_TEXTS: dict[Tlp, Text] = {
    "clear": Text("TLP:CLEAR（制限なし）", "TLP:CLEAR (no limit)"),
    "green": Text("TLP:GREEN（共同体の中に限る）", "TLP:GREEN (within the community)"),
    "amber": Text("TLP:AMBER（組織及びその関係先に限る）", "TLP:AMBER (the organization and its clients)"),
    "amber+strict": Text("TLP:AMBER+STRICT（組織内に限る）", "TLP:AMBER+STRICT (the organization only)"),
    "red": Text("TLP:RED（受領者に限る）", "TLP:RED (the recipients themselves only)"),
}
LEVEL_TEXTS: dict[int, Text] = {
    1: Text("機密性1情報", "Confidentiality level 1"),
    2: Text("機密性2情報", "Confidentiality level 2"),
    3: Text("機密性3情報", "Confidentiality level 3"),
}


class MarkingSet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The markings on one piece of information, taken together; stored once, referred to by ``id``.

    ``tlp`` and ``level`` (1, 2, 3: 機密性) are ``None`` where the supplier stated none. ``compartments`` must all
    be held by a reader. ``releasable`` names the only offices that may have it; ``None`` sets no such limit, ``()``
    allows nobody but the supplier. ``others`` keeps the ids of marking definitions that limit nobody by themselves
    (copyright statements) or that could not be read.
    """

    tlp: Tlp | None = None
    level: int | None = None
    compartments: tuple[str, ...] = ()
    releasable: tuple[str, ...] | None = None
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no marking can be; order what has no order, so that equal sets are equal values."""
        if self.tlp is not None and self.tlp not in TLP_ORDER:
            raise ValueError(f"no such TLP label: {self.tlp!r}")
        if self.level is not None and self.level not in LEVEL_TEXTS:
            raise ValueError(f"no such confidentiality level: {self.level!r}")
        for name in ("compartments", "releasable", "others"):
            value = getattr(self, name)
            if value is not None:
                msgspec.structs.force_setattr(self, name, tuple(sorted(set(value))))

    @property
    def id(self) -> str:
        """The canonical id: equal markings have equal ids, wherever they were computed."""
        return f"marking-set--{digest(self)[:32]}"

    def text(self) -> Text:
        """Say the markings in words, the strictest statement of each kind."""
        parts = [TLP_TEXTS[self.tlp]] if self.tlp else []
        parts += [LEVEL_TEXTS[self.level]] if self.level else []
        parts += [Text(f"区画：{c}", f"compartment {c}") for c in self.compartments]
        if self.releasable is not None:
            names = ", ".join(self.releasable)
            parts.append(
                Text(f"共有先：{names or '提供元のみ'}", f"releasable to {names or 'the supplier only'}")
            )
        if not parts:
            return Text("表示なし", "unmarked")
        return Text("・".join(p.ja for p in parts), " / ".join(p.en for p in parts))


UNMARKED = MarkingSet()


def join(markings: Iterable[MarkingSet]) -> MarkingSet:
    """Return the strictest of several sets: what every one of them allows, and no more."""
    joined = UNMARKED
    for marking in markings:
        joined = _join_two(joined, marking)
    return joined


def _join_two(a: MarkingSet, b: MarkingSet) -> MarkingSet:
    if a is b or b == UNMARKED:
        return a
    return MarkingSet(
        tlp=max((t for t in (a.tlp, b.tlp) if t), key=TLP_ORDER.index, default=None),
        level=max((n for n in (a.level, b.level) if n), default=None),
        compartments=a.compartments + b.compartments,
        releasable=_common(a.releasable, b.releasable),
        others=a.others + b.others,
    )


def _common(a: tuple[str, ...] | None, b: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if a is None or b is None:
        return b if a is None else a
    return tuple(set(a) & set(b))


def parse_tlp(text: str) -> Tlp | None:
    """Read a TLP label as people write it (``TLP:AMBER+STRICT``, ``tlp:white``, ``green``); ``None`` if it is none.

    ``white`` is TLP 1's name for ``clear``.
    """
    name = text.strip().lower().removeprefix("tlp:").removeprefix("tlp-").strip()
    name = {"white": "clear", "amber-strict": "amber+strict", "amber_strict": "amber+strict"}.get(name, name)
    return next((label for label in TLP_ORDER if label == name), None)


def parse_level(text: str) -> int | None:
    """Read a confidentiality level (``機密性2``, ``機密性２情報``, ``2``); ``None`` if it is none."""
    digits = [c for c in text.strip().removeprefix("機密性").removesuffix("情報") if not c.isspace()]
    return int(digits[0]) if len(digits) == 1 and digits[0] in "123１２３" else None
