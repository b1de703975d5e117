"""What intake says: every code exists in both languages, is used, and stands in the reference."""

from __future__ import annotations

import re
from pathlib import Path

import sekisho
from sekisho.intel.messages import CATALOGUE
from sekisho.intel.reference import page

MADE_IN = ("intel/*.py", "operations/marked.py")
"""Where findings are made: in reading, and where what was read is held against who gives it."""
SOURCES = [
    path.read_text("utf-8")
    for made_in in MADE_IN
    for path in Path(sekisho.__path__[0]).glob(made_in)
    if "messages_of" not in path.name
]
REFERENCE = Path(__file__).parents[3] / "docs/reference/intake-formats.md"


def test_every_finding_is_complete_in_both_languages() -> None:
    """Message and remedy are non-empty in Japanese and English and name the same particulars."""
    for code, said in CATALOGUE.items():
        for text in (said.message, said.remedy):
            assert text.ja and text.en, code
            assert set(re.findall(r"{(\w+)}", text.ja)) == set(re.findall(r"{(\w+)}", text.en)), code


def test_every_code_is_used_somewhere() -> None:
    """A finding that nobody makes is not in the catalogue."""
    used = set(re.findall(r'"([a-z0-9_]+)"', "\n".join(SOURCES)))
    assert set(CATALOGUE) <= used


def test_every_code_made_exists() -> None:
    """No module makes a finding that the catalogue does not have."""
    made = {c for text in SOURCES for c in re.findall(r'finding\(\s*"([a-z0-9_]+)"', text)}
    assert made <= set(CATALOGUE)


def test_the_reference_page_is_what_the_code_says() -> None:
    """The page on formats is made from the code and is not stale."""
    assert REFERENCE.read_text("utf-8") == page()
