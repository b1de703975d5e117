"""An exercise case and a real case never meet (N24): neither by name, nor by a link, nor from behind one."""

from __future__ import annotations

from sekisho.casework.assessment import assess_step
from sekisho.casework.entry import Intent, Reference
from sekisho.casework.form import check, complete
from sekisho.casework.replay import Replayed
from sekisho.casework.view import CaseView, Judgement
from sekisho.casework.world import World, pointing

from .bundles import POLICY, fresh, measure, pack, played

EXERCISE = "exercise:x"


def apart(case: str) -> Replayed:
    """Return a ready measure of whose two sides one, ``case``, is of an exercise."""
    replayed = fresh()
    replayed.world.cases[case].realm = EXERCISE
    return replayed


def test_a_real_measure_rests_on_no_policy_of_an_exercise_and_an_exercise_on_no_real_one() -> None:
    for case in ("p1", "m1"):
        replayed = apart(case)
        verdict = assess_step(pack(), replayed.world, "m1", "measure.start", replayed.now)
        assert "START-POLICY-IN-FORCE" in [r.rule for r in verdict.missing]


def test_a_case_of_another_realm_is_read_by_nothing() -> None:
    replayed = apart("p1")
    verdict = assess_step(pack(), replayed.world, "m1", "measure.start", replayed.now)
    assert "p1" not in verdict.reads
    view = CaseView(Judgement(replayed.world, replayed.now), replayed.world.cases["p1"])
    assert list(view.elements("measures")) == []


def test_a_decision_of_an_exercise_stands_behind_no_real_measure() -> None:
    replayed = fresh()
    whole = CaseView(Judgement(replayed.world, replayed.now), replayed.world.cases["m1"])
    assert [v.case.id for v in whole.elements("oversights") if v.case] == ["m1-oversight"]
    replayed.world.cases["m1-oversight"].realm = EXERCISE
    assert list(whole.elements("oversights")) == []


def test_a_case_of_another_realm_cannot_be_named_and_looks_like_one_that_is_not_there() -> None:
    replayed = apart("p1")
    found = {}
    for case in ("p1", "gone"):
        meant = Intent(
            case="m1",
            step="measure.decide_roles",
            act_of="nco",
            subject={"target": ("t1",)},
            names={"under_policy": Reference(case)},
        )
        completed = complete(pack(), replayed.world, meant)
        assert "policy_version" not in completed.particulars
        found[case] = check(pack(), replayed.world, completed)
    assert found["p1"] == found["gone"]
    assert "under_policy" in [f.place for f in found["p1"]]


def test_a_bundle_with_both_realms_brings_no_case_of_one_to_the_other() -> None:
    exercise = {**measure(), "id": "m2", "realm": EXERCISE}
    replayed = played(POLICY, exercise)
    assert "measure.decide_roles" in [u.told.step for u in replayed.uncounted]
    assert not replayed.world.cases["m2"].links.get("under_policy")


def test_what_points_at_a_case_from_another_realm_is_kept_but_not_seen() -> None:
    replayed = apart("m1")
    world = World(
        pack(), replayed.world.cases, replayed.world.register, pointing(replayed.world.cases.values())
    )
    assert world.pointing["p1", "under_policy"] == ("m1",)
    assert world.behind(world.cases["p1"], "measures") == ()
