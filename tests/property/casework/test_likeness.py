"""Judging once for elements that no rule can tell apart finds what judging each of them by itself finds."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from sekisho.casework.assessment import assess
from sekisho.casework.case import Case, Duty, Element, Held
from sekisho.casework.duties import open_duties
from sekisho.casework.view import CaseView, Judgement, contexts
from sekisho.casework.world import World
from sekisho.law import expression as x
from sekisho.law.evaluate import Rails, leaf
from sekisho.law.explain import lacks
from sekisho.law.pack import Precondition
from sekisho.vocabulary.text import Text
from tests.unit.casework.bundles import fresh, pack

FORMS = st.sampled_from(("police_abroad_ready", "police_mixed_ready", "police_abroad_running", "joint_ready"))
CHANGES = st.sampled_from(
    (
        *("value", "stale", "expired", "forgotten", "dropped", "attribute", "rewritten"),
        *("duty", "duty with another", "duty done", "left alone", "other persons"),
        *("below value", "below stale", "below dropped", "below forgotten"),
    )
)
VARIED = st.lists(st.tuples(CHANGES, st.integers(0, 40)), max_size=3)
COPIES = st.lists(VARIED, min_size=2, max_size=5)


def plainly(node: x.Node, view: CaseView) -> Rails:
    """What is certain about a condition, asked of every element by itself."""
    match node:
        case x.All(of):
            return both([plainly(each, view) for each in of])
        case x.AnyOf(of):
            return swap(both([swap(plainly(each, view)) for each in of]))
        case x.Not(of):
            return swap(plainly(of, view))
        case x.Def(name):
            return plainly(pack().defs[name], view)
        case x.Every(part, that):
            return both([plainly(that, each) for each in view.elements(part)])
        case x.Some(part, that):
            return swap(both([swap(plainly(that, each)) for each in view.elements(part)]))
        case x.Count(part, that, at_least):
            found = [plainly(that, each) for each in view.elements(part)]
            return Rails(sum(f.true for f in found) >= at_least, sum(not f.false for f in found) < at_least)
        case x.At(link, that):
            return plainly(that, view.at(link))
    return leaf(node, view)


def both(parts: list[Rails]) -> Rails:
    return Rails(all(p.true for p in parts), any(p.false for p in parts))


def swap(found: Rails) -> Rails:
    return Rails(found.false, found.true)


def stand(rule: Precondition, view: CaseView) -> str:
    when, require = plainly(rule.when, view), plainly(rule.require, view)
    if when.false:
        return "none"
    if require.true:
        return "met"
    exemptions = [e for e in pack().exemptions_of.get(rule.id, ()) if e.id in rule.lifted_by]
    if any(plainly(e.when, view).true for e in exemptions):
        return "lifted"
    return "unmet" if when.true and require.false else "open"


def still_owed(rule: Precondition, view: CaseView) -> list[Text]:
    """What is added for the duties of the case where a rule asks for all of them to be settled."""
    asked = any(isinstance(node, x.DutiesSettled) for node in x.walk(rule.require))
    owed = [duty.text for duty in open_duties(pack(), view)] if asked else []
    return [Text(f"未了の義務：{each.ja}", f"Still owed: {each.en}") for each in owed]


def varied(case: Case, element: Element, change: str, n: int) -> None:
    """Make an element, or one that belongs to it, a little different from those that it was copied from."""
    if change.startswith("below"):
        below = [e for of in case.parts.values() for e in of.values() if element.key in e.of.values()]
        if below:
            varied(case, below[n % len(below)], change.removeprefix("below "), n)
        return
    held = [h for of in element.findings.values() for h in of.values()] + [*element.records.values()]
    one: Held | None = held[n % len(held)] if held else None
    name = [*element.attrs][n % len(element.attrs)] if element.attrs else ""
    others = [e for part, of in case.parts.items() if part != element.part for e in of.values()]
    match change:
        case "value" if one:
            one.value = "no" if one.value == "yes" else "yes"
        case "stale" if one:
            one.about = dict.fromkeys(one.about, "other")
        case "other persons" if one:
            one.persons = frozenset({"p:somebody"})
        case "expired" if one:
            one.expires = one.at
        case "forgotten" if element.findings:
            element.findings.pop([*element.findings][n % len(element.findings)])
        case "dropped":
            element.active = False
        case "attribute" if name:
            element.attrs[name] = "other"
        case "rewritten":
            element.dims = dict.fromkeys(element.dims, "rewritten")
        case "duty" | "duty done" | "duty with another":
            rule = pack().duties[n % len(pack().duties)]
            about = {element.part: element.key}
            if change == "duty with another" and others:
                about[others[n % len(others)].part] = others[n % len(others)].key
            owed = Duty(rule.id, rule.opens, about, "npa", "", ENTRY_AT, None, 1)
            case.duties.append(replace(owed, discharged=1 if change == "duty done" else None))


ENTRY_AT = fresh().now - timedelta(days=1)


def grown(form: str, copies: list[list[tuple[str, int]]]) -> tuple[World, Any]:
    """A measure whose first target has copies, with all that belongs to it, each varied."""
    played = fresh(form)
    case = played.world.cases["m1"]
    first = next(iter(case.parts["target"].values()))
    for number, changes in enumerate(copies):
        twin = copy.deepcopy(first)
        twin.key = f"copy{number}"
        case.parts["target"][twin.key] = twin
        for part, of in case.parts.items():
            for below in [e for e in of.values() if e.of.get("target") == first.key]:
                child = copy.deepcopy(below)
                child.key, child.of = f"{twin.key}/{below.key}", {**below.of, "target": twin.key}
                case.parts[part][child.key] = child
        for duty in [d for d in case.duties if d.element == {"target": first.key}]:
            case.duties.append(replace(duty, element={"target": twin.key}))
        for change, n in changes:
            varied(case, twin, change, n)
    return played.world, played.now


@given(FORMS, COPIES)
def test_what_is_judged_once_for_many_targets_is_what_each_of_them_would_be_told(
    form: str, copies: list[list[tuple[str, int]]]
) -> None:
    world, now = grown(form, copies)
    found = assess(pack(), world, "m1", now)
    view = CaseView(Judgement(world, now), world.cases["m1"], {}, True)
    for step in (pack().steps[s] for s in found.steps):
        reasons = found.steps[step.id].reasons
        told = {(r.rule, *sorted(r.element.items())): r for r in reasons}
        able = [c for c in contexts(view, step.part) if not plainly(step.shape, c).false]
        assert [dict(s) for s in found.steps[step.id].subject] == [
            {p: c.bound[p] for p in step.part} for c in able
        ]
        for rule in pack().preconditions_of[step.id]:
            acted = [p for p in rule.each if p in step.part]
            for each in contexts(view, rule.each):
                if acted and not any(all(c.bound[p] == each.bound[p] for p in acted) for c in able):
                    continue
                reason = told.get((rule.id, *sorted((p, each.bound[p]) for p in rule.each)))
                assert (reason.outcome if reason else "none") == stand(rule, each), (step.id, rule.id)
                if reason and reason.outcome in ("unmet", "open"):
                    lacking = [k.text for k in lacks(pack(), "measure", rule.require, each)]
                    assert reason.because == tuple(dict.fromkeys([*lacking, *still_owed(rule, each)]))
    sorts = {place.like() for place in contexts(view, ("target",))}
    event(f"{len(sorts)} sorts of {len(world.cases['m1'].parts['target'])} targets")
