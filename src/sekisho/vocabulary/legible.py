"""Text that reads as it stands: what is shown to who decides must be what the record keeps.

A character that turns the direction of what follows, or that takes no place at all, lets a line look like another one
(Unicode Technical Report 36, 3.7; Unicode Standard Annex 9). A person would then sign what they did not read.
"""

from __future__ import annotations

import unicodedata

KEPT = frozenset("\n\r\t")
"""The controls that a text of several lines has."""
JOINERS = frozenset("\u200c\u200d")
"""Invisible, and part of how some words are written."""
HIDING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""General categories without a shape of their own: controls, formats, halves of characters, separators of lines."""


def misleading(text: str) -> bool:
    """Return whether a text has a character by which it can look otherwise than it stands."""
    if text.isprintable():
        return False
    return any(
        unicodedata.category(each) in HIDING and each not in KEPT and each not in JOINERS for each in text
    )
