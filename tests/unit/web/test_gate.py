"""The gate and the map as pages show them: from the assessment, complete, in both languages."""

from __future__ import annotations

from sekisho.web.cases import gate, procedure, words

from .conftest import Bench


def test_everything_missing_is_shown_at_once_grouped_by_what_it_is_about(bench: Bench) -> None:
    """A closed gate shows all that is missing: what is about the case first, then what is about its targets."""
    verdict = bench.assessed().steps["measure.start"]
    shown = gate.gate(bench.pack, bench.case, verdict)
    assert shown.sign == words.GATE["refused"]
    lines = [line for group in shown.missing for line in group.lines]
    assert {line.rule for line in lines} == {reason.rule for reason in verdict.missing}
    assert shown.missing_count == len(lines)
    assert shown.missing[0].heading is None


def test_what_is_missing_for_several_targets_alike_is_said_once(bench: Bench) -> None:
    """Two targets that lack the same share one group under both names, and no line is said twice."""
    shown = gate.gate(bench.pack, bench.case, bench.assessed().steps["measure.start"])
    assert [group.heading.ja for group in shown.missing[1:] if group.heading] == [
        "対象：t1　国内の機器、t2　国外の機器"
    ]
    lines = [line for group in shown.missing for line in group.lines]
    assert len(set(lines)) == len(lines)


def test_what_only_one_target_lacks_stands_under_that_target_alone(bench: Bench) -> None:
    """Where one target was located, the other still lacks it, and the page says which."""
    bench.do("measure.locate", {"location": "in_japan"}, target=("t1",))
    shown = gate.gate(bench.pack, bench.case, bench.assessed().steps["measure.start"])
    headings = {line.rule: group.heading for group in shown.missing for line in group.lines if group.heading}
    assert any(heading.en == "target: t2 – 国外の機器" for heading in headings.values()), headings


def test_each_missing_line_names_clause_step_and_office(bench: Bench) -> None:
    """Who can supply what is missing is said with the step to take and the office that takes it."""
    shown = gate.gate(bench.pack, bench.case, bench.assessed().steps["measure.start"])
    roles = next(line for group in shown.missing for line in group.lines if line.rule == "ROLES-FIRST")
    assert roles.cite == ("G2.1d",)
    assert [(s.step, s.office.ja, s.here) for s in roles.supplies] == [
        ("measure.decide_roles", "国家サイバー統括室", True)
    ]


def test_a_gate_opens_with_the_steps_that_supply_what_is_missing_ones_own_first(bench: Bench) -> None:
    """Each such step stands once with how many lines it would supply; what the reader may do now comes before the rest."""
    first = bench.assessed().steps["measure.start"]
    assert gate.gate(bench.pack, bench.case, first).asked == ()  # a line each
    bench.do("measure.locate", {"location": "abroad"}, target=("t1",))
    verdict = bench.assessed().steps["measure.start"]
    shown = gate.gate(bench.pack, bench.case, verdict, {"measure.locate"})
    lines = [line for group in shown.missing for line in group.lines]
    supplied = {each.supply.step: each.lines for each in shown.asked}
    assert supplied == {
        step: sum(step in [s.step for s in line.supplies] for line in lines) for step in supplied
    }
    assert set(supplied) == {s.step for line in lines for s in line.supplies}
    assert [each.ready for each in shown.asked] == sorted((e.ready for e in shown.asked), reverse=True)


def test_the_gate_shown_first_is_that_of_the_step_most_rules_guard(bench: Bench) -> None:
    """Which step matters most follows from the pack, not from the page."""
    assert gate.main_step(bench.pack, bench.case, bench.assessed()) == "measure.start"


def test_the_map_tells_done_from_open_from_closed(bench: Bench) -> None:
    """Each step has the state that the assessment gives it, and says how often it was taken."""
    bench.do("measure.plan", {"text": "案"})
    shown = {
        m.step: m
        for m in procedure.marks(bench.pack, bench.case, bench.assessed(), frozenset({"measure.plan"}))
    }
    assert (shown["measure.add_target"].sign, shown["measure.add_target"].times) == (words.STEP["done"], 2)
    assert shown["measure.decide_roles"].sign == words.STEP["permitted"]
    assert shown["measure.start"].sign == words.STEP["refused"]
    assert shown["measure.plan"].mine and not shown["measure.decide_roles"].mine


def test_a_step_with_nothing_to_act_on_is_not_called_refused(pack: object, bench: Bench) -> None:
    """Where no target exists yet, locating one is at rest rather than forbidden."""
    bench.entries = bench.entries[:1]
    shown = {m.step: m for m in procedure.marks(bench.pack, bench.case, bench.assessed(), frozenset())}
    assert shown["measure.locate"].sign == words.STEP["rest"]


def test_what_leads_to_nothing_stands_apart_on_the_map_and_ones_own_first(bench: Bench) -> None:
    """Of what may be done, the steps that others ask for are in sight; the rest is folded away, and none is left out."""
    mine = frozenset({"measure.decide_roles"})
    marks = procedure.marks(bench.pack, bench.case, bench.assessed(), mine)
    stages = {stage.text.en: stage for stage in procedure.stages(marks)}
    assert all(mark.leads_on for mark in stages["May be done now"].marks)
    assert not stages["May be done now"].folded
    order = [mark.mine for mark in stages["May be done now"].marks]
    assert order == sorted(order, reverse=True)
    assert sum(len(stage.marks) for stage in stages.values()) == len(marks)


def test_every_state_has_its_own_picture_and_word() -> None:
    """No two outcomes of a reason or a step share picture and word: colour is never what tells them apart."""
    for signs in (words.REASON, words.STEP):
        told = [(sign.icon, sign.word) for sign in signs.values()]
        assert len(set(told)) == len(told)


def test_once_the_guarded_step_is_taken_the_page_opens_with_what_its_duties_block(bench: Bench) -> None:
    """After the start the case page turns to what lies ahead, never to a step already taken."""
    bench.do("measure.start", target=("t1", "t2"))
    assert gate.main_step(bench.pack, bench.case, bench.assessed()) != "measure.start"
