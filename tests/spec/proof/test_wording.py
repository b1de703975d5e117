"""What rules cite and say, and when things begin and end: each change is noticed by a case, the coverage or a table.

| change | noticed by |
|---|---|
| a citation given to another clause | a worked case that names the clause, or the row of the coverage |
| a sentence lost, or another rule's | the sentence as it was read |
| an entry into force, deadline, reminder or default changed | the table of dates worked out by hand |
| holidays taken as known for another year | the same |
"""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from sekisho.casework.assessment import assess_step
from sekisho.casework.replay import replay
from sekisho.casework.working import bundle_of
from sekisho.law.coverage import carriers, coverage
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.dating import dates, misdated, shifted
from sekisho.proof.mutant import Mutant
from sekisho.proof.mutate import said_otherwise
from sekisho.proof.wording import miscited, missaid, sentences


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def mutants(pack: Pack) -> tuple[Mutant, ...]:
    return said_otherwise(pack)


def test_every_change_of_a_citation_sentence_or_date_is_noticed(mutants: tuple[Mutant, ...]) -> None:
    assert [f"{m.rule or '-'} {m.change}" for m in mutants if m.survives] == []


def test_the_packaged_pack_itself_is_noticed_by_nothing(pack: Pack) -> None:
    """Otherwise every mutant would be killed by what is wrong already."""
    assert [row.id for row in coverage(pack) if row.hole] == []
    assert missaid(pack, sentences()) == ()
    assert list(misdated(pack, dates())) == []


def test_each_citation_and_each_sentence_is_changed(pack: Pack, mutants: tuple[Mutant, ...]) -> None:
    made = Counter(m.rule for m in mutants)
    for each in carriers(pack):
        sentences_of = 4 if each.id in sentences() else 0
        assert made[each.id] >= len(each.cite) + sentences_of, each.id


def test_a_citation_that_a_worked_case_names_is_noticed_by_that_case(pack: Pack) -> None:
    lost = [m.killed_by for m in miscited(pack, "START-CONSULTATION") if m.change.endswith("for PDEA 6-2(3)")]
    assert lost == ["case urgency-no-consultation"]


def test_what_a_verdict_shows_is_the_sentence_that_was_read(pack: Pack) -> None:
    case = next(c for c in pack.worked if c.id == "plan-changed")
    world = replay(pack, bundle_of(pack, case))
    missing = assess_step(pack, world.world, "m1", case.step, world.now).missing
    assert {r.rule: r.text for r in missing} == {rule: sentences()[rule] for rule in case.rules}


def test_a_day_more_or_less_and_a_year_more_or_less_are_noticed(pack: Pack) -> None:
    killed = {m.change: m.killed_by for m in shifted(pack)}
    assert killed["edition from 2026-10-02"] == "date edition"
    assert killed["access_neutralization from 2026-09-30"] == "date access_neutralization"
    assert killed["holidays known up to 2026"].startswith("date deadlines")
    assert killed["holidays known up to 2028"].startswith("date deadlines")


def test_a_duty_with_a_timer_that_the_table_does_not_know_is_noticed(pack: Pack) -> None:
    known = dates()
    rest = tuple(row for row in known.deadlines if "ORDER-END-PROMPTLY" not in row.duties)
    assert list(misdated(pack, msgspec.structs.replace(known, deadlines=rest))) == ["ORDER-END-PROMPTLY"]


def test_every_duty_has_a_named_timer(pack: Pack) -> None:
    """What is owed promptly, without delay or in good time has a name for its time, with a number or with reminders."""
    owed = {r.id: r.timer for r in (*pack.duties, *pack.standing)}
    assert [rule for rule, timer in owed.items() if timer not in pack.timers] == []
    assert [timer for timer in set(owed.values()) if not pack.timers[timer].remind_hours] == []


def test_a_timer_that_no_duty_has_is_a_limit_with_a_number_and_reminds_nobody(pack: Pack) -> None:
    owed = {r.timer for r in (*pack.duties, *pack.standing)}
    limits = [t for t in pack.timers.values() if t.id not in owed]
    assert [(t.id, t.hours, t.remind_hours) for t in limits] == [("emergency_access", 72, None)]
