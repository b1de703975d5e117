"""What one set of clusters changed against another: which joined, were split, appeared and vanished."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import msgspec

from sekisho.vocabulary.text import Text

Kind = Literal["joined", "split", "appeared", "vanished", "changed"]
KINDS: Mapping[Kind, Text] = {
    "joined": Text("合わさった", "joined"),
    "split": Text("分かれた", "split"),
    "appeared": Text("現れた", "appeared"),
    "vanished": Text("なくなった", "vanished"),
    "changed": Text("組み替わった", "members moved"),
}
COMMONER = Text("前の版より多くの事案に現れ、軽くなった", "in more incidents than before: it weighs less")
RARER = Text("前の版より少ない事案に現れ、重くなった", "in fewer incidents than before: it weighs more")
"""What is told of a value that came to weigh otherwise: in how many incidents it occurs tells of hidden ones as well."""
LISTED = Text(
    "共用基盤の一覧に載った（{category}）。割り引いて数える", "listed now ({category}): it counts less"
)
UNLISTED = Text(
    "共用基盤の一覧から外れた（{category}）。割り引かずに数える",
    "listed no longer ({category}): it counts in full",
)
RELISTED = Text(
    "共用基盤の一覧での分類が変わった（{before}から{category}へ）",
    "listed otherwise ({before} before, {category} now)",
)
"""What is told of a value that lists say otherwise of than before."""
Groups = tuple[tuple[str, ...], ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Groups (their members) before and after. ``changed``: members moved between several, or came and went."""

    kind: Kind
    before: Groups
    after: Groups


def changes(before: Iterable[Collection[str]], after: Iterable[Collection[str]]) -> tuple[Change, ...]:
    """Return the changes between two sets of groups of two or more, each of disjoint members; equal groups are none.

    Groups that share members, directly or over others, are one change.
    """
    old, new = ({tuple(sorted(each)) for each in groups} for groups in (before, after))
    left = {0: old - new, 1: new - old}
    found = []
    while left[0] or left[1]:
        side = 0 if left[0] else 1
        start = min(left[side])
        parts: dict[int, set[tuple[str, ...]]] = {0: set(), 1: set()}
        members: set[str] = set(start)
        while near := [(n, g) for n in (0, 1) for g in left[n] if not members.isdisjoint(g)]:
            for n, group in near:
                left[n].discard(group)
                parts[n].add(group)
                members.update(group)
        found.append(_change(tuple(sorted(parts[0])), tuple(sorted(parts[1]))))
    return tuple(found)


def _change(before: Groups, after: Groups) -> Change:
    return Change(kind=_kind(before, after), before=before, after=after)


def _kind(before: Groups, after: Groups) -> Kind:
    if not before:
        return "appeared"
    if not after:
        return "vanished"
    if len(after) == 1 < len(before):
        return "joined"
    return "split" if len(before) == 1 < len(after) else "changed"
