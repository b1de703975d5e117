"""A candidate in words: its five elements as kept, and the waterfall of its strongest links, drawn as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import msgspec

from sekisho.linking import Linking, link
from sekisho.linking.explain import Explanation
from sekisho.linking.kinds import EVIDENCE_LABELS, KIND_LABELS
from sekisho.linking.linking import Candidate
from sekisho.linking.render import waterfall
from sekisho.linking.scoring import Contribution
from sekisho.records.candidates import stored_incidents
from sekisho.vocabulary.text import Text
from sekisho.web.cases.words import joined
from sekisho.web.information.wording import defanged

LINKS = 3
"""How many links are drawn, the strongest first."""
KEYS = 4
FIELD = {"target": "organisations", "means": "techniques"}
"""Where a form calls an element of the explanation by another name (the guideline speaks of organisations or sectors)."""
WIDTH, LEFT, ROW, BAR = 640, 260, 26, 16
"""The picture's measures: its width, where the bars begin, the height of a row and of a bar, in pixels."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution: what it is, its points, the sum so far, and where its bar stands."""

    label: Text
    keys: Text
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


def explanation(kept: Mapping[str, Any]) -> Explanation:
    """Return the explanation that linking kept with a candidate."""
    return msgspec.convert(kept, Explanation)


def linked(realm: str) -> Linking:
    """Return the linking of all incidents of a realm, as they stand now."""
    return link(stored_incidents(realm))


def waterfalls(linking: Linking, fingerprint: str) -> tuple[Waterfall, ...]:
    """Return the strongest links of a candidate; none where its members are no longer one cluster."""
    found = next((each for each in linking.candidates if each.id == fingerprint), None)
    return _drawn(linking, found) if found else ()


def prefilled(told: Explanation, title: str, candidate: str) -> dict[str, str]:
    """Return what a form about a campaign can take over from a candidate, by field."""
    elements = {FIELD.get(element.name, element.name): element.statement.ja for element in told.elements}
    return {"title": title, "candidate": candidate, **elements}


def _drawn(linking: Linking, found: Candidate) -> tuple[Waterfall, ...]:
    return tuple(_waterfall(linking, each.one, each.other, each.points) for each in found.links[:LINKS])


def _waterfall(linking: Linking, one: str, other: str, points: int) -> Waterfall:
    told = [c for c in waterfall(linking, one, other) if c.points]
    sums = list(accumulate(c.points for c in told))
    low, high = min(0, *sums), max(0, *sums)
    scale = (WIDTH - LEFT) / max(1, high - low)
    starts = [0, *sums[:-1]]
    bars = [
        _bar(c, start, total, row, (low, scale))
        for row, (c, start, total) in enumerate(zip(told, starts, sums, strict=True))
    ]
    names = [linking.incidents[each].title or each for each in (one, other)]
    return Waterfall(
        one=names[0], other=names[1], points=points, bars=tuple(bars), height=ROW * len(bars) + 4
    )


def _bar(told: Contribution, start: int, total: int, row: int, measure: tuple[int, float]) -> Bar:
    low, scale = measure
    return Bar(
        label=EVIDENCE_LABELS[told.evidence],
        keys=joined([_key(kind, value) for kind, value in told.keys[:KEYS]]),
        points=told.points,
        total=total,
        y=row * ROW + 4,
        x=LEFT + round((min(start, total) - low) * scale),
        width=max(2, round(abs(told.points) * scale)),
        tone="done" if told.points > 0 else "blocked",
    )


def _key(kind: str, value: str) -> Text:
    known, shown = KIND_LABELS.get(kind), defanged(value)
    return Text(f"{shown}（{known.ja}）", f"{shown} ({known.en})") if known else Text(shown, shown)
