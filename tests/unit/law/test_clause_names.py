"""Names of clauses: cited as a lawyer does on Japanese pages, said in English on English ones."""

from __future__ import annotations

from sekisho.law.clause_names import called, cited
from sekisho.law.loading import load_pack


def test_every_clause_of_the_pack_has_an_english_name() -> None:
    """No clause of ``jp-acd`` is called by a Japanese word on an English page, and no two are called the same."""
    names = {clause: called(clause).en for clause in load_pack("jp-acd").clauses}
    assert [name for name in names.values() if not name.isascii()] == []
    assert len(set(names.values())) == len(names)


def test_a_japanese_page_cites_the_provision_that_the_pack_names() -> None:
    """Every clause of a statute is cited by its article, paragraph and item, as the pack states its place."""
    pack = load_pack("jp-acd")
    cited = {c: called(c).ja for c in pack.clauses if not c.startswith(("G", "設計", "実務"))}
    begun = {c: name[name.index("附則" if "附則" in name else "第") :] for c, name in cited.items()}
    assert {c: part for c, part in begun.items() if not pack.clauses[c].place.startswith(part)} == {}


def test_no_two_clauses_are_cited_alike_in_japanese() -> None:
    """What tells two ids apart tells the citations apart, and none is written in Latin abbreviations of statutes."""
    names = [called(clause).ja for clause in load_pack("jp-acd").clauses]
    assert len(set(names)) == len(names)
    assert [name for name in names if name.startswith(("PDEA", "SDF", "NSC Act", "G"))] == []


def test_citations_read_as_a_lawyer_writes_them() -> None:
    """A branch number, a paragraph, an item, several articles, a supplementary provision and a passage of the guideline."""
    assert called("PDEA 6-2(10)").ja == "警職法第6条の2第10項"
    assert called("NSC Act 2(1)(xi)").ja == "NSC設置法第2条第1項第11号"
    assert called("SDF 91-3").ja == "自衛隊法第91条の3"
    assert called("強化法 37-44").ja == "強化法第37条から第44条まで"
    assert called("整備法 附則1").ja == "整備法附則第1条"
    assert called("G2.4c-1").ja == "指針2(4)c-1"
    assert called("G1.1").ja == "指針1-1"


def test_what_is_no_provision_keeps_its_id() -> None:
    """A discipline of the design is called by its id in Japanese, and in English on an English page."""
    assert called("設計 記録").ja == "設計 記録"
    assert called("設計 記録").en == "Design: record"
    assert called("G2.1a").en == "G2.1a"


def test_several_clauses_are_cited_one_after_the_other_in_each_language() -> None:
    assert cited(["PDEA 6-2(8)", "G2.4c-3"]).ja == "警職法第6条の2第8項、指針2(4)c-3"
    assert cited(["PDEA 6-2(8)", "強化法 55"]).en == "PDEA 6-2(8), Prevention Act 55"
