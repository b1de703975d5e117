"""The register of authority: who holds which post, who stands in for whom, who is designated, how options are set.

It is folded from the entries of register cases like any other state, so authority itself is on record. Every act is
judged by it at the time the act happened, and every recording at the time of recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sekisho.law.pack import Pack, Post, Step
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .entry import Entry
from .naming import free
from .visibility import LEVELS

REGISTERS = ("register", "clearance", "emergency")
"""The kinds of the cases that the register is folded from."""
FOUNDING = "founding"
"""What the register's first entries are by virtue of: the setting up itself, by the instrument that they name."""
DESIGNATED = "designated_officer"
"""The class of an officer designated under PDEA 6-2(1)."""


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
    """A person may act for a post, in some steps (``*``: any that the pack lets be delegated)."""

    id: str
    post: str
    person: str
    scope: tuple[str, ...]
    tenure: Tenure
    instrument: str = ""


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

    def boundaries(self, after: datetime) -> list[datetime]:
        """Return the moments after a given one at which somebody's authority begins or ends; clearances and emergency
        access, which no verdict rests on and not everybody knows of, are left out.
        """
        tenures = [a.tenure for a in self.appointments]
        tenures += [d.tenure for d in self.delegations] + [d.tenure for d in self.designations]
        moments = [m for t in tenures for m in (t.since, t.until) if m is not None]
        return [m for m in moments if m > after]


_CLASS_OF = {"npa": "npa_officer", "prefectural": "prefectural_officer", "sdf": "sdf_member"}


def fold_register(
    pack: Pack, entries: Iterable[Entry], persons: Mapping[str, Text] | None = None
) -> Register:
    """Return the register that the entries of register cases leave, in their order."""
    folding = _Folding(pack)
    for entry in entries:
        folding.take(entry)
    return Register(
        appointments=tuple(folding.appointments.values()),
        delegations=tuple(folding.delegations),
        designations=tuple(folding.designations.values()),
        options=folding.options,
        persons={**folding.persons, **(persons or {})},
        posts=folding.posts,
        clearances=tuple(folding.clearances),
        compartments=folding.compartments,
        emergencies=tuple(folding.emergencies.values()),
    )


class _Folding:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.appointments: dict[str, Appointment] = {}
        self.delegations: list[Delegation] = []
        self.designations: dict[str, Designation] = {}
        self.options: dict[str, str] = {}
        self.persons: dict[str, Text] = {}
        self.posts: dict[str, Post] = {}
        self.clearances: list[Clearance] = []
        self.compartments: dict[str, Text] = {}
        self.requests: dict[str, Entry] = {}
        self.emergencies: dict[str, Emergency] = {}

    def take(self, entry: Entry) -> None:
        handler = getattr(self, f"_{entry.step.partition('.')[2]}", None)
        if handler is not None:
            handler(entry, entry.intent.particulars, f"{entry.case}:{entry.sequence}")

    def _appoint(self, entry: Entry, given: Mapping[str, Any], id_: str) -> None:
        person = str(given["person"])
        self.appointments[id_] = Appointment(
            id=id_,
            person=person,
            post=str(given["post"]),
            tenure=_tenure(entry, given),
            instrument=str(given.get("instrument") or ""),
        )
        if given.get("name_ja"):
            self.persons[person] = _name(given)

    def _end_appointment(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        until = _moment(given.get("until")) or entry.happened_at
        for id_, kept in self.appointments.items():
            if kept.person == given["person"] and kept.post == given["post"] and kept.tenure.covers(until):
                self.appointments[id_] = msgspec.structs.replace(
                    kept, tenure=Tenure(since=kept.tenure.since, until=until)
                )

    def _delegate(self, entry: Entry, given: Mapping[str, Any], id_: str) -> None:
        scope = given.get("scope") or ["*"]
        self.delegations.append(
            Delegation(
                id=id_,
                post=str(given["from_post"]),
                person=str(given["to_person"]),
                scope=tuple(scope if isinstance(scope, list) else [scope]),
                tenure=_tenure(entry, given),
                instrument=str(given.get("instrument") or ""),
            )
        )

    def _designate(self, entry: Entry, given: Mapping[str, Any], id_: str) -> None:
        self.designations[id_] = Designation(
            id=id_,
            person=str(given["person"]),
            officer_class=str(given["class"]),
            tenure=_tenure(entry, given),
        )

    def _end_designation(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        until = _moment(given.get("until")) or entry.happened_at
        for id_, kept in self.designations.items():
            if kept.person == given["person"] and kept.tenure.covers(until):
                self.designations[id_] = msgspec.structs.replace(
                    kept, tenure=Tenure(since=kept.tenure.since, until=until)
                )

    def _set_option(self, _: Entry, given: Mapping[str, Any], __: str) -> None:
        option, value = str(given["option"]), str(given["value"])
        if option in self.pack.options and value in self.pack.options[option].values:
            self.options[option] = value

    def _create_post(self, _: Entry, given: Mapping[str, Any], __: str) -> None:
        post, office = str(given["post"]), str(given["office"])
        if free(self.pack, self.posts, post):  # a second entry moves nobody into another office
            self.posts[post] = Post(id=post, text=_name(given), office=office)

    def _create_compartment(self, _: Entry, given: Mapping[str, Any], __: str) -> None:
        self.compartments.setdefault(str(given["compartment"]), _name(given))

    def _grant(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._clear(entry, given, level=str(given["level"]))

    def _read_into(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._clear(entry, given, compartment=str(given["compartment"]))

    def _clear(self, entry: Entry, given: Mapping[str, Any], level: str = "", compartment: str = "") -> None:
        self.clearances.append(
            Clearance(
                person=str(given["person"]),
                tenure=_tenure(entry, given),
                level=level,
                compartment=compartment,
                instrument=str(given.get("instrument") or ""),
            )
        )

    def _end(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._end_clearances(entry, given, "")

    def _read_out(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._end_clearances(entry, given, str(given["compartment"]))

    def _request(self, entry: Entry, _: Mapping[str, Any], __: str) -> None:
        self.requests[entry.case] = entry

    def _confirm(self, entry: Entry, _: Mapping[str, Any], __: str) -> None:
        """Give access from the confirmation on, where it is a second person's of a second office: else it gives nothing."""
        request = self.requests.get(entry.case)
        if request is None or not self._two(request, entry):
            return
        given = request.intent.particulars
        self.emergencies[entry.case] = Emergency(
            case=entry.case,
            person=str(given["person"]),
            to=frozenset({str(given["to"])}),
            tenure=Tenure(since=entry.happened_at, until=parse_time(str(given["until"]))),
        )

    def _two(self, request: Entry, confirmation: Entry) -> bool:
        persons = {request.recorded_by, *request.acting, str(request.intent.particulars["person"])}
        offices = {self.pack.office_of(entry.intent.act_of) for entry in (request, confirmation)}
        return len(offices) == 2 and persons.isdisjoint({confirmation.recorded_by, *confirmation.acting})

    def _end_access(self, entry: Entry, _: Mapping[str, Any], __: str) -> None:
        kept = self.emergencies.get(entry.case)
        if kept is not None and kept.tenure.covers(entry.happened_at):
            ended = Tenure(since=kept.tenure.since, until=entry.happened_at)
            self.emergencies[entry.case] = msgspec.structs.replace(kept, tenure=ended)

    def _end_clearances(self, entry: Entry, given: Mapping[str, Any], compartment: str) -> None:
        """End what a person holds from then on; what begins later ends before it begins."""
        until = _moment(given.get("until")) or entry.happened_at
        for place, kept in enumerate(self.clearances):
            running = kept.tenure.until is None or until < kept.tenure.until
            if kept.person == given["person"] and kept.compartment == compartment and running:
                tenure = Tenure(since=kept.tenure.since, until=until)
                self.clearances[place] = msgspec.structs.replace(kept, tenure=tenure)


def _name(given: Mapping[str, Any]) -> Text:
    return Text(str(given["name_ja"]), str(given.get("name_en") or given["name_ja"]))


def _tenure(entry: Entry, given: Mapping[str, Any]) -> Tenure:
    return Tenure(since=_moment(given.get("from")) or entry.happened_at, until=_moment(given.get("until")))


def _moment(value: Any) -> datetime | None:
    return parse_time(value) if isinstance(value, str) and value else None


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
    office = _office(pack, register, act_of)
    if executive_barred(pack, register, posts_of(register, person, at), office):
        return None
    for appointment in held:
        if appointment.post == act_of:
            return Authority(id=appointment.id, post=appointment.post, way="post")
    for delegation in register.delegations:
        if (
            delegation.person == person
            and delegation.tenure.covers(at)
            and _delegated(pack, delegation, act_of, step)
        ):
            return Authority(id=delegation.id, post=delegation.post, way="delegation")
    known = pack.offices.get(act_of) or pack.offices.get(office)
    recorders = {office, *(known.recorded_by if known else ())}
    for appointment in held:
        if _office(pack, register, appointment.post) in recorders:
            return Authority(id=appointment.id, post=appointment.post, way="office")
    return None


def _office(pack: Pack, register: Register, act_of: str) -> str:
    post = register.post(pack, act_of)
    return post.office if post else act_of


def _delegated(pack: Pack, delegation: Delegation, act_of: str, step: str) -> bool:
    """A formal act is done by the holder of the post, unless the pack says that its law lets it be delegated."""
    known = pack.known_step(step)
    if known is not None and known.formal and not known.delegable:
        return False
    return delegation.post == act_of and ("*" in delegation.scope or step in delegation.scope)


def posts_of(register: Register, person: str, at: datetime) -> set[str]:
    """Return the posts that a person holds or stands in for."""
    delegated = {d.post for d in register.delegations if d.person == person and d.tenure.covers(at)}
    return delegated | {a.post for a in register.held(person, at)}


def executive_barred(pack: Pack, register: Register, posts: set[str], office: str) -> bool:
    """Return whether an office is not executive and any of some posts of one person is (N19)."""
    if office not in pack.offices or pack.offices[office].executive:
        return False
    offices = {_office(pack, register, post) for post in posts} & pack.offices.keys()
    return any(pack.offices[each].executive for each in offices)
