"""Refanging: values written so that nobody clicks on them, written plainly again so that they can be compared."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"^\s*(?:h[xt*]{2}p|hxp|h\*\*p|meow)(s?)(?=[^a-z0-9])", re.IGNORECASE)
_FTP_SCHEME = re.compile(r"^\s*fxp(s?)(?=[^a-z0-9])", re.IGNORECASE)
_REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"[\[({]\s*(?:\.|dot|。|．)\s*[\])}]", "."),
        (r"[\[({]\s*(?:@|at)\s*[\])}]", "@"),
        (r"[\[({]\s*:\s*[\])}]", ":"),
        (r"[\[({]\s*(?::\s*)?//\s*[\])}]", "://"),
        (r"[\[({]\s*/\s*[\])}]", "/"),
        (r"\\\.", "."),
        (r"^(https?|ftps?):+//+", r"\1://"),
        (r"^(https?|ftps?):\\+", r"\1://"),
    )
)


def refang(text: str) -> str:
    """Return the text with ``hxxp``, ``[.]``, ``(dot)``, ``[at]``, ``[:]`` and their kin written plainly.

    Repeats until nothing changes, so that the result is a fixed point; every pass shortens or keeps the text.
    """
    before, after = None, text.strip()
    while before != after:
        before, after = after, _one_pass(after)
    return after


def _one_pass(text: str) -> str:
    text = _FTP_SCHEME.sub(r"ftp\1", _SCHEME.sub(r"http\1", text))
    for pattern, plain in _REPLACEMENTS:
        text = pattern.sub(plain, text)
    return text.strip()
