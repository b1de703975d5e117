"""Names of clauses: Japanese ids stay, English pages say them in English."""

from __future__ import annotations

from sekisho.law.loading import load_pack
from sekisho.web.clause_names import called


def test_every_clause_of_the_pack_has_an_english_name() -> None:
    """No clause of ``jp-acd`` is called by a Japanese word on an English page, and no two are called the same."""
    names = {clause: called(clause).en for clause in load_pack("jp-acd").clauses}
    assert [name for name in names.values() if not name.isascii()] == []
    assert len(set(names.values())) == len(names)


def test_a_japanese_page_calls_a_clause_by_its_id() -> None:
    """The id is what the guideline's readers and the record use."""
    assert called("設計 記録").ja == "設計 記録"
    assert called("設計 記録").en == "Design record"
    assert called("G2.1a").en == "G2.1a"
