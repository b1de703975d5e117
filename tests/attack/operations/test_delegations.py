"""What is delegated for some steps lets nobody decide, or see, in the office's name beside them, and ends when it is ended."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.casework.register import entitled
from sekisho.operations import linking
from sekisho.operations.intake import Receipt, take
from sekisho.operations.outcomes import Accepted, Invalid, Outcome
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.refresh import refresh
from sekisho.operations.viewing import may_see_case, viewer_of
from sekisho.records.models import Candidate, Judgement, Person
from sekisho.records.world import REAL, load_register
from sekisho.vocabulary.times import write_time

from .conftest import Offices

VALUES = tuple(f"{n:064x}" for n in (1, 2, 3))


@pytest.fixture
def candidate(offices: Offices) -> str:
    """A candidate of two incidents that share what they share with no other."""
    seen = [{"type": "sha256", "value": value} for value in VALUES]
    lines = [json.dumps({"id": f"i-{n}", "date": "2026-03-01", "observables": seen}) for n in (1, 2)]
    data = "\n".join(lines).encode()
    given = take(data, "i.jsonl", "npa", offices.people["npa_official"], offices.tick(), "incidents")
    assert isinstance(given, Receipt), given
    linking.run(offices.tick())
    return str(Candidate.objects.get(superseded_at=None).pk)


def delegate(offices: Offices, scope: list[str], **more: Any) -> Outcome:
    """Delegate steps of the post of NCO's official to the newcomer for some months, as its holder."""
    until = write_time(offices.now + timedelta(days=300))
    given = {"from_post": "nco_official", "to_person": offices.people["newcomer"], "instrument": "第2号"}
    given |= {"scope": scope, "until": until, **more}
    return offices.act(offices.register, "register.delegate", "nco", "nco_official", **given)


def sees(offices: Offices, case: str) -> bool:
    """Whether the newcomer sees a case."""
    refresh(offices.now)
    newcomer = Person.objects.get(pk=offices.people["newcomer"])
    return may_see_case(case, viewer_of(newcomer, offices.now))


@pytest.mark.parametrize(("scope", "decided"), [(["campaign.mark"], False), (["*"], True)])
def test_a_delegate_for_one_step_judges_no_candidate(
    offices: Offices, candidate: str, scope: list[str], decided: bool
) -> None:
    made = delegate(offices, scope)
    assert isinstance(made, Accepted), made
    client = Client()
    client.force_login(Person.objects.get(pk=offices.people["newcomer"]))
    assert client.get(reverse("candidate", args=[candidate])).status_code == 200
    form = {"kind": "dismissed", "reason": "偽"}
    answer = client.post(reverse("judge", args=[candidate]), form)
    assert (answer.status_code, Judgement.objects.exists()) == ((302, True) if decided else (400, False))


@pytest.mark.parametrize(
    ("scope", "campaign", "policy"),
    [(["campaign.mark"], True, False), (["policy.answer"], False, True), (["*"], True, True)],
)
def test_a_delegate_sees_the_kinds_of_case_of_the_steps_delegated(
    offices: Offices, scope: list[str], campaign: bool, policy: bool
) -> None:
    """A step of one kind of case opens the office's cases of that kind, and no other."""
    five = dict.fromkeys(("actor", "organisations", "techniques", "repetition", "period"), "既知。")
    first = offices.opened("campaign.propose", "npa", "npa_official", title="作戦", **five)
    second = offices.opened("policy.open", "nss", "nss_official", title="方針")
    assert (sees(offices, first), sees(offices, second)) == (False, False)
    assert isinstance(delegate(offices, scope), Accepted)
    assert (sees(offices, first), sees(offices, second)) == (campaign, policy)


def test_a_delegation_is_ended_before_its_date(offices: Offices) -> None:
    """From then on there is neither the authority nor the sight that came with it."""
    policy = offices.opened("policy.open", "nss", "nss_official", title="方針")
    assert isinstance(delegate(offices, ["*"]), Accepted)
    assert sees(offices, policy)
    parties = {"from_post": "nco_official", "to_person": offices.people["newcomer"], "reasons": "異動"}
    other = offices.act(offices.register, "register.end_delegation", "npa", "npa_official", **parties)
    assert not isinstance(other, Accepted)
    ended = offices.act(offices.register, "register.end_delegation", "nco", "nco_official", **parties)
    assert isinstance(ended, Accepted), ended
    register = load_register(pack_in_force(), REAL)
    newcomer = offices.people["newcomer"]
    assert entitled(pack_in_force(), register, newcomer, "nco_official", "campaign.mark", offices.now) is None
    assert not sees(offices, policy)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": []},
        {"scope": ["campaign.recognise"]},
        {"scope": ["campaign.mark", "no.such_step"]},
        {"until": ""},
        {"until": "2026-10-01"},
        {"instrument": ""},
    ],
    ids=lambda wrong: str(next(iter(wrong.values()))),
)
def test_a_delegation_names_delegable_steps_an_end_and_its_instrument(
    offices: Offices, wrong: dict[str, Any]
) -> None:
    """A formal decision, a step that there is not, no end, one that is over, no instrument: each is turned back."""
    made = delegate(offices, **{"scope": ["campaign.mark"], **wrong})
    assert isinstance(made, Invalid), made
    assert {finding.place for finding in made.findings} == set(wrong)
