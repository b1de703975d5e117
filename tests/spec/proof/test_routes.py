"""Every way that must be open is open: each route is played act by act through the real gate, and every case closes."""

from __future__ import annotations

import copy
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from sekisho.casework.assessment import enter, judge
from sekisho.casework.bundle import standard_cast
from sekisho.casework.case import Case
from sekisho.casework.entry import Entry, Reference
from sekisho.casework.fold import apply, empty
from sekisho.casework.register import entitled
from sekisho.casework.replay import complete
from sekisho.casework.told import Told
from sekisho.casework.world import World, pointing
from sekisho.law.loading import load_pack
from sekisho.law.pack import Field, Pack
from sekisho.proof.about_routes import ROWS, Row, find_route
from sekisho.proof.acts import TIME, Act, compiled, moves
from sekisho.proof.compiled import function
from sekisho.proof.layout import PERIODS, Layout
from sekisho.proof.reading import read
from sekisho.vocabulary.times import in_japan, parse_time

START = parse_time("2026-10-05T09:00:00+09:00")
WALKED = {
    "R01",
    "R03",
    "R05",
    "R07",
    "R08",
    "R09",
    "R11",
    "R12",
    "R15",
    "R16",
    "R17",
    "R20",
    "R22",
    "R23",
    "R24",
}
LATER, YEAR = timedelta(days=40), timedelta(days=365)
"""Time that passes ends an order; the policy holds on."""
PEOPLE = {
    "police": "p:npa_cyber_officer",
    "sdf": "p:sdf_cyber_member",
}


class Played:
    """The real world of a route: an empty case for each of the scene, filled by entries that the gate permits."""

    def __init__(self, pack: Pack, row: Row) -> None:
        self.pack, self.scene, self.now = pack, row.scene, START
        empty_post = next(p for p in pack.rosters["xi"].posts if p != "prime_minister")
        vacant = frozenset({empty_post}) if row.id == "R13" else frozenset()
        self.register = standard_cast(pack, vacant)
        self.cases: dict[str, Case] = {i: empty(pack, i, c.kind, "real") for i, c in row.scene.cases.items()}

    @property
    def world(self) -> World:
        return World(self.pack, self.cases, self.register, pointing(self.cases.values()))

    def play(self, act: Act) -> bool:
        if act.step == TIME:
            self.now += LATER
            return True
        self.now += timedelta(minutes=1)
        if act.step == "session.attend":
            return all(self._try(self._told(act, seat)) for seat in self._seats(act))
        return self._try(self._told(act))

    def _seats(self, act: Act) -> list[str]:
        return [e.key for e in self.cases[act.case].active("seat") if e.of["item"] == act.bound["item"]]

    def _told(self, act: Act, seat: str = "") -> Told:
        step = self.pack.steps[act.step]
        on = {part: (seat or act.bound[part],) for part in step.part}
        names = {link: Reference(lead.case, lead.element) for link, lead in act.named.items()}
        given = {f.id: v for f in step.asks.values() if (v := self._given(act, f, seat)) is not None}
        return Told(case=act.case, step=act.step, by=act.act_of, on=on, names=names, given=given)

    def _given(self, act: Act, field: Field, seat: str) -> Any:
        words = act.given.get(field.id)
        if words is None or field.of_dim:
            return None
        if field.id == "status":
            held = self.register.holders(seat.rpartition("/")[2], self.now)
            return words[0] if bool(held) is (words[0] != "vacant") else "attended" if held else "vacant"
        if field.type == "list":
            return list(dict.fromkeys(words)) if field.id == "offices" else None
        if field.values:
            return words[0]
        if field.type == "person":
            return act.bound.get("member") or PEOPLE[act.bound.get("leg", "police")]
        return self._plain(act, field)

    def _plain(self, act: Act, field: Field) -> Any:
        soon = (self.now + timedelta(days=30)).isoformat()
        until = (self.now + YEAR).isoformat() if field.id == "validity" else soon
        plain = {"period": {"until": until}, "datetime": soon, "date": in_japan(self.now).date().isoformat()}
        key = next(
            (
                act.bound[e.name]
                for e in self.pack.steps[act.step].does
                if e.fields[:1] == (field.id,) and e.verb == "add"
            ),
            "",
        )
        return plain.get(field.type) or key or f"({field.id} {self.now:%d%H%M})"

    def _try(self, told: Told) -> bool:
        """Do it in the name of any office and by any person to whom it is permitted."""
        step = self.pack.steps[told.step]
        intents = [
            complete(self.pack, self.world, _by(told, by), self.now)
            for by in ((told.by,) if told.by else step.by)
        ]
        people = dict.fromkeys(a.person for a in self.register.appointments)
        self.refused: list[str] = []
        for intent in intents:
            for person in people:
                if entitled(self.pack, self.register, person, intent.act_of, intent.step, self.now):
                    verdict = judge(self.pack, self.world, intent, person, self.now, self.now)
                    if verdict.permitted:
                        self._append(enter(verdict, intent, self.world, person, self.now, self.now))
                        return True
                    self.refused = [
                        *(r.rule for r in verdict.reasons if r.outcome != "met"),
                        *(f.place for f in verdict.findings),
                    ]
        return False

    def _append(self, entry: Entry) -> None:
        case = self.cases[entry.case]
        apply(self.pack, case, entry)
        case.entries = (*case.entries, entry)


def _by(told: Told, by: str) -> Told:
    return Told(case=told.case, step=told.step, by=by, on=told.on, names=told.names, given=told.given)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_route_is_permitted_act_by_act_and_ends_with_every_case_closed(row: Row) -> None:
    pack = load_pack()
    acts = find_route(pack, row)
    assert acts is not None
    played = Played(pack, row)
    for number, act in enumerate(acts, 1):
        assert played.play(act), (number, act, played.refused)
    left = [c.id for c in played.cases.values() if c.sequence and not c.closed]
    assert left == []


def same_but_seats(layout: Layout, one: bytes, other: bytes) -> list[tuple[Any, ...]]:
    """Return where two states differ, by key, as the fold and as the model have it; the one seat of a scene stands for all of
    a roster, and its papers for any. In the model time passes for one thing at a time: a day that it has not let pass, though
    the clock of the cases has, is no difference.
    """
    running, ended = PERIODS.index("running"), PERIODS.index("ended")
    days = {v.id for k in layout.pack.kinds.values() for v in k.variables.values() if v.type == "date"}
    found = [(key, one[at], other[at]) for key, at in layout.slots.items() if one[at] != other[at]]
    passed = [each for each in found if each[0][-1] in days and each[1:] == (ended, running)]
    return [each for each in found if each not in passed and "1/a" not in each[0]]


@pytest.mark.parametrize("row", [r for r in ROWS if r.id in WALKED], ids=lambda row: row.id)
def test_the_model_and_the_fold_leave_the_same_state_after_every_act(row: Row) -> None:
    pack = load_pack()
    acts = find_route(pack, row)
    assert acts is not None
    layout = Layout(pack, row.scene)
    found = moves(layout)
    makes = dict(zip((repr(m.act) for m in found), compiled(found), strict=True))
    played, state = Played(pack, row), layout.empty
    for act in acts:
        after = makes[repr(act)](state)
        assert after is not None
        state = after
        played.play(act)
        assert same_but_seats(layout, read(layout, played.world, played.now), state) == [], act


@pytest.mark.long
@pytest.mark.parametrize("row", [r for r in ROWS if r.id in {"R01", "R15", "R20"}], ids=lambda row: row.id)
def test_what_the_compiled_gate_refuses_the_real_gate_refuses(row: Row) -> None:
    pack, chance = load_pack(), random.Random(row.id)
    acts = find_route(pack, row)
    assert acts is not None
    layout = Layout(pack, row.scene)
    seats = {f"s[{place}]" for key, place in layout.slots.items() if "1/a" in key}
    found = [m for m in moves(layout) if m.act.step not in (TIME, "session.place_item")]
    found = [m for m in found if not any(seat in m.guard for seat in seats)]
    played, tried = Played(pack, row), 0
    for act in acts:
        played.play(act)
        state = read(layout, played.world, played.now + timedelta(minutes=1))
        for move in chance.sample(found, 6):
            there = all(played.cases[lead.case].sequence for lead in move.act.named.values())
            if there and not function(move.guard)(state):
                other = Played(pack, row)
                other.cases, other.now = copy.deepcopy(played.cases), played.now
                assert not other.play(move.act), (act, move.act)
                tried += 1
    assert tried > len(acts)


def test_the_clock_of_the_routes_is_after_entry_into_force() -> None:
    assert isinstance(START, datetime)
    assert parse_time(load_pack().clock["access_neutralization"].from_) <= START
