"""Random acts of random people through the operations: each comes out as the core says of the same entries.

The core sees nothing of the database but the entries, one after the other. Whether an act is accepted, refused or no act at
all, which rules stand in its way, and what the desk then shows of every case, has to be the same.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sekisho.casework.assessment import assess, judge
from sekisho.casework.emergency import viewer_at
from sekisho.casework.entry import Intent, Reference
from sekisho.casework.fold import empty
from sekisho.casework.register import FOUNDING
from sekisho.casework.sight import access_of
from sekisho.casework.unfolding import Unfolding
from sekisho.casework.verdict import Verdict
from sekisho.casework.visibility import may_see
from sekisho.casework.world import World
from sekisho.operations.act import act, prepare
from sekisho.operations.outcomes import Accepted, Conflict, Invalid, Outcome, Refused
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.refresh import refresh
from sekisho.records import models
from sekisho.records.entries import entries_in_order
from sekisho.records.outside import draw

OFFICES = st.sampled_from([*["own"] * 12, "cas", "nss", "npa", "mic"])
"""Whoever the step is for, mostly."""
OPENING = st.sampled_from(["policy.open", "measure.open", "measure.open", "supply.give"])
ACTING = st.sampled_from(
    [
        "policy.draft",
        "policy.close",
        "measure.plan",
        "measure.plan",
        "measure.start",
        "measure.start",
        "measure.report",
        "supply.give",
        "no.such_step",
    ]
)
FEW = 6
CHOICE = st.integers(0, FEW)


class Core:
    """What the core knows: the entries in the order in which they were written, and nothing else."""

    def __init__(self) -> None:
        self.pack = pack_in_force()
        self.unfolding = Unfolding(self.pack)
        self.known = 0

    def read(self) -> World:
        """Take the entries that are new; each has to follow the one before it."""
        entries = list(entries_in_order("real"))
        for kind, entry in entries[self.known :]:
            case = self.unfolding.opened(entry.case, kind, entry.realm)
            assert (entry.sequence, entry.previous) == (case.sequence + 1, case.head)
            self.unfolding.take(entry)
        self.known = len(entries)
        return self.unfolding.world

    def sees(self, person: str, case: str, now: Any) -> bool:
        """Whether a person may see a case, by the world alone."""
        world = self.unfolding.world
        if case not in world.cases:
            return False
        viewer = viewer_at(self.pack, world.register, person, now, "real")
        return may_see(viewer, access_of(self.pack, world, world.cases[case]))

    def says(self, intent: Intent, person: str, now: Any) -> Verdict | None:
        """Return what the gate says of an act; ``None`` where there is no such step or, to this person, no such case."""
        world, step = self.unfolding.world, self.pack.known_step(intent.step)
        if step is None or not (step.opens or self.sees(person, intent.case, now)):
            return None
        if not self.sees(person, intent.case, now):
            fresh = empty(self.pack, intent.case, step.kind, "real")
            world = replace(world, cases={**world.cases, intent.case: fresh})
        names = {
            name: reference if self.sees(person, reference.case, now) else Reference("")
            for name, reference in intent.names.items()
        }
        meant = Intent(**{**{f: getattr(intent, f) for f in intent.__struct_fields__}, "names": names})
        return judge(self.pack, world, meant, person, now, now)


class Acting(RuleBasedStateMachine):
    """Everybody does anything, in the name of any office, to any case or to none."""

    def __init__(self, offices: Any) -> None:
        super().__init__()
        self.offices, self.core = offices, Core()
        self.start, self.here = offices.now, transaction.savepoint()
        self.core.read()
        self.outcomes: set[str] = set()

    def teardown(self) -> None:
        """Leave nothing behind for the next walk."""
        transaction.savepoint_rollback(self.here)
        self.offices.now = self.start

    def case(self, choice: int, kind: str = "") -> str:
        """Choose among the cases there are (of a kind), the newest first; or one that is not there."""
        ids = [c.id for c in self.core.unfolding.cases.values() if c.kind == kind or not kind]
        return ids[-1 - choice % len(ids)] if ids and choice < FEW else "case-none"

    def done(self, intent: Intent, person: str) -> None:
        """Do an act, and hold what comes of it to what the core says."""
        now = self.offices.tick()
        expected = self.core.says(intent, person, now)
        refusals = models.Refusal.objects.count()
        outcome = act(intent, person, now)
        same(outcome, expected)
        assert models.Refusal.objects.count() == refusals + isinstance(outcome, Refused)
        self.core.read()
        REACHED.add(f"{intent.step} {type(outcome).__name__}")

    @rule(step=OPENING, office=OFFICES, person=OFFICES, under=CHOICE)
    def open(self, step: str, office: str, person: str, under: int) -> None:
        names = (
            {"under_policy": Reference(self.case(under, "policy"))}
            if step == "measure.open" and under < FEW - 1
            else {}
        )
        given = {"title": "件名", "digest": "0" * 64} if step == "supply.give" else {"title": "件名"}
        meant = Intent(case=draw("case"), step=step, act_of=own(step, office), particulars=given, names=names)
        who = self.offices.person(own(step, person))
        self.done(prepare(meant, who, self.offices.now), who)

    @rule(step=ACTING, office=OFFICES, person=OFFICES, choice=CHOICE, text=st.sampled_from(["一", "二", ""]))
    def do(self, step: str, office: str, person: str, choice: int, text: str) -> None:
        given = {"text": text} if text and step in ("policy.draft", "measure.plan") else {}
        kind = step.partition(".")[0] if choice < FEW - 1 else ""
        meant = Intent(case=self.case(choice, kind), step=step, act_of=own(step, office), particulars=given)
        self.done(meant, self.offices.person(own(step, person)))

    @rule(choice=CHOICE, first=OFFICES, second=OFFICES)
    def overtake(self, choice: int, first: str, second: str) -> None:
        """Two see the same; whoever comes second acts on what is no longer so, and is told."""
        case = self.case(choice, "measure")
        mine, theirs = (self.offices.person(own("measure.plan", each)) for each in (first, second))
        given = {"text": "計画"}
        meant = Intent(case=case, step="measure.plan", act_of="npa", particulars=given)
        if not self.core.sees(mine, case, self.offices.now):
            return
        seen = prepare(meant, mine, self.offices.now)
        came = act(meant, theirs, self.offices.tick())
        outcome = act(seen, mine, self.offices.tick())
        assert isinstance(outcome, Conflict) == isinstance(came, Accepted)
        if isinstance(outcome, Conflict):
            assert [c.recorded_by for c in outcome.came] == [theirs]
        self.core.read()
        REACHED.add(f"overtake {type(outcome).__name__}")

    @rule(steps=st.integers(1, 6))
    def properly(self, steps: int) -> None:
        """What leads to a start and on, as far as it is gone."""
        policy, measure = draw("case"), draw("case")
        under = {"under_policy": Reference(policy)}
        lawful = [
            Intent(case=policy, step="policy.open", act_of="nss", particulars={"title": "方針"}),
            Intent(case=policy, step="policy.draft", act_of="nss", particulars={"text": "案"}),
            Intent(
                case=measure, step="measure.open", act_of="npa", particulars={"title": "措置"}, names=under
            ),
            Intent(case=measure, step="measure.plan", act_of="npa", particulars={"text": "計画"}),
            Intent(case=measure, step="measure.start", act_of="npa"),
            Intent(case=policy, step="policy.close", act_of="nss"),
        ]
        for intent in lawful[:steps]:
            self.done(intent, self.offices.person(intent.act_of))

    @rule(hours=st.sampled_from([1, 30, 24 * 40]))
    def wait(self, hours: int) -> None:
        self.offices.now += timedelta(hours=hours)

    @invariant()
    def the_desk_shows_what_the_core_says(self) -> None:
        now = self.offices.now
        refresh(now)
        world, pack = self.core.unfolding.world, self.core.pack
        for case in world.cases.values():
            assessed = assess(pack, world, case.id, now)
            steps = {(s, office): v.outcome for s, v in assessed.steps.items() for office in pack.steps[s].by}
            rows = models.StepState.objects.filter(case=case.id).values_list("step", "office", "outcome")
            assert {(step, office): outcome for step, office, outcome in rows} == steps
            duties = sorted((d.rule, d.bearer, str(d.due)) for d in assessed.duties)
            owed = models.Duty.objects.filter(case=case.id).values_list("duty", "bearer", "due")
            assert sorted((duty, bearer, str(due)) for duty, bearer, due in owed) == duties


MET = (
    "measure.open Accepted",
    "measure.plan Invalid",
    "measure.start Accepted",
    "measure.start Refused",
    "no.such_step Invalid",
    "overtake Conflict",
    "policy.close Refused",
)
"""What the walks of a run have to meet, or they were no test."""
REACHED: set[str] = set()
"""What came of which step, over all walks of one run."""


def own(step: str, office: str) -> str:
    """Return the office of a step where that is asked for."""
    known = pack_in_force().known_step(step)
    return office if office != "own" else known.by[0] if known else "cas"


def same(outcome: Outcome, expected: Verdict | None) -> None:
    """Hold an outcome to the core's verdict on the same act."""
    if expected is None or (expected.findings and not expected.missing):
        assert isinstance(outcome, Invalid), outcome
        assert outcome.findings
        assert expected is None or outcome.findings == expected.findings
    elif expected.permitted:
        assert isinstance(outcome, Accepted), outcome
        assert outcome.verdict is not None
        assert outcome.verdict.hash == outcome.entry.verdict == expected.hash
    else:
        assert isinstance(outcome, Refused), outcome
        assert [r.rule for r in outcome.verdict.missing] == [r.rule for r in expected.missing]
        assert outcome.verdict.findings == expected.findings


def walked(offices: Any, walks: int, steps: int) -> None:
    """Walk, and hold that the walks met every outcome."""
    REACHED.clear()
    budget = settings(max_examples=walks, stateful_step_count=steps, phases=(Phase.generate,))
    run_state_machine_as_test(lambda: Acting(offices), settings=budget)
    assert set(MET) <= REACHED, set(MET) - REACHED


def test_what_comes_of_random_acts_is_what_the_core_says(offices: Any) -> None:
    walked(offices, walks=15, steps=15)


@pytest.mark.long
def test_what_comes_of_many_random_acts_is_what_the_core_says(offices: Any) -> None:
    walked(offices, walks=25, steps=40)


def drifting(offices: Any, cases: list[str], seed: str, acts: int) -> Iterator[Outcome]:
    """Act at random on the cases, and open measures under the policy, which comes first among them."""
    chance = random.Random(seed)
    for _ in range(acts):
        step = chance.choice(
            ["policy.draft", "policy.close", "measure.plan", "measure.plan", "measure.start", "measure.open"]
        )
        office = chance.choice(["cas", own(step, "own"), own(step, "own"), own(step, "own")])
        of_policy = step.startswith("policy.")
        case = draw("case") if step == "measure.open" else cases[0] if of_policy else chance.choice(cases[1:])
        names = {"under_policy": Reference(cases[0])} if step == "measure.open" else {}
        given = {"measure.open": {"title": "措置"}, "policy.close": {}, "measure.start": {}}.get(
            step, {"text": seed}
        )
        meant = Intent(case=case, step=step, act_of=own(step, "own"), names=names, particulars=given)
        person = offices.person(office)
        yield act(prepare(meant, person, offices.now), person, offices.now)


def at_once(works: list[Callable[[], list[Outcome]]]) -> list[Outcome]:
    """Do several works in threads of their own, each with a connection of its own; return all that came of them."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], list[Outcome]]) -> list[Outcome]:
        barrier.wait(timeout=20)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [outcome for done in pool.map(run, works) for outcome in done]


def judged_in_order(core: Core) -> int:
    """Judge every entry again in the world that the entries before it leave; return how many there were."""
    again, judged = Core(), 0
    for kind, entry in entries_in_order("real"):
        again.unfolding.opened(entry.case, kind, entry.realm)
        if entry.by_virtue_of != FOUNDING:
            verdict = judge(
                core.pack,
                again.unfolding.world,
                entry.intent,
                entry.recorded_by,
                entry.happened_at,
                entry.recorded_at,
            )
            assert verdict.permitted, (entry, verdict.missing)
            assert verdict.hash == entry.verdict
            judged += 1
        again.unfolding.take(entry)
    return judged


@pytest.mark.parametrize("seed", ["一", "二", "三"])
def test_acts_at_once_on_linked_cases_leave_a_record_that_one_after_the_other_would_have_left(
    committed_offices: Any, under: Any, seed: str
) -> None:
    """No number is missing, no two entries were judged on what could not both be so, and every refusal is explained."""
    offices = committed_offices
    policy = offices.opened("policy.open", "nss")
    offices.act(policy, "policy.draft", "nss", text="案")
    cases = [policy, *(offices.opened("measure.open", "npa", **under(policy)) for _ in range(2))]
    offices.tick()
    before = models.Entry.objects.count()
    outcomes = at_once([lambda n=n: list(drifting(offices, cases, f"{seed}{n}", 6)) for n in range(3)])
    core = Core()
    core.read()
    accepted = [each for each in outcomes if isinstance(each, Accepted)]
    assert len(outcomes) == 18
    assert models.Entry.objects.count() == before + len(accepted)
    assert {each.entry.hash for each in accepted} <= set(models.Entry.objects.values_list("hash", flat=True))
    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert models.Refusal.objects.count() == len(refused)
    assert all(each.verdict.missing for each in refused)
    assert all(each.cases for each in outcomes if isinstance(each, Conflict))
    assert all(each.findings for each in outcomes if isinstance(each, Invalid))
    assert judged_in_order(core) >= len(accepted) > 0
