"""The way to a lawful act: tried through the gate, nothing in it to spare, and no finding asked to be otherwise."""

from __future__ import annotations

import copy
from itertools import groupby
from typing import Any

import msgspec
import pytest

from sekisho.casework.assessment import assess_step
from sekisho.casework.fold import empty
from sekisho.casework.pathway import Pathway, pathways
from sekisho.casework.replay import Replayed, Stage
from sekisho.casework.told import Told

from .bundles import POLICY, fresh, measure, pack, played

START = "measure.start"
BEGUN = {
    "id": "m1",
    "kind": "measure",
    "names": {"under_policy": "p1"},
    "entries": [
        {"step": "measure.open", "with": {"form": "own_action"}},
        {"step": "measure.add_target", "with": {"key": "t1"}},
    ],
}


def ways(replayed: Replayed, case: str = "m1", step: str = START) -> dict[str, Pathway]:
    return {way.like: way for way in pathways(pack(), replayed.world, case, step, replayed.now)}


def walked(replayed: Replayed, way: Pathway, without: int | None = None) -> bool:
    """Take a way through the gate, with or without one of its moves; say whether the act is permitted at the end."""
    cases = copy.deepcopy(dict(replayed.world.cases))
    for move in way.moves:
        cases.setdefault(move.case, empty(pack(), move.case, move.step.partition(".")[0], "real"))
    stage = Stage(pack(), cases, replayed.world.register, replayed.now)
    for number, move in enumerate(way.moves):
        if number != without:
            stage.take(_told(move))
    return assess_step(pack(), stage.world, way.case, way.step, stage.at).permitted


def _told(move: Any) -> Told:
    return Told(
        case=move.case,
        step=move.step,
        by=move.act_of,
        person=move.person,
        names=move.names,
        on=move.on,
        given=move.given,
    )


@pytest.fixture(scope="module")
def begun() -> Replayed:
    return played(POLICY, BEGUN)


@pytest.fixture(scope="module")
def found(begun: Replayed) -> dict[str, Pathway]:
    return ways(begun)


def test_what_may_be_done_already_needs_no_way() -> None:
    (way,) = ways(fresh()).values()
    assert way.whole
    assert way.moves == ()


def test_each_situation_that_may_be_has_its_way(found: dict[str, Pathway]) -> None:
    assert {"measure.police_abroad_ready", "measure.police_in_japan_ready"} <= set(found)
    assert all(way.whole for way in found.values())


def test_a_way_walked_through_the_gate_ends_at_the_permitted_act(
    begun: Replayed, found: dict[str, Pathway]
) -> None:
    for way in found.values():
        assert walked(begun, way), way.like


def test_no_step_of_a_way_can_be_spared(begun: Replayed, found: dict[str, Pathway]) -> None:
    way = found["measure.police_abroad_ready"]
    assert [n for n in range(len(way.moves)) if walked(begun, way, without=n)] == []


def test_the_steps_of_one_wave_can_be_taken_in_any_order(begun: Replayed, found: dict[str, Pathway]) -> None:
    way = found["measure.police_abroad_ready"]
    turned = [m for _, wave in groupby(way.moves, key=lambda m: m.wave) for m in reversed(list(wave))]
    assert max(m.wave for m in way.moves) < len(way.moves)
    assert walked(begun, msgspec.structs.replace(way, moves=tuple(turned)))


def test_a_finding_that_stands_is_never_asked_to_be_otherwise() -> None:
    located = {
        **BEGUN,
        "entries": [
            *BEGUN["entries"],
            {"step": "measure.locate", "by": "npa", "with": {"location": "abroad"}},
        ],
    }
    found = ways(played(POLICY, located))
    assert "measure.police_in_japan_ready" not in found
    assert all(
        move.given.get("location", "abroad") == "abroad" for way in found.values() for move in way.moves
    )


def test_only_what_is_missing_is_on_the_way() -> None:
    found = ways(played(POLICY, measure("police_abroad_ready", without=["measure.consult"])))
    assert [m.step for m in found["measure.police_abroad_ready"].moves] == ["measure.consult"] * 2


def test_the_way_of_a_policy_opens_the_session_it_needs() -> None:
    opened = played({"id": "p1", "kind": "policy", "entries": ["policy.open"]})
    (way,) = ways(opened, "p1", "policy.deliberate").values()
    assert way.whole
    assert [m.step for m in way.moves if m.opens] == ["session.convene"]


def test_where_no_way_is_whole_the_nearest_says_what_is_still_missing() -> None:
    withdrawn = {**BEGUN, "entries": [*BEGUN["entries"], "measure.withdraw"]}
    (way,) = ways(played(POLICY, withdrawn)).values()
    assert not way.whole
    assert way.missing
