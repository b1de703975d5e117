"""What somebody reviews and signs is what stands: no character turns it round or hides in it."""

from __future__ import annotations

import pytest

from sekisho.casework.entry import Evidence, Intent
from sekisho.operations import deviation
from sekisho.operations.act import act, prepare
from sekisho.operations.outcomes import Accepted, Invalid
from sekisho.vocabulary.legible import misleading

from .conftest import Offices

TURNED = "203.0.113.\u202e01\u202c"
HIDING = ("\u202e", "\u2066", "\u200b", "\ufeff", "\u0007", "\u2028", "\U000e0041", "\u00ad")


@pytest.mark.parametrize("hiding", HIDING)
def test_what_turns_or_hides_text_is_noticed(hiding: str) -> None:
    assert misleading(f"対象{hiding}一")


@pytest.mark.parametrize("text", ["対象　一\n二行目\t", "葛\U000e0100城", "🏴‍☠️", "Ünïcode – “quoted”", ""])
def test_what_people_write_is_kept(text: str) -> None:
    assert not misleading(text)


@pytest.fixture
def policy(offices: Offices) -> str:
    """A case to write in."""
    return offices.opened("policy.open", "nss", "nss_official", title="対処方針")


def test_a_field_that_looks_otherwise_than_it_stands_is_refused(offices: Offices) -> None:
    outcome = offices.open("policy.open", "nss", "nss_official", title=TURNED)
    assert isinstance(outcome, Invalid)
    assert [finding.place for finding in outcome.findings] == ["title"]


@pytest.mark.parametrize("part", ["number", "title", "sha256"])
def test_a_paper_is_named_as_it_stands(offices: Offices, policy: str, part: str) -> None:
    person = offices.people["nss_official"]
    given = {"person": person, "reasons": "利害関係"}
    meant = Intent(case=policy, step="policy.recuse", act_of="nss", particulars=given)
    paper = Evidence(**{part: TURNED})
    outcome = act(prepare(meant, person, offices.now), person, offices.tick(), evidence=[paper])
    assert isinstance(outcome, Invalid)
    assert [finding.place for finding in outcome.findings] == [f"evidence.{part}"]


@pytest.mark.parametrize("where", ["what", "title"])
def test_a_deviation_is_told_as_it_stands(offices: Offices, policy: str, where: str) -> None:
    what, papers = ("接続した。", [Evidence(title=TURNED)]) if where == "title" else (TURNED, [])
    at, person = offices.tick(), offices.people["nss_official"]
    outcome = deviation.record(policy, what, person, at, at, evidence=papers)
    assert isinstance(outcome, Invalid)
    plain = deviation.record(policy, "接続した。", person, at, at, evidence=[Evidence(title="報告")])
    assert isinstance(plain, Accepted)
