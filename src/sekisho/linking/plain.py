"""Plain values: those whose keys engines derive by themselves, and what they need for it.

Plain are names of ASCII letters, addresses of IPv4 outside the special ranges, URLs without query, escape or user part,
hashes. That is nearly everything; what is left is read by ``keys_of`` one distinct value at a time, so the two ways
share no case, and a test holds the plain way to ``keys_of`` on random values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import publicsuffixlist

from .keys import GRAM, HASHES, MAX_VALUE, MIN_TOKEN, READ_TYPES, SHAPE_FROM, SHAPE_TO, icann_suffix, keys_of
from .kinds import EVIDENCE_OF_KIND
from .listing import FULL, Listing

_NAME = "[a-z0-9_-]+([.][a-z0-9_-]+)*[.][a-z][a-z0-9_-]*"
_PART = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = f"{_PART}([.]{_PART}){{3}}"
_SPECIAL = (
    "(0|10|127|22[4-9]|2[3-5][0-9]|100[.](6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|169[.]254|172[.](1[6-9]|2[0-9]|3[01])"
    "|192[.](0|31|52|88|168|175)|198[.](1[89]|51)|203[.]0)[.]"
)
_BEHIND = "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(/[A-Za-z0-9._~/-]*)?$"
DEEPEST = 5
"""Labels of the longest rules that ``values.sql`` looks for."""
KIND_NUMBERS = {kind: number for number, kind in enumerate(EVIDENCE_OF_KIND)}


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


PATTERNS = {
    "plain_name": f"^{_NAME}$",
    "plain_address": f"^{_ADDRESS}$",
    "plain_endpoint": f"^{_ADDRESS}:[1-9][0-9]{{0,4}}$",
    "plain_url_of_name": f"^https?://{_NAME}{_BEHIND}",
    "plain_url_of_address": f"^https?://{_ADDRESS}{_BEHIND}",
    "plain_text": "^[!-~]([ -~]*[!-~])?$",
    "special": f"^{_SPECIAL}",
    "special_url": f"^https?://{_SPECIAL}",
    "read_types": _quoted(READ_TYPES - {"x509"}),
    "hash_types": _quoted(HASHES),
    "longest": MAX_VALUE,
}
"""Blanks of ``values.sql``. The special ranges are cut generously: what is near one is read by ``keys_of``."""

SHAPES = {"from": SHAPE_FROM, "to": SHAPE_TO, "gram": GRAM, "token": MIN_TOKEN}
"""Blanks of ``keys.sql``, besides the numbers of the kinds."""


@lru_cache(maxsize=1)
def suffix_rows() -> list[tuple[str, int, int]]:
    """Return ``(name, hosting, odd)`` for every rule of the public suffix list.

    Rules with a wildcard, exceptions to these, and rules of more than ``DEEPEST`` labels are not plain: the name that
    they stand under is odd, and all names below it are left to ``keys_of``.
    """
    rules = set(_rules())
    odd = {rule[2:] for rule in rules if rule.startswith("*.")}
    odd |= {".".join(rule.split(".")[-DEEPEST:]) for rule in rules if rule.count(".") >= DEEPEST}
    plain = {rule for rule in rules if rule[0] not in "*!"} | odd
    return sorted((name, int(icann_suffix(name) != name), int(name in odd)) for name in plain)


def deep_names() -> list[str]:
    """Return the names of two labels below which there are rules of more."""
    return sorted({".".join(name.split(".")[-2:]) for name, _, _ in suffix_rows() if name.count(".") > 1})


def _rules() -> Iterator[str]:
    """Yield the rules as ``publicsuffixlist`` reads them, names of other alphabets encoded."""
    for line in Path(publicsuffixlist.PSLFILE).read_text(encoding="utf-8").splitlines():
        rule = line.lower().split(" ")[0].strip()
        if rule and not rule.startswith("//"):
            yield rule if rule.isascii() else _encoded(rule)


def _encoded(rule: str) -> str:
    return ".".join(p if p.isascii() else p.encode("idna").decode("ascii") for p in rule.split("."))


def odd_rows(
    values: Iterable[tuple[str, str]], listing: Listing
) -> Iterator[tuple[str, str, int, str, int | None]]:
    """Yield ``(type, value, kind, text, permille)`` for every key of values that are not plain.

    ``permille`` is none where the key counts fully.
    """
    for type_, value in values:
        for kind, text in keys_of(type_, value):
            permille = listing.permille((kind, text))
            yield type_, value, KIND_NUMBERS[kind], text, None if permille == FULL else permille
