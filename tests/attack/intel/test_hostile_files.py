"""Hostile and broken files: a clear answer in bounded time, nothing evaluated, no credential kept."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest

from sekisho.intel.reading import read_file

T = "2026-01-01T00:00:00Z"


def tool(**more: Any) -> dict[str, Any]:
    """Return a small valid object."""
    id_ = f"tool--{uuid.UUID(int=1)}"
    return {
        "type": "tool",
        "spec_version": "2.1",
        "id": id_,
        "created": T,
        "modified": T,
        "name": "t",
        **more,
    }


def bundle(*objects: Any) -> bytes:
    """Return a bundle as bytes."""
    return json.dumps({"type": "bundle", "objects": objects}).encode()


def codes(data: bytes, format_: str | None = None) -> set[str]:
    """Return the codes of all findings about a file."""
    return {f.code for f in read_file(data, "x", format_).all_findings()}


@pytest.mark.parametrize("depth", [100, 900, 5_000, 100_000])
@pytest.mark.parametrize("bracket", ["[]", "{}"])
def test_deep_nesting_is_refused_without_exhausting_the_stack(depth: int, bracket: str) -> None:
    """However deep the nesting, the file or the object is refused with the limit named."""
    opening = "[" if bracket == "[]" else '{"a":'
    inner = opening * depth + "1" + bracket[1] * depth
    data = json.dumps(tool()).replace('"t"', inner).encode()
    reading = read_file(b'{"type":"bundle","objects":[' + data + b"]}", "x", "stix")
    assert not reading.objects
    assert "nested_too_deep" in {f.code for f in reading.all_findings()}


def test_an_object_with_a_great_many_keys_is_refused_in_bounded_time() -> None:
    """A million keys in one object are refused by count within seconds."""
    started = time.process_time()
    assert "too_many_values" in codes(bundle(tool(x={str(i): i for i in range(1_000_000)})))
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("9" * 5_000, "number_too_large"),
        ("9007199254740993", "number_too_large"),
        ("1e999", "number_too_large"),
        ("NaN", "not_a_number"),
        ("-Infinity", "not_a_number"),
        ('"a\\u0000b"', "nul_character"),
        ('"\\ud800"', "broken_character"),
        ('{"k": 1, "k": 2}', "duplicate_keys"),
    ],
)
def test_values_that_no_two_readers_agree_on_are_refused(value: str, code: str) -> None:
    """Numbers beyond exactness, characters that databases refuse and duplicate keys refuse their object."""
    data = bundle(tool(x="HERE")).replace(b'"HERE"', value.encode())
    reading = read_file(data, "x", "stix")
    assert [r.finding.code for r in reading.rejected] == [code]


def test_a_bundle_with_two_lists_of_objects_is_refused() -> None:
    """Which of two lists is meant cannot be known, so neither is taken."""
    reading = read_file(b'{"type":"bundle","objects":[],"objects":[]}', "x")
    assert reading.refused
    assert codes(b'{"type":"bundle","objects":[],"objects":[]}') == {"duplicate_keys"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"  \n", "file_empty"),
        (b"\xff\xff\xff{}", "encoding_unknown"),
        (b'{"type": "bundle", "x": "\xc3\x28"}', "encoding_unknown"),
        (b"<?xml version='1.0'?><STIX_Package/>", "format_unknown"),
        (b"PK\x03\x04rest", "container_not_read"),
        (b"\x1f\x8brest", "container_not_read"),
        (b"%PDF-1.7", "container_not_read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(data: bytes, code: str) -> None:
    """Every refusal has its code, and a remedy in both languages."""
    reading = read_file(data, "x")
    assert reading.refused
    assert {f.code for f in reading.findings} == {code}
    assert all(f.remedy.ja and f.remedy.en for f in reading.findings)


def test_a_table_cell_that_looks_like_a_formula_stays_text() -> None:
    """A remark beginning with an equals sign is kept letter by letter; a value beginning with one is no value."""
    remark = '=HYPERLINK("http://example.com")'
    row = f'a.example.com,"{remark.replace(chr(34), chr(34) * 2)}"'
    reading = read_file(f"value,comment\n{row}\n=1+1,\n".encode(), "x", "csv")
    assert reading.objects[0].normalised["description"] == remark
    assert [r.finding.code for r in reading.rejected] == ["value_unreadable"]


SECRET = "Xk9secretQz"
SPELLINGS = [
    f"http://user:{SECRET}@example.com/",
    f"hxxps://user:{SECRET}@example[.]com/",
    f"http[:]//user:{SECRET}[@]example.com/",
    f"http:\\/\\/user:{SECRET}@example.com\\/",
    f"http://user\\u003a{SECRET}\\u0040example.com/",
    f"http:\\u002f\\u002fuser:{SECRET}\\u0040example.com/",
    f"ftp://{SECRET}@example.com/",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_credentials_in_addresses_are_nowhere_in_what_is_kept(spelling: str) -> None:
    """However an address with credentials is spelled, neither values, content, bytes nor findings contain them."""
    item = {"type": "url", "id": f"url--{uuid.UUID(int=2)}", "value": "HERE", "x_note": "see HERE"}
    reading = read_file(bundle(item).replace(b"HERE", spelling.encode()), "x", "stix")
    assert reading.objects
    assert SECRET not in repr(reading)
    assert "credentials_removed" in {f.code for f in reading.findings}


@pytest.mark.parametrize("spelling", SPELLINGS[:3])
def test_credentials_in_a_table_are_nowhere_in_what_is_kept(spelling: str) -> None:
    """The same holds for the cells of a table, remarks included."""
    reading = read_file(f"value,comment\n{spelling},{spelling}\n".encode(), "x", "csv")
    assert len(reading.objects) == 1
    assert SECRET not in repr(reading)


def test_an_accounts_credential_is_removed() -> None:
    """STIX has a property for a password; it is taken out before anything is kept."""
    account = {"type": "user-account", "id": f"user-account--{uuid.UUID(int=3)}", "credential": SECRET}
    reading = read_file(bundle(account), "x", "stix")
    assert SECRET not in repr(reading)


def test_two_contents_under_one_id_are_not_both_believed() -> None:
    """The same id with the same time and other content is refused; the same content again is taken once."""
    reading = read_file(bundle(tool(), tool(name="other"), tool()), "x")
    assert [o.normalised["name"] for o in reading.objects] == ["t"]
    assert [r.finding.code for r in reading.rejected] == ["conflicting_versions", "duplicate_in_file"]


@pytest.mark.parametrize(
    "id_", [7, None, [], "", "tool", "tool--1", "url--00000000-0000-4000-8000-000000000001"]
)
def test_an_id_that_is_none_is_refused(id_: object) -> None:
    """Ids of another kind, form or type refuse their object and no other."""
    reading = read_file(bundle(tool(id=id_), tool(id=f"tool--{uuid.UUID(int=9)}")), "x")
    assert len(reading.objects) == 1
    assert reading.rejected[0].finding.code in ("id_malformed", "id_of_other_type")


@pytest.mark.parametrize(
    "pattern", ["[", "[domain-name:value = 'a", "(" * 2000, "[a:b = 'x'] AND" * 50, "", "[a:b LIKE '%']"]
)
def test_a_broken_pattern_costs_its_values_only(pattern: str) -> None:
    """An indicator with an unreadable pattern is kept, with a finding, or refused where the pattern is missing."""
    item = {**tool(), "type": "indicator", "id": f"indicator--{uuid.UUID(int=4)}", "valid_from": T}
    reading = read_file(bundle({**item, "pattern": pattern, "pattern_type": "stix"}), "x")
    assert len(reading.objects) + len(reading.rejected) == 1
    assert reading.all_findings()


def test_reports_that_refer_to_each_other_do_not_run_forever() -> None:
    """Circular references end."""
    a, b = (f"grouping--{uuid.UUID(int=n)}" for n in (5, 6))
    base = {"type": "grouping", "spec_version": "2.1", "created": T, "modified": T, "context": "unspecified"}
    url = {"type": "url", "id": f"url--{uuid.UUID(int=7)}", "value": "http://example.com/"}
    first = {**base, "id": a, "object_refs": [b, a, url["id"]]}
    reading = read_file(bundle(url, first, {**base, "id": b, "object_refs": [a]}), "x")
    assert len(reading.objects) == 3


def test_a_line_of_megabytes_is_searched_in_bounded_time() -> None:
    """Looking for credentials in a long hostile line takes time in proportion to its length."""
    started = time.process_time()
    read_file(
        b"value\n" + b"://" * 500_000 + b"\n" + b"[at]" * 200_000 + b"\n://" + b"a" * 2_000_000, "x", "csv"
    )
    assert time.process_time() - started < 20
