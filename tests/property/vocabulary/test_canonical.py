"""Canonical bytes are those of the library, whichever way they were written."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sekisho.vocabulary.canonical import EXACT, canonical, canonical_fields

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-EXACT, EXACT)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.dictionaries(st.sampled_from("aAbB_-. "), inner)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_the_bytes_are_those_of_the_library(value: Any) -> None:
    """Also where the fast way is taken: texts, whole numbers, keys in ASCII."""
    assert canonical(value) == rfc8785.dumps(value)


@given(st.lists(st.tuples(st.text(), st.text(), VALUES)))
def test_many_fields_at_once_have_the_bytes_of_each(fields: list[tuple[str, str, Any]]) -> None:
    """Whatever stands in one of them, a line break say, is no reason to part it or to join it to the next."""
    assert _fields(fields) == [rfc8785.dumps(list(each)) for each in fields]


def _fields(fields: list[tuple[str, str, Any]]) -> list[bytes]:
    return canonical_fields(
        [salt for salt, _, _ in fields], [name for _, name, _ in fields], [value for _, _, value in fields]
    )


def test_a_line_break_within_a_text_parts_nothing() -> None:
    """It is escaped, and so are the other breaks that readers of lines know, or they stand in the text as it is."""
    texts = ["a\nb", "a\r\nb", "a\u2028b\u2029\u0085", "\n", ""]
    fields = [(each, each, each) for each in texts]
    assert _fields(fields) == [rfc8785.dumps(list(each)) for each in fields]


def test_every_character_is_written_as_the_library_writes_it() -> None:
    """A thousand at a time, all of Unicode without the surrogates."""
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for at in range(0, len(characters), 1000):
        text = "".join(characters[at : at + 1000])
        assert canonical(text) == rfc8785.dumps(text)


def test_keys_are_sorted_by_utf_16_where_encodings_differ() -> None:
    """U+FFFF comes before U+10000 by code point and after it in UTF-16 (RFC 8785, 3.2.3)."""
    assert canonical({"\uffff": 1, "\U00010000": 2}) == '{"\U00010000":2,"\uffff":1}'.encode()


@pytest.mark.parametrize(
    "value", [EXACT + 1, -EXACT - 1, [{"n": 2**64}], float("nan"), "\ud800", {"a": ["\udfff"]}]
)
def test_what_cannot_be_written_exactly_is_refused(value: Any) -> None:
    """In the library's words, whichever way was tried first."""
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)
