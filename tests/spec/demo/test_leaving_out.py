"""Leaving out any single procedural act of the scenario makes a later one be refused, with the right clause."""

from __future__ import annotations

from functools import cache

import pytest

from sekisho.casework.verdict import Verdict
from sekisho.cli.demo.story import Scene
from tests.spec.demo.told import PACK, Telling, scenes, told_whole

NOT_REQUIRED = {
    "memo-a": "a memo on international obligations is for the file: obligation D-16 is to record only",
    "draft-2": "an office that objected may also come to agree to the same draft",
    "inform-order": "the notice after the order's end discharges what was still owed from its issue",
    "defer-a2": "putting a notice off is a permission; notifying at once would be as lawful",
    "stop-b": "stopping before the formal end is a power, not a condition of the end",
}
"""Acts of the scenario that the law permits or has recorded, but on which no later act depends, and why."""


@cache
def whole() -> dict[str, tuple[Telling, Verdict | None]]:
    """The state before each scene of the whole story and its verdict; the story plays as expected."""
    states = {}
    for scene, before, verdict in told_whole():
        assert verdict is None or verdict.outcome == scene.expect, (
            scene.id,
            [r.rule for r in verdict.missing],
        )
        states[scene.id] = (before, verdict)
    return states


def _acts() -> list[Scene]:
    closing = {"close-" + name for name in ("a", "b", "c")}
    permitted = [s for s in scenes() if s.expect == "permitted" and s.step != "deviation"]
    last = ("close-campaign", "close-policy", "close-order", "close-oversight-a", "close-oversight-b")
    sessions = ("close-session1", "close-session2", "close-session3", "close-cabinet1", "close-cabinet2")
    done = {*last, *sessions, *closing}
    return [s for s in permitted if s.id not in done and not _left_open(s)]


def _left_open(scene: Scene) -> bool:
    """Cases left open at the end have no later act yet."""
    return (scene.as_ or scene.case) in ("campaign2", "policy2", "d")


def _first_refusal(left_out: Scene) -> Verdict | None:
    """Return the first verdict that is a refusal where the whole story has none, or has another one."""
    telling = whole()[left_out.id][0].branch()
    telling.now += left_out.pause
    later = scenes()[[s.id for s in scenes()].index(left_out.id) + 1 :]
    for scene in later:
        verdict = telling.tell(scene)
        if verdict is not None and not verdict.permitted and _lacks(verdict) != _lacks(whole()[scene.id][1]):
            return verdict
    return None


def _lacks(verdict: Verdict | None) -> set[tuple[str, ...]]:
    missing = verdict.missing if verdict else ()
    return {(r.rule, *r.element.values(), *(t.en for t in r.because)) for r in missing} | (
        {("not as it was",)} if verdict and not verdict.permitted and not missing else set()
    )


@pytest.mark.parametrize("left_out", _acts(), ids=lambda scene: scene.id)
def test_leaving_out_an_act_makes_a_later_one_be_refused(left_out: Scene) -> None:
    """A later act of the story is refused, and says by which rules, each with its clause."""
    verdict = _first_refusal(left_out)
    if left_out.id in NOT_REQUIRED:
        assert verdict is None, "it is needed after all: take it off the list"
        return
    assert verdict is not None, f"nothing is refused without {left_out.id}"
    for reason in verdict.missing:
        assert reason.cite
        assert set(reason.cite) <= set(PACK.clauses)
