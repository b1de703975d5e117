"""What is hidden from a person looks exactly like what is not there."""

from __future__ import annotations

from typing import Any

from sekisho.casework.visibility import LEVELS, Access
from sekisho.operations import drafts
from sekisho.operations.viewing import assess_case, viewer_of
from sekisho.records import models
from sekisho.records.access import keep_access, visible_cases


def test_a_viewer_looks_as_the_offices_and_posts_held(offices: Any) -> None:
    """The register says in which offices' name a person looks."""
    viewer = viewer_of(offices.people["npa_official"], offices.tick())
    assert viewer.offices == {"npa", "npa_official"}
    assert viewer.clearance == LEVELS[0]


def test_a_case_unseen_is_as_one_that_is_not_there(offices: Any) -> None:
    """List and assessment give the same answer for a hidden case and for none at all."""
    case = offices.opened("measure.open", "npa")
    viewer = viewer_of(offices.people["npa_official"], offices.tick())
    assert assess_case(case, viewer, offices.now) is not None
    models.Case.objects.filter(pk=case).update(access=keep_access(Access(team=frozenset({"nss"}))))
    assert assess_case(case, viewer, offices.now) is None
    assert assess_case("case-none", viewer, offices.now) is None
    assert not visible_cases(viewer).filter(pk=case).exists()


def test_facts_of_an_unseen_linked_case_are_withheld(offices: Any, under: Any) -> None:
    """A measure under a hidden policy shows which rule is not met, but no fact of that policy."""
    policy = offices.opened("policy.open", "nss")
    case = offices.opened("measure.open", "npa", **under(policy))
    models.Case.objects.filter(pk=policy).update(access=keep_access(Access(team=frozenset({"nss"}))))
    viewer = viewer_of(offices.people["npa_official"], offices.tick())
    shown = assess_case(case, viewer, offices.now)
    assert shown is not None
    assert policy not in shown.reads
    assert {r.rule for r in shown.steps["measure.start"].missing} == {"PLAN-FIRST", "POLICY-FIRST"}


def test_a_draft_is_kept_for_the_person_alone(offices: Any) -> None:
    """What a person has typed is there again, for nobody else, until it is thrown away."""
    mine, other = offices.people["npa_official"], offices.people["mic_official"]
    drafts.save(mine, "case-one", "measure.plan", {"text": "途中"}, offices.tick())
    drafts.save(mine, "case-one", "measure.plan", {"text": "途中まで"}, offices.tick())
    assert drafts.kept(mine, "case-one", "measure.plan") == {"text": "途中まで"}
    assert drafts.kept(other, "case-one", "measure.plan") == {}
    drafts.discard(mine, "case-one", "measure.plan")
    assert drafts.kept(mine, "case-one", "measure.plan") == {}
