"""Who stands behind an act: as what it was recorded, who held the post, which posts they also hold, and for an act of a
body who presided and who attended, with the provision that lets several act as one or one sit for several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.entry import Entry, Reference
from sekisho.casework.fold import fold
from sekisho.casework.meeting import Seat, body_of, seats
from sekisho.casework.register import Register
from sekisho.casework.world import World
from sekisho.law.collegiate import Collegiate
from sekisho.law.expression import PersonDiffers, walk
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from . import words


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act, recorded or still under review; ``by_virtue_of`` is the appointment or delegation that it is recorded by."""

    step: str
    act_of: str
    subject: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Reference]
    person: str
    by_virtue_of: str
    happened_at: datetime
    recorded_at: datetime


class Attended(msgspec.Struct, frozen=True, kw_only=True):
    """Who attended: the person, and by which posts of the body or on whose seat."""

    person: Text
    posts: Text
    presided: bool = False
    deputised: bool = False


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body behind an act. ``double`` are those who sat for more than one post, ``why`` the reason that they may."""

    text: Text
    cite: tuple[str, ...]
    attended: tuple[Attended, ...] = ()
    double: tuple[Text, ...] = ()
    why: Text | None = None


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands behind an act. ``several`` names who holds more posts than the one acted in; ``differs`` are the rules by
    which that person, in whatever post, may not have been behind something else.
    """

    recorded_as: Text | None = None
    holders: Text | None = None
    several: tuple[Text, ...] = ()
    differs: tuple[Text, ...] = ()
    body: Body | None = None


def of_entry(entry: Entry) -> Act:
    """Return the act that an entry records."""
    return Act(
        step=entry.step,
        act_of=entry.intent.act_of,
        subject=entry.intent.subject,
        names=entry.intent.names,
        person=entry.recorded_by,
        by_virtue_of=entry.by_virtue_of,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
    )


def behind(pack: Pack, world: World, case: Case, act: Act, seen: Container[str]) -> Behind:
    """Return who stands behind an act in a case; of other cases only those ``seen`` tell who attended."""
    register, body = world.register, body_of(pack, case, act.act_of, act.step)
    holders = () if body else register.holders(act.act_of, act.happened_at)
    persons = holders or (() if body else (act.person,))
    others = {p: _other_posts(pack, register, p, act) for p in persons}
    several = tuple(_has(register.name(p), posts) for p, posts in others.items() if posts)
    return Behind(
        recorded_as=_recorded_as(pack, register, act),
        holders=words.joined([register.name(p) for p in holders]) if set(holders) - {act.person} else None,
        several=several,
        differs=_differs(pack, act.step) if several else (),
        body=_told(pack, world, case, act, body, seen) if body else None,
    )


def _told(pack: Pack, world: World, case: Case, act: Act, body: Collegiate, seen: Container[str]) -> Body:
    taken = [seat for held in _meetings(pack, world, case, act, body, seen) for seat in held]
    by = [_posts(pack, world.register, body, act, key) for key, _ in taken]
    presiding = next((post for post in body.presides if any(post in posts for posts in by)), None)
    attended = tuple(
        _attended(pack, world.register, act, seat, posts, presiding in posts)
        for seat, posts in zip(taken, by, strict=True)
    )
    twice = [person for person, times in Counter(p for _, ps in taken for p in ps).items() if times > 1]
    double = tuple(
        _has(world.register.name(p), [world.register.body_text(pack, k) for k, ps in taken if p in ps])
        for p in twice
    )
    return Body(
        text=body.text, cite=body.cite, attended=attended, double=double, why=body.double if double else None
    )


def _meetings(
    pack: Pack, world: World, case: Case, act: Act, body: Collegiate, seen: Container[str]
) -> Iterator[list[Seat]]:
    """Yield who attended: of the case itself where the body meets in it, else of each meeting that the act names."""
    kinds = {pack.steps[step].kind for step in body.steps if step in pack.steps}
    if not body.part:
        return
    here = [(case, act.subject)] if case.kind in kinds else list(_named(pack, world, act, kinds, seen))
    for met, subject in here:
        if stood := _as_of(pack, met, act):
            yield list(seats(world.register, body, stood, subject, act.happened_at))


def _named(
    pack: Pack, world: World, act: Act, kinds: Container[str], seen: Container[str]
) -> Iterator[tuple[Case, Mapping[str, tuple[str, ...]]]]:
    """Yield the meetings that an act names and that are seen, with the item that it names."""
    for named in act.names.values():
        met = world.cases.get(named.case)
        if met is not None and met.kind in kinds and named.case in seen:
            yield met, dict.fromkeys(pack.kinds[met.kind].parts, (named.element,)) if named.element else {}


def _as_of(pack: Pack, case: Case, act: Act) -> Case | None:
    """Return a case as it stood when the act was recorded: attendance at what came later says nothing of it.

    ``None`` where only a part of the case is seen: who attended is no part that an office is asked about.
    """
    entries = [entry for entry in case.entries if entry.recorded_at <= act.recorded_at]
    if [entry.sequence for entry in case.entries] != list(range(1, len(case.entries) + 1)):
        return None
    return fold(pack, case.id, case.kind, case.realm, entries)


def _posts(pack: Pack, register: Register, body: Collegiate, act: Act, key: str) -> list[str]:
    """Return what a seat is told by, its post; a member by the posts of the body that they hold."""
    if register.post(pack, key):
        return [key]
    held = register.held(key, act.happened_at)
    return [a.post for a in held if register.office_of(pack, a.post) == body.id]


def _attended(
    pack: Pack, register: Register, act: Act, seat: Seat, posts: list[str], presided: bool
) -> Attended:
    key, persons = seat
    return Attended(
        person=words.joined([register.name(person) for person in persons]),
        posts=words.joined([register.body_text(pack, post) for post in posts]),
        presided=presided,
        deputised=bool(register.post(pack, key))
        and not set(persons) & set(register.holders(key, act.happened_at)),
    )


def _other_posts(pack: Pack, register: Register, person: str, act: Act) -> list[Text]:
    used = {a.post for a in register.appointments if a.id == act.by_virtue_of} | {act.act_of}
    return [
        register.body_text(pack, a.post) for a in register.held(person, act.happened_at) if a.post not in used
    ]


def _recorded_as(pack: Pack, register: Register, act: Act) -> Text | None:
    """Return the post that the recording rests on, or by whose delegation; nothing of what founded the register."""
    for appointment in register.appointments:
        if appointment.id == act.by_virtue_of:
            return register.body_text(pack, appointment.post)
    for delegation in register.delegations:
        if delegation.id == act.by_virtue_of:
            post = register.body_text(pack, delegation.post)
            return Text(f"{post.ja}の委任による", f"by delegation of the {post.en}")
    return None


def _differs(pack: Pack, step: str) -> tuple[Text, ...]:
    rules = (r for r in pack.preconditions if step in r.steps)
    return tuple(r.text for r in rules if any(isinstance(node, PersonDiffers) for node in walk(r.require)))


def _has(person: Text, posts: Iterable[Text]) -> Text:
    held = words.joined(list(posts))
    return Text(f"{person.ja}：{held.ja}", f"{person.en}: {held.en}")
