"""The table of security requirements is complete, and the places that it names are there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "asvs.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (met|n/a|open) \| ([^|]+) \|$", PAGE, re.MULTILINE)
CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
"""How many requirements of levels 1 and 2 each chapter of version 5.0.0 has."""


def test_every_requirement_of_levels_one_and_two_has_one_row() -> None:
    assert Counter(int(id_.split(".")[0]) for id_, *_ in ROWS) == CHAPTERS
    assert len({id_ for id_, *_ in ROWS}) == len(ROWS) == 253
    assert len(re.findall(r"^\| \d", PAGE, re.MULTILINE)) == len(ROWS)


def test_every_place_named_is_there() -> None:
    named = {
        place
        for *_, where in ROWS
        for place in re.findall(r"`((?:src|tests|docs)/[^`]+|pyproject\.toml)`", where)
    }
    assert len(named) > 50
    assert [place for place in sorted(named) if not (ROOT / place).exists()] == []
