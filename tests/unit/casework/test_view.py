"""A case as the rules see it: what is current, what contradicts, what is missing, and how a period stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sekisho.casework.case import Duty, Element, Held
from sekisho.casework.entry import Reference
from sekisho.casework.replay import Replayed
from sekisho.casework.view import NOT_ESTABLISHED, CaseView, Judgement, bounds, contexts

from .bundles import at, fresh

NOW = at("2026-10-06T12:00:00+09:00")
MINUTE = timedelta(minutes=1)
JUST_BEFORE = timedelta(microseconds=1)


def target(replayed: Replayed) -> Element:
    element = replayed.world.cases["m1"].element("target", "t1")
    assert element is not None
    return element


def view(replayed: Replayed, when: datetime = NOW, case: str = "m1") -> CaseView:
    whole = CaseView(Judgement(replayed.world, when), replayed.world.cases[case])
    return whole.bind("target", target(replayed)) if case == "m1" else whole


def held(value: str, office: str, identity: str | None, expires: datetime | None = None) -> Held:
    return Held(value, {"identity": identity}, office, frozenset({office}), NOW, 1, expires)


def located(*values: Held) -> CaseView:
    replayed = fresh()
    target(replayed).findings["location"] = {each.office: each for each in values}
    return view(replayed)


def identity() -> str | None:
    return target(fresh()).dims["identity"]


def test_two_offices_that_find_the_same_agree() -> None:
    found = located(held("abroad", "npa", identity()), held("abroad", "mod", identity()))
    assert found.finding("location", ["identity"]) == "abroad"


def test_two_offices_that_find_differently_leave_the_place_not_established() -> None:
    found = located(held("abroad", "npa", identity()), held("in_japan", "mod", identity()))
    assert found.finding("location", ["identity"]) == NOT_ESTABLISHED


def test_contradicting_findings_that_know_no_such_value_leave_nothing_found() -> None:
    replayed = fresh()
    about = {"plan": replayed.world.cases["m1"].root.dims["plan"], "identity": identity()}
    given = {
        office: Held(value, about, office, frozenset(), NOW, 1)
        for office, value in (("npa", "yes"), ("mod", "no"))
    }
    target(replayed).findings["trigger"] = given
    assert view(replayed).finding("trigger", ["plan", "identity"]) is None


def test_a_finding_about_another_content_contradicts_nothing() -> None:
    found = located(held("abroad", "npa", identity()), held("in_japan", "mod", "0" * 64))
    assert found.finding("location", ["identity"]) == "abroad"


def test_a_finding_about_no_content_is_never_current_even_where_there_is_none_now() -> None:
    replayed = fresh()
    del target(replayed).dims["identity"]
    target(replayed).findings["location"] = {"npa": held("abroad", "npa", None)}
    assert view(replayed).finding("location", ["identity"]) is None


def test_an_element_without_the_finding_and_a_name_that_is_unknown_find_nothing() -> None:
    assert located().finding("location", ["identity"]) is None
    assert located().finding("no_such_finding", []) is None
    assert located().attr("no_such_attribute") is None


def test_a_finding_holds_until_just_before_it_expires() -> None:
    replayed = fresh()
    target(replayed).findings["location"] = {"npa": held("abroad", "npa", identity(), NOW)}
    assert view(replayed, NOW - JUST_BEFORE).finding("location", ["identity"]) == "abroad"
    assert view(replayed, NOW).finding("location", ["identity"]) is None


def test_an_expired_finding_contradicts_nothing() -> None:
    old = held("in_japan", "mod", identity(), NOW - MINUTE)
    assert located(old, held("abroad", "npa", identity())).finding("location", ["identity"]) == "abroad"


@pytest.mark.parametrize(
    ("since", "until", "stands"),
    [
        (None, None, "unset"),
        (NOW + MINUTE, None, "coming"),
        (NOW, None, "running"),
        (NOW - MINUTE, NOW + MINUTE, "running"),
        (None, NOW + MINUTE, "running"),
        (NOW - MINUTE, NOW, "ended"),
        (None, NOW, "ended"),
    ],
)
def test_a_period_includes_its_first_moment_and_excludes_its_last(
    since: datetime | None, until: datetime | None, stands: str
) -> None:
    replayed = fresh()
    ends = {"from": since and since.isoformat(), "until": until and until.isoformat()}
    target(replayed).attrs["recheck"] = {k: v for k, v in ends.items() if v}
    assert view(replayed).period("recheck") == stands


def test_a_day_named_as_the_end_of_a_period_is_in_it() -> None:
    replayed = fresh()
    target(replayed).attrs["recheck"] = {"from": "2026-10-05", "until": "2026-10-05"}
    moments = [f"2026-10-0{day}:00+09:00" for day in ("4T23:59", "5T00:00", "5T23:59", "6T00:00")]
    stands = [view(replayed, at(moment)).period("recheck") for moment in moments]
    assert stands == ["coming", "running", "running", "ended"]


def test_a_period_that_was_never_given_is_unset() -> None:
    assert view(fresh()).period("recheck") == "unset"
    assert bounds(None) == bounds("") == (None, None)


def test_a_link_that_leads_nowhere_is_an_empty_case_of_which_nothing_holds() -> None:
    replayed = fresh()
    replayed.world.cases["m1"].links.pop("under_policy")
    nothing = view(replayed).at("under_policy")
    assert nothing.case is None
    assert (nothing.attr("status"), nothing.dim("content"), nothing.period("validity")) == (
        None,
        None,
        "unset",
    )
    assert (nothing.finding("covers", []), nothing.stage("deliberation", [])) == (None, None)
    assert list(nothing.elements("measures")) == []
    assert nothing.at("revises").case is None


def test_a_link_to_a_case_that_is_not_there_is_an_empty_case() -> None:
    replayed = fresh()
    replayed.world.cases["m1"].links["under_policy"] = (Reference("gone"),)
    assert view(replayed).at("under_policy").case is None


def test_a_link_to_an_item_that_is_not_there_is_an_empty_case_and_not_the_whole_session() -> None:
    replayed = fresh()
    policy = replayed.world.cases["p1"]
    assert view(replayed, case="p1").at("deliberated_in").bound == {"item": "1"}
    policy.links["deliberated_in"] = (Reference("p1-session", "9"),)
    assert view(replayed, case="p1").at("deliberated_in").case is None


def test_what_is_read_of_other_cases_is_noted_with_the_entry_read() -> None:
    replayed = fresh()
    seen = view(replayed)
    seen.at("under_policy")
    assert seen.judgement.read == {"p1": replayed.world.cases["p1"].sequence}


def test_the_latest_of_several_links_counts() -> None:
    replayed = fresh()
    policy = replayed.world.cases["m1"].links["under_policy"]
    replayed.world.cases["m1"].links["under_policy"] = (*policy, Reference("gone"))
    assert view(replayed).at("under_policy").case is None


@pytest.mark.parametrize(
    ("due", "discharged", "stands"),
    [
        (None, None, "open"),
        (NOW + MINUTE, None, "open"),
        (NOW, None, "overdue"),
        (NOW - MINUTE, 9, "discharged"),
    ],
)
def test_a_duty_is_overdue_from_its_moment_on_unless_it_was_discharged(
    due: datetime | None, discharged: int | None, stands: str
) -> None:
    replayed = fresh()
    duty = Duty("R", "notify_commission", {"target": "t1"}, "npa", "commission", NOW, due, 8, discharged)
    replayed.world.cases["m1"].duties.append(duty)
    assert view(replayed).duty("notify_commission") == stands
    assert view(replayed).duty("notify_administrator") == "none"


def test_a_duty_about_another_element_does_not_stand_here() -> None:
    replayed = fresh()
    duty = Duty("R", "notify_commission", {"target": "t2"}, "npa", "commission", NOW, NOW, 8)
    replayed.world.cases["m1"].duties.append(duty)
    assert view(replayed).duty("notify_commission") == "none"


def test_a_pair_is_seen_only_from_the_elements_that_it_joins() -> None:
    replayed = fresh("police_mixed_ready")
    case = replayed.world.cases["m1"]
    whole = CaseView(Judgement(replayed.world, NOW), case)
    assert [v.bound["tasking"] for v in contexts(whole, ["tasking"])] == ["police/t1", "police/t2"]
    assert [v.bound["tasking"] for v in view(replayed).elements("tasking")] == ["police/t1"]


def test_elements_that_were_dropped_are_not_seen() -> None:
    replayed = fresh("police_mixed_ready")
    target(replayed).active = False
    whole = CaseView(Judgement(replayed.world, NOW), replayed.world.cases["m1"])
    assert [v.bound["target"] for v in whole.elements("target")] == ["t2"]


def test_nobody_acting_differs_from_nobody_rather_than_from_everybody() -> None:
    seen = view(fresh())
    assert seen.free
    assert seen.person_differs("", "approval_request") is None
    assert seen.given("reasons") is None
