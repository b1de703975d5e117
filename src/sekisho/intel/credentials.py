"""Credentials inside addresses: never kept, never shown. The product holds no credential of anybody."""

from __future__ import annotations

import re

# The separator after a scheme in any of its defanged or JSON-escaped spellings, then user information up to its "@".
# Begins with a literal character, so that searching a large file stays quick.
_USER_INFORMATION = re.compile(
    r"""(:[\])}]?(?:\\?/|[\[({]/[\])}]|\\\\){2}[\])}]?)
        (?:[^\s"'<>?\#/\\@]{0,512}
           (?:[\[({]?@[\])}]?|[\[({]at[\])}]|%40|\\u0040))+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def strip_credentials(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the text without the user information of its addresses, and the offsets where some was removed."""
    if "@" not in text and "\\u0040" not in text and "at]" not in text and "%40" not in text:
        return text, ()
    places: list[int] = []

    def cut(match: re.Match[str]) -> str:
        places.append(match.start())
        return match.group(1)

    return _USER_INFORMATION.sub(cut, text), tuple(places)


def shown(text: object, limit: int = 80) -> str:
    """Return a value as a finding may quote it: without credentials, control characters or undue length."""
    plain = strip_credentials(str(text))[0]
    plain = "".join(c if c.isprintable() else "�" for c in plain)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
