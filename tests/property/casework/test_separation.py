"""Acts that check one another are done by different persons, whatever posts and delegations one person gathers."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
from hypothesis import event, given
from hypothesis import strategies as st

from sekisho.casework.assessment import enter, judge
from sekisho.casework.bundle import standard_cast
from sekisho.casework.entry import Entry, Intent
from sekisho.casework.fold import apply, empty
from sekisho.casework.register import Appointment, Delegation, Register, Tenure
from sekisho.casework.world import World
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.vocabulary.times import parse_time

NOW = parse_time("2027-11-01T09:00:00+09:00")
ALWAYS = Tenure(since=NOW - timedelta(days=30))
PERSONS = st.sampled_from(("a", "b", "c"))
OFFICIALS = ("nco_official", "national_cyber_director", "mofa_official", "foreign_minister", "meti_official")
POSTS = st.sampled_from((*OFFICIALS, "commission_secretariat", "commission_member"))
HELD = st.lists(st.tuples(PERSONS, POSTS), min_size=1, max_size=9)
STEPS: dict[str, dict[str, Any]] = {
    "release.prepare": {
        "title": "共有",
        "recipients": ["meti"],
        "objects": ["object-1"],
        "marking": "TLP:AMBER",
        "consent_needed": "yes",
    },
    "release.consent": {"answer": "agreed"},
    "release.give": {},
}
BODIES = {"release.consent": ("mofa", "meti"), "release.give": ("nco",)}
ACTED = st.one_of(*(st.tuples(st.just(s), st.sampled_from(of), PERSONS) for s, of in BODIES.items()))
ACTS = st.lists(ACTED, min_size=2, max_size=8)


@cache
def pack() -> Pack:
    return load_pack()


def registered(held: list[tuple[str, str]], delegated: list[tuple[str, str]]) -> Register:
    return msgspec.structs.replace(
        standard_cast(pack()),
        appointments=tuple(
            Appointment(id=f"r:{n}", person=person, post=post, tenure=ALWAYS)
            for n, (person, post) in enumerate(held)
        ),
        delegations=tuple(
            Delegation(id=f"d:{n}", person=person, post=post, scope=("*",), tenure=ALWAYS)
            for n, (person, post) in enumerate(delegated)
        ),
    )


def taken(register: Register, acts: list[tuple[str, str, str]]) -> list[Entry]:
    """What the gate lets into the record of one release, of acts tried one after another."""
    case = empty(pack(), "r1", "release", "real")
    world = World(pack(), {"r1": case}, register, {})
    entries: list[Entry] = []
    for step, body, person in acts:
        intent = Intent(case="r1", step=step, act_of=body, particulars=STEPS[step])
        verdict = judge(pack(), world, intent, person, NOW, NOW)
        if verdict.permitted:
            entries.append(enter(verdict, intent, world, person, NOW, NOW))
            apply(pack(), case, entries[-1])
            case.entries = tuple(entries)
    return entries


@given(HELD, HELD, PERSONS, ACTS)
def test_nobody_checks_their_own_act_by_another_post_or_a_delegation(
    held: list[tuple[str, str]],
    delegated: list[tuple[str, str]],
    first: str,
    acts: list[tuple[str, str, str]],
) -> None:
    sure = [(person, post) for person in "abc" for post in ("nco_official", "mofa_official")]
    register = registered([*held, *sure], delegated)
    entries = taken(register, [("release.prepare", "nco", first), *acts])
    prepared: set[str] = set()
    consented: set[str] = set()
    for entry in entries:
        persons = {entry.recorded_by, *entry.acting}
        if entry.step == "release.prepare":
            prepared = persons
        elif entry.step == "release.consent":
            assert not persons & prepared
            consented = persons
        else:
            assert consented
            assert not persons & consented
    event(f"{len(entries)} entries")


@given(HELD, HELD, PERSONS)
def test_no_holder_of_an_executive_post_acts_for_the_commission(
    held: list[tuple[str, str]], delegated: list[tuple[str, str]], person: str
) -> None:
    register = registered([*held, (person, "commission_secretariat")], delegated)
    case = empty(pack(), "c1", "clearance", "real")
    intent = Intent(case="c1", step="clearance.open", act_of="commission", particulars={"title": "登録"})
    verdict = judge(pack(), World(pack(), {"c1": case}, register, {}), intent, person, NOW, NOW)
    posts = [post for who, post in (*held, *delegated) if who == person]
    executive = any(pack().offices[pack().posts[post].office].executive for post in posts)
    assert verdict.permitted is not executive
    event(f"executive: {executive}")
