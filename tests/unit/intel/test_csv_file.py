"""CSV in."""

from __future__ import annotations

import pytest

from sekisho.intel.reading import read_file


def test_japanese_and_english_headers_mean_the_same() -> None:
    """The same row under a Japanese and an English header gives the same incident."""
    ja = "種別;値;事案番号;観測日;分野;国;手法;マルウェア;TLP\nドメイン;a.example.com;A;令和8年1月2日;energy;jp;t1566、T1059;W;AMBER\n"
    en = "type,value,incident,date,sector,country,technique,malware,tlp\ndomain,a.example.com,A,2026-01-02,energy,JP,T1566;T1059,W,amber\n"
    (a,), (b,) = read_file(ja.encode(), "a").incidents, read_file(en.encode(), "b").incidents
    assert a.line() == b.line()
    assert a.line()["techniques"] == ["T1059", "T1566"]
    assert a.marking == b.marking
    assert a.marking.tlp == "amber"


def test_the_mapping_of_columns_is_shown_and_strange_columns_are_named() -> None:
    """The person sees which column was read as what, and which was not understood."""
    findings = read_file("値,天気\na.example.com,晴れ\n".encode(), "a.csv").findings
    texts = {f.code: f.message.ja for f in findings}
    assert "値→値" in texts["columns_mapped"]
    assert "天気" in texts["columns_kept_aside"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("domain,a b", "value_unreadable"),
        ("nonsense,a.example.com", "observable_type_unknown"),
        ("domain", "row_of_other_width"),
        ("domain,a.example.com,more", "row_of_other_width"),
        ('domain,"a', "row_unreadable"),
        ("domain,a\x00b.com", "nul_character"),
        ("domain," + "a" * 9000, "cell_too_long"),
    ],
)
def test_a_bad_row_is_refused_by_its_line_and_the_others_are_taken(row: str, code: str) -> None:
    """One bad row costs that row only, and the finding names its line."""
    reading = read_file(f"type,value\ndomain,good.example.com\n{row}\n".encode(), "a.csv")
    assert [o.observables[0].value for o in reading.objects] == ["good.example.com"]
    assert [(r.place, r.finding.code) for r in reading.rejected] == [("a.csv:3", code)]


def test_a_row_that_stands_twice_is_taken_once() -> None:
    """The second of two equal rows is refused with the place of the first."""
    reading = read_file(b"value\na.example.com\na.example.com\n", "a.csv", "csv")
    assert len(reading.objects) == 1
    assert reading.rejected[0].finding.code == "duplicate_in_file"
    assert "a.csv:2" in reading.rejected[0].finding.message.en


def test_a_file_without_a_value_column_is_refused_as_a_whole() -> None:
    """Without values there is nothing to take: the finding names the missing column in both languages."""
    reading = read_file("種別,備考\nドメイン,x\n".encode(), "a.csv")
    assert reading.refused
    assert [f.code for f in reading.findings] == ["column_missing"]


def test_an_unreadable_marking_is_handled_as_red() -> None:
    """A label that nobody can read must not set information free."""
    reading = read_file(b"value,tlp\na.example.com,PURPLE\n", "a.csv")
    assert reading.objects[0].marking.tlp == "red"
    assert "marking_unread" in {f.code for f in reading.findings}


def test_the_same_row_has_the_same_id_in_every_supply() -> None:
    """Supplying a row again gives the same object, wherever it stands in the file."""
    a = read_file(b"value\na.example.com\nb.example.com\n", "a.csv", "csv").objects[1].id
    b = read_file(b"value\nb.example.com\n", "c.csv", "csv").objects[0].id
    assert a == b


def test_a_quote_that_is_never_closed_costs_its_line_only() -> None:
    """Rows after an open quote are read, and the finding names the line with the quote."""
    reading = read_file(b'value,comment\na.example.com,"open\nb.example.com,x\n', "a.csv")
    assert [o.observables[0].value for o in reading.objects] == ["b.example.com"]
    assert [r.place for r in reading.rejected] == ["a.csv:2"]


def test_a_quoted_cell_may_hold_line_breaks() -> None:
    """A remark of two lines is one cell, and the next row's place counts lines of the file."""
    reading = read_file(b'value,comment\na.example.com,"one\ntwo"\nbad value,x\n', "a.csv")
    assert reading.objects[0].normalised["description"] == "one\ntwo"
    assert [r.place for r in reading.rejected] == ["a.csv:4"]
