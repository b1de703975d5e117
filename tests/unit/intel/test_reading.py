"""The one door: encodings and formats are recognised, everything else is refused with a remedy."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sekisho.intel.json_text import UNTOLD
from sekisho.intel.reading import read_file

CSV = "種別,値,事案番号,備考\nドメイン,example[.]com,A-1,不審な通信\n"
INCIDENT = {"id": "i1", "date": "2026-01-02", "observables": [{"type": "domain", "value": "a.example.com"}]}
KEV = {
    "catalogVersion": "1",
    "count": 1,
    "vulnerabilities": [
        {
            "cveID": "CVE-2025-0001",
            "vendorProject": "v",
            "product": "p",
            "vulnerabilityName": "n",
            "dateAdded": "2025-01-01",
        }
    ],
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"])
def test_a_japanese_csv_reads_the_same_in_every_encoding_that_offices_use(encoding: str) -> None:
    """The values, the incident and the remark are the same whatever the encoding, and the encoding is said."""
    reading = read_file(CSV.encode(encoding), "a.csv")
    assert [o.value for i in reading.incidents for o in i.observables] == ["example.com"]
    assert reading.objects[0].normalised["description"] == "不審な通信"
    codes = {f.code for f in reading.findings}
    expected = {"utf-8": set(), "utf-8-sig": {"byte_order_mark"}}.get(encoding, {"encoding_recognised"})
    assert expected <= codes
    assert not reading.refused


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        ({"type": "bundle", "id": "bundle--x", "objects": []}, "stix"),
        ({"Event": {"info": "x"}}, "misp"),
        (KEV, "kev"),
        (INCIDENT, "incidents"),
    ],
)
def test_the_format_is_told_by_the_content(content: dict[str, Any], format_: str) -> None:
    """A file is read as what it holds, whatever it is called."""
    assert read_file(json.dumps(content).encode(), "unnamed").format == format_


def test_malformed_json_is_refused_with_line_and_column() -> None:
    """The finding names the line and column where reading stopped, in the place and in the words."""
    reading = read_file(b'{"type": "bundle",\n "objects": [,]}', "b.json")
    assert reading.refused
    assert [(f.code, f.place) for f in reading.findings] == [("json_malformed", "b.json:2:14")]
    assert "2" in reading.findings[0].message.en and "14" in reading.findings[0].message.ja


@pytest.mark.parametrize(
    "broken",
    [
        '{"a": 1,}',
        '{"a" 1}',
        "[1 2]",
        "[",
        '["a',
        '["\x01"]',
        '["\\x"]',
        '["\\u12"]',
        "{} {}",
        "[1,]",
        "{1: 2}",
    ],
)
def test_why_json_is_malformed_is_told_in_the_language_of_the_page(broken: str) -> None:
    """No reader of Japanese is told it in English, and nothing that the reader of JSON says is left untold."""
    (found,) = read_file(broken.encode(), "b.json", "misp").findings
    assert found.code == "json_malformed"
    assert not re.search("[a-z]", found.message.ja.replace("JSON", ""))
    assert UNTOLD.en not in found.message.en


def test_all_flaws_of_a_file_are_reported_at_once() -> None:
    """Three broken objects give three rejections, each with its own place, and the good one is still taken."""
    good = {"type": "url", "id": "url--0d9b6a2f-3f0b-5c2e-8b55-6a0a7a2b0a11", "value": "http://example.com/"}
    bad = [
        5,
        {"type": "indicator", "id": "indicator--1", "pattern": "[a:b = 'c']"},
        {"type": "Bad Type", "id": "x"},
    ]
    reading = read_file(json.dumps([good, *bad]).encode(), "f", "stix")
    assert len(reading.objects) == 1
    assert [r.place for r in reading.rejected] == ["f:[1]", "f:[2]", "f:[3]"]
    indicator = reading.rejected[1]
    assert {f.code for f in (indicator.finding, *indicator.more)} == {"id_malformed", "property_missing"}
    assert len(indicator.more) == 3


def test_an_unknown_format_name_is_the_callers_mistake() -> None:
    """A format that does not exist raises, because no file can be at fault for it."""
    with pytest.raises(ValueError, match="unknown format"):
        read_file(b"{}", "x", "taxii")
