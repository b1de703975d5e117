"""The register of authority: who holds which post, who stands in for whom, who is designated, how options are set.

It is folded from the entries of register cases like any other state (``casework.registering``), so authority itself is
on record. Every act is judged by it at the time the act happened, and every recording at the time of recording.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sekisho.law.pack import Pack, Post, Step
from sekisho.vocabulary.text import Text

from .visibility import LEVELS

REGISTERS = ("register", "clearance", "emergency")
"""The kinds of the cases that the register is folded from."""
FOUNDING = "founding"
"""What the register's first entries are by virtue of: the setting up itself, by the instrument that they name."""
DESIGNATED = "designated_officer"
"""The class of an officer designated under PDEA 6-2(1)."""
EMERGENCY_ACCESS = "emergency_access"
"""The timer of the pack for the longest time of emergency access, from its request on."""
ANY_STEP = "*"
"""In the scope of a delegation: every step that the pack lets be delegated."""


class Tenure(msgspec.Struct, frozen=True, kw_only=True):
    """A time during which something holds; ``until`` is exclusive, ``None`` is open-ended."""

    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Return whether a moment lies inside."""
        return self.since <= at and (self.until is None or at < self.until)


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """A person holds a post by an instrument; ``id`` is where it stands on record."""

    id: str
    person: str
    post: str
    tenure: Tenure
    instrument: str = ""


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """A person may act for a post, in some steps or in any (``ANY_STEP``) that the pack lets be delegated."""

    id: str
    post: str
    person: str
    scope: tuple[str, ...]
    tenure: Tenure
    instrument: str = ""

    @property
    def whole(self) -> bool:
        """Whether the post is stood in for in everything that can be delegated of it."""
        return ANY_STEP in self.scope

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of case that the steps delegated belong to."""
        return frozenset(step.partition(".")[0] for step in self.scope)


class Designation(msgspec.Struct, frozen=True, kw_only=True):
    """An officer designated to carry out measures, of the NPA or of a prefectural police (PDEA 6-2(1))."""

    id: str
    person: str
    officer_class: str
    tenure: Tenure


class Clearance(msgspec.Struct, frozen=True, kw_only=True):
    """A person may see up to a level of ``casework.visibility`` (``level``) or into a compartment, by an instrument."""

    person: str
    tenure: Tenure
    level: str = ""
    compartment: str = ""
    instrument: str = ""


class Emergency(msgspec.Struct, frozen=True, kw_only=True):
    """Emergency access: a person reads the cases ``to`` for a time; ``case`` is where it was requested and confirmed."""

    case: str
    person: str
    to: frozenset[str]
    tenure: Tenure


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """What entitles a person to an act: the entry it rests on, the post, and in which way."""

    id: str
    post: str
    way: str


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """The register as folded."""

    appointments: tuple[Appointment, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    designations: tuple[Designation, ...] = ()
    options: Mapping[str, str] = {}
    persons: Mapping[str, Text] = {}
    posts: Mapping[str, Post] = {}
    clearances: tuple[Clearance, ...] = ()
    compartments: Mapping[str, Text] = {}
    emergencies: tuple[Emergency, ...] = ()

    def emergencies_of(self, person: str, at: datetime) -> tuple[Emergency, ...]:
        """Return the emergency access that a person has at a moment."""
        return tuple(e for e in self.emergencies if e.person == person and e.tenure.covers(at))

    def level(self, person: str, at: datetime) -> str:
        """Return the highest level up to which a person is cleared; the lowest there is without a clearance."""
        held = (c.level for c in self.clearances if c.person == person and c.level and c.tenure.covers(at))
        return max(held, key=LEVELS.index, default=LEVELS[0])

    def read_into(self, person: str, at: datetime) -> frozenset[str]:
        """Return the compartments that a person is read into."""
        held = (c for c in self.clearances if c.person == person and c.compartment and c.tenure.covers(at))
        return frozenset(c.compartment for c in held)

    def held(self, person: str, at: datetime) -> tuple[Appointment, ...]:
        """Return a person's appointments in force."""
        return tuple(a for a in self.appointments if a.person == person and a.tenure.covers(at))

    def delegated(self, person: str, at: datetime) -> tuple[Delegation, ...]:
        """Return the delegations to a person that are in force."""
        return tuple(d for d in self.delegations if d.person == person and d.tenure.covers(at))

    def holders(self, post: str, at: datetime) -> tuple[str, ...]:
        """Return the persons who hold a post."""
        return tuple(a.person for a in self.appointments if a.post == post and a.tenure.covers(at))

    def name(self, person: str) -> Text:
        """Return a person's name; the id itself where the register has none."""
        return self.persons.get(person, Text(person, person))

    def classes(self, pack: Pack, person: str, at: datetime) -> frozenset[str]:
        """Return the classes of officers that a person belongs to, by designation and by post."""
        posts = (self.post(pack, a.post) for a in self.held(person, at))
        by_post = {p.officer_class for p in posts if p and p.officer_class}
        designated = {
            d.officer_class for d in self.designations if d.person == person and d.tenure.covers(at)
        }
        extra = {DESIGNATED} if designated else set()
        full = by_post | extra
        return frozenset(full | {_CLASS_OF[c] for c in by_post if c in _CLASS_OF})

    def post(self, pack: Pack, post: str) -> Post | None:
        """Return a post of the pack, or one created by an entry."""
        return pack.posts.get(post) or self.posts.get(post)

    def body_text(self, pack: Pack, office_or_post: str) -> Text:
        """Return the name of an office or post, of the pack or created by an entry; the id itself of what neither is."""
        post = self.posts.get(office_or_post)
        return post.text if post else pack.name(office_or_post)

    def office_of(self, pack: Pack, office_or_post: str) -> str:
        """Return the office that an office or post, of the pack or created by an entry, belongs to."""
        post = self.post(pack, office_or_post)
        return post.office if post else office_or_post

    def boundaries(self, after: datetime) -> list[datetime]:
        """Return the moments after a given one at which somebody's authority begins or ends; clearances and emergency
        access, which no verdict rests on and not everybody knows of, are left out.
        """
        tenures = [a.tenure for a in self.appointments]
        tenures += [d.tenure for d in self.delegations] + [d.tenure for d in self.designations]
        moments = [m for t in tenures for m in (t.since, t.until) if m is not None]
        return [m for m in moments if m > after]


_CLASS_OF = {"npa": "npa_officer", "prefectural": "prefectural_officer", "sdf": "sdf_member"}


def may_act(pack: Pack, register: Register, step: Step, act_of: str) -> bool:
    """Return whether a step may be done in the name of an office or post: named itself, or a post of an office named."""
    post = register.post(pack, act_of)
    return act_of in step.by or (post is not None and post.office in step.by)


def entitled(
    pack: Pack, register: Register, person: str, act_of: str, step: str, at: datetime
) -> Authority | None:
    """Return what entitles a person to record an act of an office or post at a time, or ``None``.

    In this order: the post itself; a delegation of it; a post in its office; a post in an office that records for it.
    Nobody who holds an executive post, or stands in for one, acts for an office that is not executive (N19).
    """
    held = register.held(person, at)
    office = register.office_of(pack, act_of)
    if executive_barred(pack, register, posts_of(register, person, at), office):
        return None
    for appointment in held:
        if appointment.post == act_of:
            return Authority(id=appointment.id, post=appointment.post, way="post")
    for delegation in register.delegated(person, at):
        if _delegated(pack, delegation, act_of, step):
            return Authority(id=delegation.id, post=delegation.post, way="delegation")
    known = pack.offices.get(act_of) or pack.offices.get(office)
    recorders = {office, *(known.recorded_by if known else ())}
    for appointment in held:
        if register.office_of(pack, appointment.post) in recorders:
            return Authority(id=appointment.id, post=appointment.post, way="office")
    return None


def delegable(pack: Pack, step: str) -> bool:
    """Return whether a step may be delegated: a formal act is done by the holder of the post, unless its law says otherwise."""
    known = pack.known_step(step)
    return known is not None and (known.delegable or not known.formal)


def _delegated(pack: Pack, delegation: Delegation, act_of: str, step: str) -> bool:
    if pack.known_step(step) is not None and not delegable(pack, step):
        return False
    return delegation.post == act_of and (delegation.whole or step in delegation.scope)


def posts_of(register: Register, person: str, at: datetime) -> set[str]:
    """Return the posts that a person holds or stands in for."""
    return {a.post for a in register.held(person, at)} | {d.post for d in register.delegated(person, at)}


def executive_barred(pack: Pack, register: Register, posts: set[str], office: str) -> bool:
    """Return whether an office is not executive and any of some posts of one person is (N19)."""
    if office not in pack.offices or pack.offices[office].executive:
        return False
    offices = {register.office_of(pack, post) for post in posts} & pack.offices.keys()
    return any(pack.offices[each].executive for each in offices)
