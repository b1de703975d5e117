"""Properties of reading damaged files: one value replaced by anything still gets an answer that can be kept."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sekisho.demo_data
from sekisho.intel.reading import read_file
from sekisho.intel.stix_out import write_stix

DEMO = Path(sekisho.demo_data.__path__[0])
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2**60),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from([[], {}, [[]], [{}], [1], [None], {"type": "url"}, ["a", 1], {"a": {"b": []}}]),
)


def shortened(name: str) -> Any:
    """Return a demonstration file cut to one of each kind of object, so that every property is hit often."""
    whole = json.loads((DEMO / name).read_bytes())
    if name.endswith("stix.json"):
        whole["objects"] = list({o["type"]: o for o in whole["objects"]}.values())
        report = next(o for o in whole["objects"] if o["type"] == "report")
        report["object_refs"] = [o["id"] for o in whole["objects"] if o is not report]
    elif name.endswith("misp.json"):
        whole["Event"]["Attribute"] = whole["Event"]["Attribute"][:2]
        inner = [dict(whole["Event"]["Attribute"][0], uuid="00000000-0000-4000-8000-000000000001")]
        object_ = {"uuid": "00000000-0000-4000-8000-000000000002", "name": "file", "Attribute": inner}
        whole["Event"]["Object"] = [object_]
    else:
        whole["vulnerabilities"] = whole["vulnerabilities"][:2]
    return whole


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inner for found in [(*path, key), *places(part, (*path, key))]]


@pytest.mark.parametrize(
    ("name", "format_"), [("npa.stix.json", "stix"), ("mod.misp.json", "misp"), ("nco.kev.json", "kev")]
)
def test_a_file_with_any_one_value_replaced_gets_an_answer(name: str, format_: str) -> None:
    """Whatever stands in the wrong place, reading answers, and findings, objects and incidents can be stored."""
    whole = shortened(name)

    @settings(max_examples=500, deadline=None)
    @given(st.sampled_from(places(whole)), ANYTHING)
    def holds(path: tuple[Any, ...], value: Any) -> None:
        damaged = copy.deepcopy(whole)
        target = damaged
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        reading = read_file(json.dumps(damaged).encode(), name, format_)
        assert msgspec.json.encode(reading.all_findings())
        assert all(len(item.digest) == 64 and item.marking.id for item in reading.objects)
        assert all(msgspec.json.encode(i.line()) for i in reading.incidents)
        assert write_stix(reading.objects, reading.incidents, at=datetime(2026, 10, 1, tzinfo=UTC))

    holds()
