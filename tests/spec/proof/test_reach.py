"""Every way of the law is accounted for: a route, a worked case or, for editions, what is played here, each to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.casework.replay import Stage, replay
from sekisho.casework.told import Told
from sekisho.casework.working import bundle_of, work
from sekisho.law.loading import load_pack
from sekisho.proof.about_reach import MUST_REACH
from sekisho.proof.about_routes import ROWS
from sekisho.vocabulary.times import parse_time
from tests.editions import second_edition
from tests.unit.casework.bundles import POLICY, measure, played

WAYS = """
police abroad; police in Japan; joint; 89; 92; 95-4 SDF; 95-4 US forces; Japan and abroad; urgency; denial and new request;
conditions; objection; returned; revision under way; new order; expiry; early stop; guard withdrawn; administrator found;
recommendation; target withdrawn; location corrected; appointment ended; vacant seat; migration; withdrawal; deviation
"""
"""What the law must leave open, in a word each and in the order of the list."""
COURSES = [course for row in MUST_REACH for course in row.courses]
NEW = parse_time("2027-04-01T09:00:00+09:00")
EARLIER = [
    {"case": "m1-oversight", "step": "oversight.close"},
    {"case": "p1-session", "step": "session.close"},
]
"""What is over before the second edition is in force."""
ENDING = (
    Told(case="m1", step="measure.migrate"),
    Told(case="m1", step="measure.report_start_day"),
    Told(case="m1", step="measure.end", given={"lessons": "なし"}),
    Told(case="m1", step="measure.notify_administrator"),
    Told(case="m1", step="measure.inform_crisis"),
    Told(case="m1", step="measure.coordinate_report"),
    Told(case="m1", step="measure.report", by="npsc_chair"),
    Told(case="m1", step="measure.close"),
    Told(case="p1", step="policy.migrate"),
    Told(case="p1", step="policy.close"),
)


def test_no_way_is_left_out_and_each_is_shown_somewhere() -> None:
    wanted = [way.strip() for way in WAYS.replace("\n", " ").split(";")]
    assert len(MUST_REACH) == len(wanted)
    assert [row.text.en for row in MUST_REACH if not row.shown] == []
    assert {r for row in MUST_REACH for r in row.routes} == {row.id for row in ROWS}
    assert all(Path(row.test).is_file() for row in MUST_REACH if row.test)


@pytest.mark.parametrize("course", COURSES)
def test_a_worked_course_ends_with_every_case_closed(course: str) -> None:
    pack = load_pack()
    case = next(c for c in pack.worked if c.id == course)
    replayed = replay(pack, bundle_of(pack, case))
    assert work(pack, case).outcome == "permitted"
    assert case.step.endswith(".close")
    assert [c.id for c in replayed.world.cases.values() if not c.closed] == [case.ask["case"]]


def test_a_case_under_way_is_migrated_and_ends_under_the_new_edition() -> None:
    """What the first edition began, the second carries on: migrated, the new duty fulfilled, closed."""
    policy = {**POLICY, "entries": ["policy.inform_crisis", "policy.coordinate_in_advance"]}
    begun = played(policy, measure("police_abroad_running"), story=EARLIER)
    new = second_edition()
    stage = Stage(new, dict(begun.world.cases), begun.world.register, NEW)
    for told in ENDING:
        verdict = stage.take(told)
        assert verdict.permitted, (told.step, [r.rule for r in verdict.missing], verdict.findings)
    assert [c.id for c in stage.cases.values() if not c.closed] == []
    assert {e.pack for e in stage.cases["m1"].entries} == {load_pack().hash, new.hash}
