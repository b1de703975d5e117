"""Canonical bytes: one value, one sequence of bytes (RFC 8785), so that a hash means the content.

``rfc8785`` is written in Python and slow. Where neither numbers nor the order of keys leave room for a difference,
msgspec's encoder, written in C, gives the same bytes; that it does is tested character by character.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import rfc8785

EXACT = 2**53 - 1
"""The largest integer that every reader of JSON takes for the same number (RFC 8785, 3.2.2.3)."""

_SURE = frozenset((str, bool, type(None)))
"""What JSON writes in one way only."""
_sorted = msgspec.json.Encoder(order="sorted").encode_lines


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 JSON of a value; structs and datetimes are first reduced to plain JSON values.

    Raises ``rfc8785.CanonicalizationError`` for numbers outside the range that JSON can carry exactly, and for text that
    is no Unicode.
    """
    plain = [msgspec.to_builtins(value, str_keys=True)]
    return _written(plain, plain)[0]


def canonical_fields(salts: Iterable[str], names: Iterable[str], values: Sequence[Any]) -> list[bytes]:
    """Return the canonical bytes of ``[salt, name, value]`` for each plain JSON value, for less than one after another: only these are looked into."""
    return _written([*zip(salts, names, values, strict=True)], values)


def _written(plain: Sequence[Any], doubtful: Sequence[Any]) -> list[bytes]:
    if _one_way(doubtful):
        try:
            # No line break stands within JSON as it is written here: in a text it is escaped.
            return _sorted(plain).split(b"\n")[:-1]
        except UnicodeEncodeError:
            pass  # A lone surrogate: the library says so in its own words.
    return [rfc8785.dumps(each) for each in plain]


def _one_way(plain: Sequence[Any]) -> bool:
    """Whether sorted JSON can be written in one way only: no fractions, and keys that sort alike in every encoding."""
    found = [each for each in plain if type(each) not in _SURE]
    for each in found:  # which grows as what is in it is found
        kind = type(each)
        if kind is list or kind is tuple:
            found += [one for one in each if type(one) not in _SURE]
        elif kind is dict:
            if not "".join(each).isascii():
                return False
            found += [one for one in each.values() if type(one) not in _SURE]
        elif kind is not int or not -EXACT <= each <= EXACT:
            return False
    return True


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical bytes in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
