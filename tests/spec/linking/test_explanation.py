"""G2.1b: a candidate is explained on the five elements, with evidence for and against, in both languages."""

from __future__ import annotations

import msgspec
import pytest

from sekisho.linking import explain, link, render_candidate
from sekisho.linking.explain import Explanation
from sekisho.linking.sectors import concerned, sectors
from sekisho.linking.stated_words import shown_word
from tests.unit.linking.making import crowd, hashed, incident


@pytest.fixture(scope="module")
def told() -> Explanation:
    shared = [hashed(1), hashed(2), ("domain", "files.google.com"), ("domain", "quiet-harbour.example")]
    found = link(
        [
            incident("a", *shared, sectors=("energy",), techniques=("T1583.001", "T1005"), malware=("lamp",)),
            incident("b", *shared, sectors=("energy",), on="2026-03-09", malware=("lamp",)),
            incident("c", *shared, on=None),
            *crowd(200),
        ]
    )
    return explain(found, found.candidates[0])


def test_the_five_elements_stand_in_the_order_of_the_guideline(told: Explanation) -> None:
    """Actor, organisations or sector, techniques or infrastructure, repetition, period."""
    assert [element.name for element in told.elements] == ["actor", "target", "means", "repetition", "period"]


def test_every_sentence_exists_in_both_languages(told: Explanation) -> None:
    """Japanese and English, both filled."""
    texts = [text for e in told.elements for text in (e.label, e.statement, *e.speaks_for, *e.speaks_against)]
    assert all(t.ja and t.en and "{" not in t.ja + t.en for t in (*texts, *told.occurrence, *told.sign))


def test_each_element_has_evidence_and_missing_facts_speak_against(told: Explanation) -> None:
    """An incident without sector and one without date are held against the candidate."""
    by_name = {element.name: element for element in told.elements}
    assert all(element.speaks_for for element in told.elements)
    assert any("1 incidents state no sector" in t.en for t in by_name["target"].speaks_against)
    assert any("1 incidents carry no date" in t.en for t in by_name["period"].speaks_against)
    assert any("google" in t.en and "counts less" in t.en for t in by_name["means"].speaks_against)


def test_signs_and_occurrence_are_both_collected_and_neither_is_decided(told: Explanation) -> None:
    """Preparation speaks for a sign, malware and victims for occurrence; the finding is a person's."""
    assert any("T1583.001" in text.en for text in told.sign)
    assert any("T1005" in text.en for text in told.occurrence)


def test_the_two_official_lists_of_sectors_are_never_merged(told: Explanation) -> None:
    """Fifteen sectors of the one law and fields of the other standard come in sentences of their own."""
    target = next(element for element in told.elements if element.name == "target")
    listed = [text.en for text in target.speaks_for if "may concern" in text.en]
    assert len(listed) == 2
    assert len([s for s in sectors() if s.list == "essential"]) == 15
    assert {s.id for s in concerned(["government"], "critical")} == {"government"}
    assert concerned(["government"], "essential") == []


def test_one_incident_under_two_ids_is_said_to_be_perhaps_one() -> None:
    """Nearly the same values within a week speak against repetition; three weeks apart they do not."""
    shared = [hashed(n) for n in range(6)]

    def against(on: str) -> list[str]:
        found = link([incident("a", *shared), incident("b", *shared, on=on), *crowd(200)])
        repetition = explain(found, found.candidates[0]).elements[3]
        return [text.en for text in repetition.speaks_against]

    assert any("a and b have almost the same values" in text for text in against("2026-03-04"))
    assert not any("almost the same values" in text for text in against("2026-03-22"))


def test_namings_of_the_actor_stand_side_by_side_and_link_nothing() -> None:
    """Each with its aliases and incidents; that an alias occurs in two joins neither them nor the incidents."""
    shared = [hashed(n) for n in range(4)]
    named = [
        msgspec.structs.replace(incident("a", *shared), actors=(("Red Lamp", "Lamplighter"),)),
        msgspec.structs.replace(
            incident("b", *shared), actors=(("Lamplighter",), ("Red Lamp", "Lamplighter"))
        ),
        msgspec.structs.replace(incident("far", hashed(77)), actors=(("Lamplighter",),)),
    ]
    found = link([*named, *crowd(200)])
    assert found.clusters["far"] != found.clusters["a"]
    actor = explain(found, found.candidates[0]).elements[0]
    told = [text.en for text in actor.speaks_for if "name the actor" in text.en]
    assert told == [
        "2 incidents name the actor Red Lamp (aliases: Lamplighter; incidents: a, b).",
        "1 incidents name the actor Lamplighter (aliases: none stated; incidents: b).",
    ]
    assert any("named in 2 ways" in text.en for text in actor.speaks_against)


def test_lines_for_a_person_name_no_followable_value() -> None:
    """Names and addresses are shown defanged."""
    shared = [hashed(1), ("domain", "quiet-harbour.example"), ("ipv4", "93.184.216.34")]
    found = link([incident("a", *shared), incident("b", *shared), *crowd(200)])
    text = "\n".join(render_candidate(found, found.candidates[0], "ja"))
    assert "quiet-harbour[.]example" in text
    assert "quiet-harbour.example" not in text
    assert "93.184.216.34" not in text


def test_sectors_and_countries_are_called_by_their_names_in_both_languages() -> None:
    """Whatever the word that is compared; what has no name is told as it was supplied. Every word of the lists has one."""
    shared = (("domain", "red-lamp.example"), ("sha256", "1" * 64))
    known = [
        incident(name, *shared, sectors=("health", "hat-making"), countries=("br", "Japan")) for name in "ab"
    ]
    linking = link(known)
    (target,) = (each for each in explain(linking, linking.candidates[0]).elements if each.name == "target")
    assert "保健" in target.statement.ja
    assert "ブラジル" in target.statement.ja
    assert "日本" in target.statement.ja
    assert "hat-making" in target.statement.ja
    assert "health" in target.statement.en
    assert "Brazil, Japan" in target.statement.en
    assert any("「保健」" in each.ja for each in target.speaks_for)
    words = {word for each in sectors() for word in each.words}
    assert not [word for word in words if shown_word("sector", word).ja == word]
