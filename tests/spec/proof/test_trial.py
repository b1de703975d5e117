"""The worked cases tried by the properties: what is lawful breaks none, what is not breaks the one that the case is about."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sekisho.casework.replay import replay
from sekisho.casework.working import bundle_of
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.law.worked import WorkedCase
from sekisho.proof.properties import PROPERTIES
from sekisho.proof.trial import Trial, try_bundle

STATED_AS = {
    "two-kinds-of-basis": "R03a",
    "sdf-on-police-act": "R03c",
    "approved-by-police-official": "N20",
    "urgency-on-record-only": "R04d",
    "policy-changed-unadopted": "N16a",
    "policy-returned-not-deliberated": "N16a",
    "policy-return-unsubmitted": "R07g",
    "policy-return-of-another": "R07h",
    "policy-supersede-by-draft": "R07f",
    "session-closed": "R12",
    "commissioner-gone": "N20",
    "successor-closed": "R07f",
    "report-coordinated-anew": "N21a",
    "item-other-paper": "N16a",
    "joint-police-without-order": "N12b",
    "emergency-same-person": "R13b",
    "emergency-other-office": "R13a",
    "register-create-post-of-another": "R11e",
    "approved-after-denial": "R04f",
    "register-end-delegation-of-another": "R11b",
    "clearance-granted-to-another-office": "R11f",
    "clearance-ended-by-another-office": "R11f",
    "ministry-not-asked": "N16c",
    "deputy-without-cause": "R06b",
    "minister-absent": "N18",
    "seat-left-out": "N18",
    "minister-named-by-chair-left-out": "N18",
    "post-said-to-be-vacant": "R06a",
    "draft-returned": "N16a",
    "item-not-for-the-cabinet": "R05a",
    "target-added": "N01",
    "reply-without-request": "N01b",
    "tie-with-chair-against": "N28c",
    "same-member-twice": "N28b",
    "not-a-member": "N28b",
    "chair-missing": "N28b",
    "commission-deputy-without-cause": "N28b",
    "commission-deputy-chair-not-recorded": "N28b",
    "commission-deputy-not-fixed": "N28b",
    "commission-deputy-part-time": "N28b",
    "commission-deputy-two-others": "N28b",
    "commission-deputy-casts-against": "N28c",
    "commission-deputy-fixed-by-another": "R11h",
    "approval-of-another-measure": "N28d",
    "urgency-found-by-the-defence-minister": "N04b",
    "urgency-confirmed-by-one-in-two-posts": "N19b",
    "order-only-deliberated": "N11c",
    "order-cabinet-first": "N11d",
    "notice-put-off-for-ever": "N22a",
    "closed-unreported": "N22a",
    "closed-crisis-uninformed": "N22a",
    "closed-commission-unnotified": "N22a",
    "command-written-down-by-the-head": "N10b",
    "deputy-an-official": "R06g",
    "deputy-of-another-ministry": "R06g",
    "deputy-of-two-members": "R06g",
    "deputy-of-two-members-at-once": "R06g",
    "deputy-sits-already": "R06g",
    "chair-deputised-by-state-minister": "R06g",
    "consultation-by-defence-for-police": "R04g",
    "consultation-by-police-for-sdf": "R04g",
    "request-by-defence-for-police": "R04h",
    "request-by-police-for-sdf": "R04h",
    "basis-of-the-other-act": "R03c",
    "judged-where-not-established": "N02d",
    "judged-without-mofa": "N02d",
    "judged-against-mod": "R04e",
    "sdf-under-the-commissioner": "N10b",
    "police-under-the-minister": "N10b",
    "report-uncoordinated": "N21a",
    "report-by-the-other-minister": "N21b",
    "guarding-unnecessary": "N14b",
}
"""Cases that stand under another heading than the number of the property which they break."""

UNLAWFUL_STATES = {
    *("urgency-no-policy", "order-no-nsc", "end-no-nsc", "no-plan"),
    *("policy-run-out", "policy-changed-run-out", "approval-by-quorumless-decision"),
    "guarded-abroad-without-policy",
}
"""Cases that ask about a state to which refused entries were told as well."""


@cache
def pack() -> Pack:
    return load_pack()


def tried(case: WorkedCase) -> Trial:
    return try_bundle(pack(), bundle_of(pack(), case))[0]


def acts(*outcomes: str) -> list[Any]:
    """Return the worked cases in which an act is tried, with such an outcome."""
    tried = [c for c in pack().worked if set(c.ask) - {"case", "step", "at"}]
    return [pytest.param(c, id=c.id) for c in tried if c.expect in outcomes]


def through_the_gate() -> list[Any]:
    """Return the worked cases of which the gate refuses no entry."""
    refused = {param.id for param in acts("refused", "undetermined")} | UNLAWFUL_STATES
    return [pytest.param(c, id=c.id) for c in pack().worked if c.id not in refused]


@pytest.mark.parametrize("case", through_the_gate())
def test_what_went_through_the_gate_breaks_no_property(case: WorkedCase) -> None:
    """Nothing that the rules permit breaks what they were proved to have, and everything can be tried."""
    trial = tried(case)
    assert trial.breaches == []
    assert trial.untried == []


@pytest.mark.parametrize("case", acts("refused", "undetermined"))
def test_a_refused_act_put_on_record_breaks_the_property_that_it_is_about(case: WorkedCase) -> None:
    """The act stands last and is found by its number; before it, only what the gate refuses as well breaks anything."""
    trial = tried(case)
    refused = replay(pack(), bundle_of(pack(), case)).uncounted
    assert len({breach.number for breach in trial.breaches}) == len(refused)
    broken = {breach.property for breach in trial.breaches if breach.number == trial.entries}
    assert any(name.startswith(STATED_AS.get(case.id, case.of)) for name in broken), broken


def test_one_step_properties_have_a_number_each() -> None:
    """A number counts the entries of one statement."""
    assert len({each.id for each in PROPERTIES}) == len(PROPERTIES)
