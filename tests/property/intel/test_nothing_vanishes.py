"""Properties of reading: no input breaks it, and no element of the input disappears."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.intel.reading import FORMATS, read_file

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = [
    "type",
    "id",
    "objects",
    "Event",
    "Attribute",
    "uuid",
    "info",
    "vulnerabilities",
    "cveID",
    "observables",
]
SHAPED = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5)


@given(st.binary(max_size=200), st.none() | st.sampled_from(FORMATS))
def test_any_bytes_get_an_answer(data: bytes, format_: str | None) -> None:
    """Whatever arrives, the answer is a reading; where nothing is taken, it says why."""
    reading = read_file(data, "x", format_)
    assert reading.objects or reading.incidents or reading.all_findings()


@settings(max_examples=200)
@given(st.lists(SHAPED | JSON, max_size=6), st.sampled_from(FORMATS))
def test_any_json_gets_an_answer_in_every_format(items: list[Any], format_: str) -> None:
    """A reader given JSON of another shape answers instead of failing, and its answer can be stored and hashed."""
    for data in (items, {"objects": items}, {"Event": {"Attribute": items}}, {"vulnerabilities": items}):
        reading = read_file(json.dumps(data).encode(), "x", format_)
        assert reading.format == format_
        assert msgspec.json.encode(reading.all_findings())
        assert all(len(item.digest) == 64 for item in reading.objects)


@given(st.lists(SHAPED | JSON, min_size=1, max_size=6))
def test_every_element_of_a_bundle_is_taken_or_refused(items: list[Any]) -> None:
    """Objects taken and objects refused add up to the objects given."""
    reading = read_file(json.dumps({"type": "bundle", "objects": items}).encode(), "x", "stix")
    assert len(reading.objects) + len(reading.rejected) == len(items)


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_characters='\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"'),
            min_size=1,
            max_size=20,
        ).filter(str.strip),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_of_a_table_is_taken_or_refused(cells: list[str]) -> None:
    """Rows taken and rows refused add up to the rows given."""
    text = "value\n" + "\n".join(f'"{cell}"' for cell in cells) + "\n"
    reading = read_file(text.encode(), "x", "csv")
    assert len(reading.objects) + len(reading.rejected) == len(cells)
