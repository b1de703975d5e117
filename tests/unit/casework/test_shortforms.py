"""The short forms of the pack: each replays whole, and what makes a measure ready has nothing that can be left out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import assess_step
from sekisho.casework.bundle import Bundle, read_bundle
from sekisho.casework.replay import replay
from sekisho.casework.verdict import Verdict
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack

POLICY = {"id": "p1", "kind": "policy", "as": "in_force"}
JOINT = {
    "id": "m1",
    "kind": "measure",
    "as": "joint_ready",
    "names": {"under_policy": "p1", "under_order": "x1"},
    "without": ["measure.command"],
}
ORDER = {"id": "o1", "kind": "order", "as": "issued", "names": {"on_policy": "p1", "for_measure": "x1"}}
BESIDE: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "under_policy": (POLICY,),
    "under_order": ({"id": "o1", "kind": "order", "as": "referred"},),
    "on_policy": (POLICY,),
    "for_measure": (JOINT,),
}
"""The case that a short form relies on, by the link that its text says it needs."""

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "case-bundle.md"

READY = ("measure.police_abroad_ready", "measure.police_in_japan_ready")


@cache
def pack() -> Pack:
    return load_pack()


def bundle(name: str) -> Bundle:
    """Return the bundle of one case in a short form, beside the cases that its text says it relies on."""
    kind, _, form = name.partition(".")
    said = pack().shortforms[name].text.en
    beside = {link: cases for link, cases in BESIDE.items() if link in said}
    if name == "measure.joint_ready":
        beside["under_order"] = (ORDER,)
    names = {link: cases[0]["id"] for link, cases in beside.items()}
    case = {"id": "x1", "kind": kind, "as": form, "names": names}
    return read([*(each for cases in beside.values() for each in cases), case])


def read(cases: list[Mapping[str, Any]]) -> Bundle:
    found = read_bundle(json.dumps({"cases": cases}).encode(), "bundle.json", pack())
    assert found.bundle is not None, found.findings
    return found.bundle


def start(of: Bundle) -> Verdict:
    replayed = replay(pack(), of)
    return assess_step(pack(), replayed.world, "x1", "measure.start", replayed.now)


@pytest.mark.parametrize("name", sorted(pack().shortforms))
def test_every_entry_of_a_short_form_counts(name: str) -> None:
    replayed = replay(pack(), bundle(name))
    told = [(u.told.step, [r.rule for r in u.verdict.missing]) for u in replayed.uncounted]
    assert told == []
    assert len(replayed.entries) >= len(pack().shortforms[name].entries)


@pytest.mark.parametrize("name", READY)
def test_a_ready_measure_may_start(name: str) -> None:
    verdict = start(bundle(name))
    assert verdict.permitted, [r.rule for r in verdict.missing]


def one_left_out() -> list[Any]:
    return [
        pytest.param(name, index, id=f"{name}-{index}-{entry['step']}")
        for name in READY
        for index, entry in enumerate(pack().shortforms[name].entries)
    ]


@pytest.mark.parametrize(("name", "index"), one_left_out())
def test_no_single_entry_of_a_ready_measure_can_be_left_out(name: str, index: int) -> None:
    whole = bundle(name)
    place = f"x1.as[{index}]"
    kept = tuple(
        msgspec.structs.replace(c, told=tuple(t for t in c.told if t.place != place)) for c in whole.cases
    )
    assert sum(len(c.told) for c in kept) == sum(len(c.told) for c in whole.cases) - 1
    assert not start(msgspec.structs.replace(whole, cases=kept)).permitted


def attended(*without: str) -> set[str]:
    """Return the posts whose seats were accounted for once these were left out of a policy's short form."""
    policy = {**POLICY, "without": [*without, "session.conclude", "policy.deliberate"]}
    session = replay(pack(), read([policy])).world.cases["p1-session"]
    return {seat.key.rpartition("/")[2] for seat in session.active("seat") if "attendance" in seat.records}


def test_one_seat_can_be_left_out_of_an_entry_about_them_all() -> None:
    assert attended() - attended("session.attend[npsc_chair]") == {"npsc_chair"}


def test_one_of_several_entries_is_left_out_by_what_it_says() -> None:
    """Three entries of the commission's short form differ only in the member whom they are about."""
    measure = {"id": "m1", "kind": "measure", "as": "police_in_japan_ready"}
    without = [f"oversight.attend[p:{post}]" for post in ("commission_member_2",)]
    found = replay(pack(), read([{**measure, "without": [*without, "oversight.decide"]}]))
    present = {m.attrs["attendee"] for m in found.world.cases["m1-oversight"].active("member")}
    assert present == {"p:commission_chair", "p:commission_member"}


def test_with_changes_a_field_that_the_short_form_leaves_to_its_default_too() -> None:
    """Whoever writes that the measure is not the least that suffices is not told that it may start."""
    changed = {"id": "x1", "kind": "measure", "as": "police_in_japan_ready", "with": {"minimum": "no"}}
    assert [r.rule for r in start(read([changed])).missing] == ["START-MINIMUM"]


def test_with_leaves_the_steps_alone_that_have_no_such_choice() -> None:
    """The decision of the commission has an outcome that its approval has not: “denied”."""
    denied = {"id": "m1", "kind": "measure", "as": "police_in_japan_ready", "with": {"outcome": "denied"}}
    replayed = replay(pack(), read([denied]))
    assert replayed.world.cases["m1-oversight"].root.records["decision"].value == "denied"
    assert [f.place for u in replayed.uncounted for f in u.verdict.findings] == []


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"without": ["session.attend[nobody]"]}, "without[0]"),
        ({"without": ["policy.supersede"]}, "without[0]"),
        ({"with": {"covers": "no"}}, "with.covers"),
        ({"with": {"item_kind": "x"}}, "with.item_kind"),
    ],
)
def test_what_is_to_be_left_out_or_changed_but_is_not_there_is_told(
    said: Mapping[str, Any], place: str
) -> None:
    """What cannot be left out or changed would change nothing, and nobody would know."""
    found = read_bundle(json.dumps({"cases": [{**POLICY, **said}]}).encode(), "b.json", pack()).findings
    assert [f.place for f in found] == [f"b.json: cases[0].{place}"]


def test_without_a_short_form_there_is_nothing_to_leave_out_or_to_change() -> None:
    case = {"id": "p1", "kind": "policy", "without": ["policy.draft"], "with": {"text": "x"}}
    found = read_bundle(json.dumps({"cases": [case]}).encode(), "b.json", pack()).findings
    assert [f.place for f in found] == ["b.json: cases[0].without[0]", "b.json: cases[0].with.text"]


def printed() -> list[str]:
    """Return the bundles that the page on the format prints."""
    return [b for b in re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if '"cases"' in b]


@pytest.mark.parametrize("number", range(len(printed())))
def test_a_bundle_on_the_page_of_the_format_is_read_and_every_entry_of_it_counts(number: int) -> None:
    found = read_bundle(printed()[number].encode(), "b.json", pack())
    assert found.bundle is not None, found.findings
    assert [u.told.step for u in replay(pack(), found.bundle).uncounted] == []
