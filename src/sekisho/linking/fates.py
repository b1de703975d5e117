"""What became of a candidate that was found once: whether its incidents still stand together, and with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Literal

from sekisho.vocabulary.text import Text

Fate = Literal["stands", "grown", "shrunk", "parted", "gone"]
FATES: Mapping[Fate, Text] = {
    "stands": Text("そのまま残る", "stands as it was"),
    "grown": Text("事案が加わった", "stands, with more incidents"),
    "shrunk": Text("一部が離れた", "lost some of its incidents"),
    "parted": Text("複数の候補に分かれた", "divided among several candidates"),
    "gone": Text("なくなった", "is no more"),
}


def fate(members: Collection[str], home: Mapping[str, str], sizes: Mapping[str, int]) -> Fate:
    """Return what became of a candidate's incidents.

    ``home``: the candidate that holds an incident now, of those that are in one; ``sizes``: its number of incidents.
    """
    held = Counter(home[name] for name in members if name in home)
    if max(held.values(), default=0) < min(2, len(members)):
        return "gone"
    if len(held) > 1:
        return "parted"
    ((now, count),) = held.items()
    if count < len(members):
        return "shrunk"
    return "grown" if sizes[now] > count else "stands"
