"""A lost effect, duty or precondition gives a counterexample over history; what is kept is kept by what is named."""

from collections.abc import Callable

import msgspec
import pytest

from sekisho.law.loading import load_pack
from sekisho.law.pack import Effect, Pack
from sekisho.proof.about_standing import WATCHES
from sekisho.proof.about_ways import WAYS
from sekisho.proof.everything import PASSAGES
from sekisho.proof.history import FRAME, PassageProof
from sekisho.proof.prove import Result
from sekisho.proof.standing import prove_watches, prove_ways


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def _effects(pack: Pack, step: str, keep: Callable[[Effect], bool]) -> Pack:
    changed = msgspec.structs.replace(
        pack.steps[step], does=tuple(e for e in pack.steps[step].does if keep(e))
    )
    return msgspec.structs.replace(pack, steps={**pack.steps, step: changed})


def _moved(pack: Pack, effect: Effect, into: str) -> Pack:
    step = pack.steps[into]
    return msgspec.structs.replace(
        pack, steps={**pack.steps, into: msgspec.structs.replace(step, does=(*step.does, effect))}
    )


def _proved(pack: Pack, step: str, stated: str) -> Result:
    return PassageProof(pack, pack.steps[step], PASSAGES).prove(stated, FRAME)


WRITES = (
    ("measure.plan", "plan", "N15a"),
    ("measure.change_target", "identity", "N15b"),
    ("measure.locate", "location_version", "N15c"),
    ("measure.set_leg", "assignment", "N15d"),
    ("measure.decide_roles", "policy_used", "N15e"),
    ("policy.draft", "content", "N16e"),
    ("policy.adopt_changes", "content", "N16f"),
)


@pytest.mark.parametrize(("step", "dim", "stated"), WRITES)
def test_what_is_written_voids_what_was_about_the_old_and_rests_on_the_writing(
    pack: Pack, step: str, dim: str, stated: str
) -> None:
    result = _proved(pack, step, stated)
    assert result.proved
    assert any(f"write {dim}" in rest for rest in result.rests_on)
    weaker = _effects(pack, step, lambda e: (e.verb, e.name) != ("write", dim))
    assert not _proved(weaker, step, stated).proved


@pytest.mark.parametrize(
    ("rule", "step", "stated"),
    [
        ("NOTIFY-COMMISSION", "measure.start", "N06c"),
        ("NOTIFY-ADMINISTRATOR", "measure.start", "A01a"),
        ("REPORT-SDF", "measure.start", "A02a"),
        ("END-INFORM-ACCS", "measure.stop", "A03a"),
        ("POLICY-INFORM-CRISIS", "policy.deliberate", "A03b"),
        ("DECIDE-STOP", "measure.request_stop", "A04c"),
        ("RESPOND-SDF", "oversight.recommend", "A05a"),
    ],
)
def test_a_lost_duty_is_noticed(pack: Pack, rule: str, step: str, stated: str) -> None:
    weaker = msgspec.structs.replace(pack, duties=tuple(d for d in pack.duties if d.id != rule))
    assert _proved(pack, step, stated).proved
    assert not _proved(weaker, step, stated).proved


def test_a_duty_given_to_the_wrong_minister_is_noticed(pack: Pack) -> None:
    wrong = tuple(
        msgspec.structs.replace(d, bearer="npsc_chair") if d.id == "REPORT-SDF" else d for d in pack.duties
    )
    assert not _proved(msgspec.structs.replace(pack, duties=wrong), "measure.start", "A02a").proved


@pytest.mark.parametrize(
    ("effect", "into", "stated"),
    [
        (Effect(verb="set", name="run_state", value="running"), "measure.decide_stop", "N31a"),
        (Effect(verb="record", name="approval", value="granted"), "measure.notify_commission", "N04c"),
        (Effect(verb="discharge", name="notify_administrator"), "measure.defer_administrator_notice", "A01b"),
        (Effect(verb="drop", name="target"), "measure.give_view_mod", "A01b"),
        (Effect(verb="record", name="issue", value="issued"), "order.consult", "N11g"),
        (Effect(verb="write", name="content", fields=("number",)), "order.issue", "N11f"),
        (Effect(verb="set", name="period", fields=("number",)), "order.npsc", "N11k"),
    ],
)
def test_an_effect_where_it_does_not_belong_is_noticed(
    pack: Pack, effect: Effect, into: str, stated: str
) -> None:
    if into == "order.issue":
        into = "order.cabinet_decide"
        effect = msgspec.structs.replace(effect, fields=())
    assert _proved(pack, into, stated).proved
    assert not _proved(_moved(pack, effect, into), into, stated).proved


@pytest.mark.parametrize("rule", ["TARGET-CHANGE-DUTIES", "TARGET-WITHDRAW-DUTIES"])
def test_a_target_stays_what_it_is_while_a_notice_is_owed(pack: Pack, rule: str) -> None:
    weaker = msgspec.structs.replace(pack, preconditions=tuple(r for r in pack.preconditions if r.id != rule))
    step, stated = {
        "TARGET-CHANGE-DUTIES": ("measure.change_target", "A01c"),
        "TARGET-WITHDRAW-DUTIES": ("measure.withdraw_target", "A01b"),
    }[rule]
    assert _proved(pack, step, stated).rests_on == (rule,)
    assert not _proved(weaker, step, stated).proved


def test_a_target_added_under_the_number_of_another_would_be_noticed(pack: Pack) -> None:
    does = tuple(msgspec.structs.replace(e, new=False) for e in pack.steps["measure.add_target"].does)
    loose = msgspec.structs.replace(pack.steps["measure.add_target"], does=does)
    weaker = msgspec.structs.replace(pack, steps={**pack.steps, loose.id: loose})
    assert _proved(pack, loose.id, "A01c").proved
    assert not _proved(weaker, loose.id, "A01c").proved


def test_what_no_effect_touches_rests_on_the_named_invariant(pack: Pack) -> None:
    result = _proved(pack, "measure.give_view_nco", "N31a")
    assert (result.proved, result.rests_on, result.invariant) == (True, (), FRAME)


def test_every_duty_to_stop_is_needed(pack: Pack) -> None:
    stopping = [r.id for r in pack.standing if r.id.startswith("STOP-")]
    for lost in stopping:
        weaker = msgspec.structs.replace(pack, standing=tuple(r for r in pack.standing if r.id != lost))
        assert not all(r.proved for r in prove_watches(weaker, WATCHES)), lost


def test_a_stop_that_needs_something_is_noticed(pack: Pack) -> None:
    plan = next(r for r in pack.preconditions if r.id == "PLAN-WRITTEN")
    stricter = msgspec.structs.replace(plan, steps=(*plan.steps, "measure.stop"))
    harder = msgspec.structs.replace(
        pack, preconditions=tuple(stricter if r is plan else r for r in pack.preconditions)
    )
    assert {r.step for r in prove_ways(harder, WAYS) if not r.proved} == {"measure.stop"}
