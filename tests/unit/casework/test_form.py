"""The form of a step: every defect at once, what follows from the record filled in, nothing given changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sekisho.casework.entry import Intent, Reference
from sekisho.casework.form import check, combinations, complete
from sekisho.casework.replay import Replayed
from sekisho.law.pack import Field

from .bundles import fresh, pack


def intent(case: str, step: str, act_of: str = "npa", **more: Any) -> Intent:
    return Intent(case=case, step=step, act_of=act_of, **more)


def places(replayed: Replayed, meant: Intent) -> list[str]:
    return sorted(finding.place for finding in check(pack(), replayed.world, meant))


def value_of(field: Field) -> Any:
    """Return something that the field takes."""
    known: dict[str, Any] = {"post": "npa_official", "office": "npa", "list": ["npa"], "date": "2026-10-06"}
    known |= {"datetime": "2026-10-06T09:00:00+09:00", "period": {"until": "2026-10-08"}}
    return next(iter(field.values), "") or known.get(field.type, "x")


def filled(step: str) -> dict[str, Any]:
    return {f.id: value_of(f) for f in pack().steps[step].asks.values() if f.required}


def test_a_form_with_all_that_it_asks_has_no_defect() -> None:
    meant = intent("m1", "measure.locate", subject={"target": ("t1",)}, particulars=filled("measure.locate"))
    assert places(fresh(), meant) == []


def test_every_field_that_is_asked_and_left_open_is_said_at_once() -> None:
    required = sorted(f.id for f in pack().steps["measure.locate"].asks.values() if f.required)
    assert len(required) > 1
    assert places(fresh(), intent("m1", "measure.locate")) == sorted([*required, "target"])


def test_defects_of_every_sort_are_said_together() -> None:
    meant = intent(
        "m1",
        "measure.decide_roles",
        "nco",
        subject={"target": ("t9",), "leg": ("police",)},
        names={"under_policy": Reference("m1")},
        particulars={**filled("measure.decide_roles"), "mode": "alone", "colour": "red"},
    )
    assert places(fresh(), meant) == ["colour", "leg", "mode", "target", "under_policy"]


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_value_is_no_value(empty: Any) -> None:
    given = {**filled("measure.locate"), "location": empty}
    meant = intent("m1", "measure.locate", subject={"target": ("t1",)}, particulars=given)
    assert places(fresh(), meant) == ["location"]


def test_an_element_that_was_dropped_can_no_longer_be_chosen() -> None:
    replayed = fresh()
    target = replayed.world.cases["m1"].element("target", "t1")
    assert target is not None
    target.active = False
    meant = intent("m1", "measure.locate", subject={"target": ("t1",)}, particulars=filled("measure.locate"))
    assert places(replayed, meant) == ["target"]


def test_a_case_is_opened_once() -> None:
    meant = intent("m1", "measure.open", particulars=filled("measure.open"))
    assert "step" in places(fresh(), meant)


def test_a_step_of_another_kind_of_case_is_no_step_here() -> None:
    meant = intent("m1", "policy.withdraw", "nss", particulars={"reasons": "x"})
    assert places(fresh(), meant) == ["step"]


def test_a_case_that_must_be_named_is_missed_and_one_that_is_not_there_is_not_taken() -> None:
    replayed = fresh()
    replayed.world.cases["p1"].links.pop("deliberated_in")
    bare = intent("p1", "policy.deliberate", "nsc")
    assert places(replayed, bare) == ["deliberated_in"]
    for wrong in (Reference("gone", "1"), Reference("m1"), Reference("p1-session", "9")):
        named = msgspec.structs.replace(bare, names={"deliberated_in": wrong})
        assert places(replayed, named) == ["deliberated_in"]
    right = msgspec.structs.replace(bare, names={"deliberated_in": Reference("p1-session", "1")})
    assert places(replayed, right) == []


def test_a_case_kept_as_a_link_need_not_be_named_again() -> None:
    meant = intent("m1", "measure.decide_roles", "nco", subject={"target": ("t1",)})
    given = filled("measure.decide_roles")
    assert places(fresh(), msgspec.structs.replace(meant, particulars=given)) == []


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        ("date", "2026-10-06", "tomorrow"),
        ("datetime", "2026-10-06T09:00:00+09:00", "2026-13-01"),
        (
            "period",
            {"from": "2026-10-05", "until": "2026-10-06"},
            {"from": "2026-10-07", "until": "2026-10-05"},
        ),
        ("period", {"until": "2026-10-06"}, {}),
        ("list", ["npa"], "npa"),
        ("post", "npa_official", "minister_of_nothing"),
        ("office", "npa", "nobody"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_defect(type_: str, right: Any, wrong: Any) -> None:
    replayed = fresh()
    step, field = next((s, f) for s in pack().steps.values() for f in s.asks.values() if f.type == type_)
    found = {}
    for name, value in (("right", right), ("wrong", wrong)):
        meant = intent("m1", step.id, particulars={field.id: value})
        found[name] = field.id in places(replayed, meant)
    assert found == {"right": False, "wrong": True}


def test_the_paper_before_the_session_is_the_present_content_of_what_is_placed() -> None:
    replayed = fresh()
    meant = intent(
        "p1-session",
        "session.place_item",
        "nss",
        names={"matter_policy": Reference("p1")},
        particulars={"key": "2", "item_kind": "xi"},
    )
    given = complete(pack(), replayed.world, meant).particulars
    assert given["paper_policy"] == replayed.world.cases["p1"].root.dims["content"]
    assert "paper_order" not in given


def test_the_seats_of_an_item_are_those_of_its_roster_and_the_ministers_named() -> None:
    for kind in ("xi", "ix"):
        given = {"key": "2", "item_kind": kind, "other_ministers": ["mic_minister"]}
        meant = intent("p1-session", "session.place_item", "nss", particulars=given)
        seats = complete(pack(), fresh().world, meant).particulars["seats"]
        assert seats == [*pack().rosters[kind].posts, "mic_minister"]


def test_a_default_is_filled_in_where_nothing_is_given() -> None:
    meant = intent("m1", "measure.approve", "commission")
    assert complete(pack(), fresh().world, meant).particulars == {"outcome": "granted"}


def test_what_was_given_is_never_changed() -> None:
    given = {"key": "2", "item_kind": "xi", "paper_policy": "0" * 64, "seats": ["prime_minister"], "odd": 1}
    meant = intent(
        "p1-session",
        "session.place_item",
        "nss",
        names={"matter_policy": Reference("p1")},
        particulars=given,
    )
    completed = complete(pack(), fresh().world, meant)
    assert {k: completed.particulars[k] for k in given} == given
    assert msgspec.structs.replace(completed, particulars=given) == meant
    assert meant.particulars is given


def test_completing_twice_changes_nothing_more() -> None:
    replayed = fresh()
    meant = intent("m1", "measure.decide_roles", "nco", subject={"target": ("t1",)})
    once = complete(pack(), replayed.world, meant)
    assert once.particulars["policy_version"] == replayed.world.cases["p1"].root.dims["content"]
    assert complete(pack(), replayed.world, once) == once


def test_every_chosen_element_of_one_part_goes_with_every_one_of_the_other() -> None:
    case = fresh("police_mixed_ready").world.cases["m1"]
    step = pack().steps["measure.command"]
    chosen = intent("m1", step.id, subject={"leg": ("police",), "target": ("t1", "t2", "t9")})
    assert combinations(case, step, chosen) == [
        {"leg": "police", "target": "t1"},
        {"leg": "police", "target": "t2"},
    ]
    assert combinations(case, step, intent("m1", step.id)) == []
    assert combinations(case, pack().steps["measure.plan"], intent("m1", "measure.plan")) == [{}]


def test_a_target_is_not_added_under_the_number_of_one_that_is_there() -> None:
    again = {**filled("measure.add_target"), "key": "t1"}
    meant = intent("m1", "measure.add_target", particulars=again)
    assert places(fresh(), meant) == ["key"]
    assert places(fresh(), intent("m1", "measure.add_target", particulars={**again, "key": "t9"})) == []
