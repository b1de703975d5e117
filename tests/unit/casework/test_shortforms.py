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

NEEDS_POLICY = ("measure.police_abroad_ready", "measure.police_abroad_running")
READY = ("measure.police_abroad_ready", "measure.police_in_japan_ready")


@cache
def pack() -> Pack:
    return load_pack()


def bundle(name: str) -> Bundle:
    """Return the bundle of one case in a short form, beside a policy in force where that form relies on one."""
    kind, _, form = name.partition(".")
    case: dict[str, Any] = {"id": "x1", "kind": kind, "as": form}
    cases = [case]
    if name in NEEDS_POLICY:
        case["names"] = {"under_policy": "p1"}
        cases = [{"id": "p1", "kind": "policy", "as": "in_force"}, case]
    return read(cases)


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
