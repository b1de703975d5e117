"""The strongest links of a candidate as linking kept them: each a waterfall, drawn as a picture and told in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate

import msgspec

from sekisho.linking.evidence_shown import shown_key
from sekisho.linking.kinds import EVIDENCE_LABELS, KIND_LABELS
from sekisho.linking.scoring import Contribution
from sekisho.linking.stated_words import shown_word
from sekisho.operations.keeping import Strong
from sekisho.vocabulary.text import Text
from sekisho.web.cases.words import joined

KEYS = 4
WIDTH, LEFT, ROW, BAR = 640, 260, 26, 16
"""The picture's measures: its width, where the bars begin, the height of a row and of a bar, in pixels."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution: what it is, its points, the sum so far, and where its bar stands. ``lessened``: the values of it that count
    less, each with why.
    """

    label: Text
    keys: Text
    lessened: Text
    points: int
    total: int
    y: int
    x: int
    width: int
    tone: str


class Waterfall(msgspec.Struct, frozen=True, kw_only=True):
    """How one link comes to its score."""

    one: str
    other: str
    points: int
    bars: tuple[Bar, ...]
    height: int


def waterfalls(links: Iterable[Strong], titles: Mapping[str, str]) -> tuple[Waterfall, ...]:
    """Return the links drawn, the incidents called by their titles (by id) where they have one."""
    return tuple(_waterfall(each, titles) for each in links)


def _waterfall(link: Strong, titles: Mapping[str, str]) -> Waterfall:
    told = [c for c in link.contributions if c.points]
    sums = list(accumulate(c.points for c in told))
    low, high = min(0, *sums), max(0, *sums)
    scale = (WIDTH - LEFT) / max(1, high - low)
    starts = [0, *sums[:-1]]
    bars = [
        _bar(c, start, total, row, (low, scale))
        for row, (c, start, total) in enumerate(zip(told, starts, sums, strict=True))
    ]
    one, other = (titles.get(each) or each for each in (link.one, link.other))
    return Waterfall(one=one, other=other, points=link.points, bars=tuple(bars), height=ROW * len(bars) + 4)


def _bar(told: Contribution, start: int, total: int, row: int, measure: tuple[int, float]) -> Bar:
    low, scale = measure
    return Bar(
        label=EVIDENCE_LABELS[told.evidence],
        keys=joined([_key(kind, value) for kind, value in told.keys[:KEYS]]),
        lessened=joined([_why(shown_key(key), category) for key, category in told.lessened[:KEYS]]),
        points=told.points,
        total=total,
        y=row * ROW + 4,
        x=LEFT + round((min(start, total) - low) * scale),
        width=max(2, round(abs(told.points) * scale)),
        tone="done" if told.points > 0 else "blocked",
    )


def _why(value: str, category: Text) -> Text:
    return Text(f"{value}（{category.ja}）", f"{value} ({category.en})")


def _key(kind: str, value: str) -> Text:
    known, shown = KIND_LABELS.get(kind), shown_word(kind, shown_key((kind, value)))
    return Text(f"{shown.ja}（{known.ja}）", f"{shown.en} ({known.en})") if known else shown
