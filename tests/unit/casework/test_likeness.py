"""What the rules can tell apart among elements: who is behind a record, what belongs to it, and which seat it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sekisho.casework.case import Case, Duty, Element, Held
from sekisho.casework.likeness import Likeness
from tests.unit.casework.bundles import at, pack

NOW = at("2027-11-01T09:00:00+09:00")


def session(**seats: str) -> Case:
    """A session of two items of one kind, with seats (item → post)."""
    items = {key: Element("item", key, attrs={"item_kind": "ix"}) for key in ("a", "b")}
    keyed = {
        f"{item}/{post}": Element("seat", f"{item}/{post}", {"item": item}) for item, post in seats.items()
    }
    return Case("s", "session", "real", "", Element("", ""), {"item": items, "seat": keyed})


def measure() -> Case:
    """A measure of two targets whose urgency one office has found on one day."""
    found = {"urgency": {"npa": Held("yes", {}, "npa", frozenset({"p:a"}), NOW - timedelta(days=1), 1)}}
    targets = {key: Element("target", key, findings=dict(found)) for key in ("a", "b")}
    return Case("m", "measure", "real", "", Element("", ""), {"target": targets, "run": {}})


def alike(case: Case, part: str, one: str = "a", other: str = "b") -> bool:
    likeness = Likeness(pack(), case, NOW)
    return likeness.of({part: one}) == likeness.of({part: other})


def test_elements_of_the_same_content_are_alike_whatever_they_are_called() -> None:
    assert alike(measure(), "target")
    case = measure()
    case.parts["target"]["a"].dims["identity"] = "one content"
    case.parts["target"]["b"].dims["identity"] = "another, which no rule compares"
    case.parts["target"]["b"].attrs["description"] = "no rule reads this"
    assert alike(case, "target")
    case.parts["target"]["b"].dims.clear()
    assert not alike(case, "target")


def test_an_element_that_was_dropped_is_told_apart_from_one_that_stands() -> None:
    case = measure()
    case.parts["target"]["b"].active = False
    assert not alike(case, "target")


def test_every_seat_is_told_apart_and_items_by_their_seats() -> None:
    """Whether somebody may deputise at a seat is asked of the other seats of its item, and of those in the same act."""
    assert alike(session(), "item")
    assert not alike(session(a="minister"), "item")
    assert not alike(session(a="minister", b="other"), "item")
    assert not alike(session(a="minister", b="minister"), "seat", "a/minister", "b/minister")


def test_a_case_tells_who_is_behind_a_finding_apart_where_a_rule_asks_for_other_persons() -> None:
    case = measure()
    assert "urgency" in pack().asked.persons
    case.parts["target"]["b"].findings = {
        "urgency": {"npa": Held("yes", {}, "npa", frozenset({"p:b"}), NOW, 1)}
    }
    assert not alike(case, "target")


@pytest.mark.parametrize(("due", "same"), [(timedelta(hours=1), True), (timedelta(hours=-1), False)])
def test_a_duty_that_is_overdue_is_told_apart_from_one_that_is_open(due: timedelta, same: bool) -> None:
    case = measure()
    for key, until in (("a", None), ("b", NOW + due)):
        case.duties.append(Duty("R", "notify_commission", {"target": key}, "npa", "", NOW, until, 1))
    assert alike(case, "target") is same


def test_a_dropped_element_that_belongs_to_another_still_tells_by_its_duties() -> None:
    case = measure()
    for key in ("a", "b"):
        case.parts["run"][key] = Element("run", key, {"leg": "l", "target": key}, active=False)
    assert alike(case, "target")
    case.parts["run"]["b"].active = True
    assert not alike(case, "target")
    case.parts["run"]["b"].active = False
    owed = [
        Duty("R", "decide_stop", {"leg": "l", "target": key, "run": key}, "npa", "", NOW, None, 1)
        for key in ("b", "a")
    ]
    case.duties.append(owed[0])
    assert not alike(case, "target")
    case.duties.append(owed[1])
    assert alike(case, "target")
