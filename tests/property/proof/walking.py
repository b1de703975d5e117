"""Walks over real entries: the acts of a worked case, some left out, random acts of random people put in between.

Only what the gate permits is entered; the rest is forgotten, as it would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from sekisho.casework.assessment import enter, judge
from sekisho.casework.bundle import Bundle
from sekisho.casework.case import Case
from sekisho.casework.entry import Entry, Intent, Reference
from sekisho.casework.form import complete as completed
from sekisho.casework.register import entitled
from sekisho.casework.replay import complete, replay
from sekisho.casework.told import Told
from sekisho.casework.unfolding import Unfolding
from sekisho.casework.verdict import Verdict
from sekisho.casework.working import bundle_of
from sekisho.casework.world import World
from sekisho.law.loading import load_pack
from sekisho.law.pack import Field, Pack, Step
from sekisho.vocabulary.times import parse_time

START = parse_time("2026-10-05T09:00:00+09:00")
MOMENTS = st.sampled_from(["2026-10-05", "2026-10-06T12:00:00+09:00", "2026-10-09", "2027-04-01"])
Draw = Callable[[Any], Any]
Act = tuple[Intent, str]
"""What is meant, and who would record it."""


@cache
def pack() -> Pack:
    return load_pack()


@cache
def script(name: str) -> tuple[Bundle, tuple[Entry, ...]]:
    """Return the bundle of a worked case and those of its entries that passed the gate: a deviation passes none."""
    bundle = bundle_of(pack(), next(case for case in pack().worked if case.id == name))
    return bundle, tuple(each for each in replay(pack(), bundle).entries if each.step in pack().steps)


class Walk:
    """The world of one walk and the time in it; ``before`` is the world before the last entry."""

    def __init__(self, bundle: Bundle) -> None:
        self.unfolding = Unfolding(pack(), bundle.register)
        for case in bundle.cases:
            self.unfolding.opened(case.id, case.kind, case.realm)
        self.now = START
        self.entries: list[Entry] = []

    @property
    def world(self) -> World:
        return self.unfolding.world

    @property
    def cases(self) -> dict[str, Case]:
        return self.unfolding.cases

    def judged(self, act: Act) -> Verdict:
        return judge(pack(), self.world, *act, self.now, self.now)

    def do(self, act: Act) -> Entry | None:
        """Enter an act where the gate permits it."""
        verdict = self.judged(act)
        if not verdict.permitted:
            return None
        entry = enter(verdict, act[0], self.world, act[1], self.now, self.now)
        self.before = self.unfolding.take(entry)
        self.entries.append(entry)
        return entry

    def again(self, entry: Entry) -> Act:
        """Return the act of an entry as it would be meant now: papers and versions from the present record."""
        fields, meant = pack().steps[entry.step].asks, entry.intent
        given = {name: value for name, value in meant.particulars.items() if not fields[name].of_dim}
        told = Told(
            case=entry.case,
            step=entry.step,
            by=meant.act_of,
            on=meant.subject,
            names=meant.names,
            given=given,
        )
        return complete(pack(), self.world, told, self.now), entry.recorded_by


def walking(draw: Draw, name: str, careless: int, tail: int) -> Iterator[tuple[Walk, Entry]]:
    """Walk through a worked case, and on at random; yield after each entry."""
    bundle, entries = script(name)
    walk = Walk(bundle)
    for entry in entries:
        walk.now = max(walk.now, entry.happened_at) + timedelta(minutes=1)
        left_out = not pack().steps[entry.step].opens and draw(st.integers(0, 19)) < careless
        acts = [] if left_out else [walk.again(entry)]
        if careless and draw(st.integers(0, 9)) < careless:
            acts.append(drawn(draw, walk))
        yield from ((walk, made) for act in acts if (made := walk.do(act)) is not None)
    for _ in range(draw(st.integers(0, tail))):
        walk.now += timedelta(minutes=draw(st.sampled_from([1, 1, 1, 5, 60 * 8, 60 * 30])))
        made = walk.do(drawn(draw, walk))
        if made is not None:
            yield walk, made


def drawn(draw: Draw, walk: Walk) -> Act:
    """Draw any step of any case."""
    case = walk.cases[draw(st.sampled_from(sorted(walk.cases)))]
    step = draw(st.sampled_from([step.id for step in pack().steps_of[case.kind]]))
    return meant(draw, walk, case, pack().steps[step])


def meant(draw: Draw, walk: Walk, case: Case, step: Step) -> Act:
    """Draw one act of a step: elements, cases named, what is filled in and who does it."""
    intent = Intent(
        case=case.id,
        step=step.id,
        act_of=draw(st.sampled_from(step.by)),
        subject={part: _keys(draw, case, part) for part in step.part},
        names=_names(draw, walk, step),
        particulars={f.id: value for f in step.asks.values() if (value := _value(draw, walk, f)) is not None},
    )
    return completed(pack(), walk.world, intent), draw(st.sampled_from(_people(walk, intent, step)))


def _keys(draw: Draw, case: Case, part: str) -> tuple[str, ...]:
    keys = [element.key for element in case.active(part)]
    return tuple(draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))) if keys else ()


def _names(draw: Draw, walk: Walk, step: Step) -> dict[str, Reference]:
    """Name a case of the right kind, with an element where one is asked for."""
    found = {}
    for name, naming in step.names.items():
        fitting = [case for case in walk.cases.values() if case.kind == naming.kind and case.sequence]
        if fitting and (naming.required or draw(st.booleans())):
            case = draw(st.sampled_from(fitting))
            keys = [element.key for element in case.active(naming.part)] if naming.part else [""]
            if keys:
                found[name] = Reference(case.id, draw(st.sampled_from(keys)))
    return found


def _value(draw: Draw, walk: Walk, field: Field) -> Any:
    if field.of_dim or (not field.required and draw(st.booleans())):
        return None
    return draw(_strategy(walk, field))


def _strategy(walk: Walk, field: Field) -> st.SearchStrategy[Any]:
    if field.values:
        words = st.sampled_from(sorted(field.values))
        return st.lists(words, unique=True) if field.type == "list" else words
    if field.type == "person":
        return st.sampled_from(sorted({a.person for a in walk.unfolding.register.appointments}))
    periods = st.fixed_dictionaries({"from": MOMENTS, "until": MOMENTS})
    offices = st.sampled_from([["npa", "mofa", "mod"], ["mofa"], []])
    typed = {"date": MOMENTS, "datetime": MOMENTS, "period": periods, "list": offices}
    return typed.get(field.type, st.sampled_from(["一", "二"]))


def _people(walk: Walk, intent: Intent, step: Step) -> list[str]:
    """Return some who are entitled to the act, and always one who may not be."""
    register = walk.unfolding.register
    people = dict.fromkeys(a.person for a in register.appointments)
    able = [p for p in people if entitled(pack(), register, p, intent.act_of, step.id, walk.now) is not None]
    return [*able[:3], "p:npa_official"]
