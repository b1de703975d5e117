"""What intake says to people: every finding of this package, by code.

``error`` stands only on what makes a file or an object unusable; what is taken all the same has ``warning`` or
``info``.
"""

from __future__ import annotations

from collections.abc import Mapping

from sekisho.vocabulary.finding import Finding

from .message_texts import Message
from .messages_of_files import FILES
from .messages_of_objects import OBJECTS

CATALOGUE: Mapping[str, Message] = {**FILES, **OBJECTS}
"""Every code with its severity, message and remedy; the reference page is made from it."""


def finding(code: str, place: str, **values: object) -> Finding:
    """Return the finding of a code at a place, its texts filled. Raises ``KeyError`` for a code that does not exist."""
    said = CATALOGUE[code]
    return Finding(
        code=code,
        severity=said.severity,
        place=place,
        message=said.message.fill(**values),
        remedy=said.remedy.fill(**values),
    )
