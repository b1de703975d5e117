"""The short forms of the pack: each replays whole, and what makes a measure ready has nothing that can be left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
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


def test_what_is_to_be_left_out_but_is_not_there_is_told() -> None:
    """A seat of a roster is no entry of its own: leaving it out would leave out nothing, and nobody would know."""
    policy = {"id": "p1", "kind": "policy", "as": "in_force", "without": ["session.attend[npsc_chair]"]}
    found = read_bundle(json.dumps({"cases": [policy]}).encode(), "b.json", pack()).findings
    assert [f.place for f in found] == ["b.json: cases[0].without[0]"]
