"""A case as the rules see it: the rule language's questions answered from folded cases and the register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sekisho.law import evaluate
from sekisho.law.expression import ATTENDANCE, DEPUTISED, ROSTER_OF, Node
from sekisho.law.pack import Pack, StandingDuty, Variable
from sekisho.vocabulary.times import in_japan, parse_time

from .case import Case, Duty, Element, Held
from .entry import Intent, Reference
from .likeness import Like, Likeness, seat_of
from .world import World

T = TypeVar("T")

NOT_ESTABLISHED = "not_established"


@dataclass(slots=True)
class Judgement:
    """What one judgement is about: the moment, the act where somebody acts, what was read for it, and when the days begin
    and end that were asked about.
    """

    world: World
    at: datetime
    intent: Intent | None = None
    person: str = ""
    read: dict[str, int] = field(default_factory=dict)
    days: set[datetime] = field(default_factory=set)
    likeness: dict[str, Likeness] = field(default_factory=dict)
    places: dict[object, list[Place]] = field(default_factory=dict)

    @property
    def acting(self) -> frozenset[str]:
        """The persons who act: who records, and who holds the post in whose name it is done."""
        if self.intent is None:
            return frozenset()
        return frozenset({self.person, *self.world.register.holders(self.intent.act_of, self.at)})


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case seen from an element (``bound``: part → key), or nothing at all where a link leads nowhere."""

    judgement: Judgement
    case: Case | None
    bound: Mapping[str, str] = field(default_factory=dict)
    subject: bool = False

    @property
    def free(self) -> bool:
        """Whether nobody acts yet."""
        return self.judgement.intent is None

    def bind(self, part: str, element: Element) -> CaseView:
        """Return the view from an element, which also binds the elements that it belongs to."""
        return CaseView(
            self.judgement, self.case, {**self.bound, **element.of, part: element.key}, self.subject
        )

    def _variable(self, name: str) -> Variable | None:
        return self.judgement.world.pack.kinds[self.case.kind].variables.get(name) if self.case else None

    def holder(self, name: str) -> Element | None:
        """Return the element (or the case's root) where a variable lives from here."""
        variable = self._variable(name)
        if variable is None or self.case is None:
            return None
        if not variable.part:
            return self.case.root
        return self.case.element(variable.part, self.bound.get(variable.part, ""))

    def attr(self, name: str) -> str | None:
        """Return an attribute's value as a word."""
        holder = self.holder(name)
        value = holder.attrs.get(name) if holder else None
        return _word(value)

    def case_id(self) -> str | None:
        """Return the case's id; ``None`` where a link led nowhere."""
        return self.case.id if self.case else None

    def dim(self, name: str) -> str | None:
        """Return the hash of a dimension's present content."""
        holder = self.holder(name)
        return holder.dims.get(name) if holder else None

    def current(self, held: Held, same: Sequence[str]) -> bool:
        """Return whether something held is about the present content of the dimensions and has not expired."""
        if held.expires is not None and self.judgement.at >= held.expires:
            return False
        return all(self.dim(dim) is not None and held.about.get(dim) == self.dim(dim) for dim in same)

    def finding(self, name: str, same: Sequence[str]) -> str | None:
        """Return the value found; two entitled offices that differ leave it not established."""
        holder = self.holder(name)
        held = [h for h in holder.findings.get(name, {}).values() if self.current(h, same)] if holder else []
        values = {h.value for h in held}
        if len(values) <= 1:
            return next(iter(values), None)
        variable = self._variable(name)
        return NOT_ESTABLISHED if variable and NOT_ESTABLISHED in variable.values else None

    def stage(self, name: str, same: Sequence[str]) -> str | None:
        """Return the stage of a record that is current."""
        holder = self.holder(name)
        held = holder.records.get(name) if holder else None
        return held.value if held and self.current(held, same) else None

    def duties(self, name: str) -> list[Duty]:
        """Return the duties of a name that concern what is bound."""
        duties = self.case.duties if self.case else []
        return [d for d in duties if d.duty == name and _about(d.element, self.bound)]

    def duty(self, name: str) -> str:
        """Return how a duty stands."""
        duties = self.duties(name)
        open_ = [d for d in duties if d.discharged is None]
        if any(d.due is not None and d.due <= self.judgement.at for d in open_):
            return "overdue"
        return "open" if open_ else "discharged" if duties else "none"

    def settled(self) -> bool:
        """Return whether no duty of the case is open, standing ones included."""
        if self.case is None:
            return True
        return not any(self.case.open_duties()) and not any(True for _ in standing(self))

    def period(self, name: str) -> str:
        """Return how a period stands at the moment judged; what has no end runs on."""
        holder = self.holder(name)
        value = holder.attrs.get(name) if holder else None
        variable = self._variable(name)
        is_day = variable is not None and variable.type == "date"
        since, until = day(value) if is_day else bounds(value)
        if is_day:
            self.judgement.days.update(filter(None, (since, until)))
        if since is None and until is None:
            return "unset"
        if since is not None and self.judgement.at < since:
            return "coming"
        return "ended" if until is not None and self.judgement.at >= until else "running"

    def elements(self, name: str) -> Sequence[CaseView]:
        """Return the active elements of a part that belong to what is bound, or the cases behind a (back)link."""
        if self.case is None:
            return ()
        kind = self.judgement.world.pack.kinds[self.case.kind]
        if name in kind.parts:
            here = [e for e in self.case.active(name) if self._belongs(e)]
            return [self.bind(name, e) for e in here]
        if name in kind.backlinks:
            return [self._other(case, "", "") for case in self.judgement.world.behind(self.case, name)]
        return [self._follow(reference, name) for reference in self.case.links.get(name, ())]

    def _belongs(self, element: Element) -> bool:
        return all(self.bound.get(part, key) == key for part, key in element.of.items())

    def alike(self, name: str) -> Sequence[tuple[CaseView, int]]:
        """Return one of every sort of ``elements(name)`` that no condition can tell apart, and how many there are."""
        if self.case is None or name not in self.judgement.world.pack.kinds[self.case.kind].parts:
            return [(each, 1) for each in self.elements(name)]
        sorts: dict[Like, tuple[CaseView, int]] = {}
        for view, like in places(self, (name,)):
            first, many = sorts.get(like, (view, 0))
            sorts[like] = (first, many + 1)
        return list(sorts.values())

    def like(self) -> Like:
        """Return what the elements bound here look like to the rules."""
        if not self.bound or self.case is None:
            return ()
        known = self.judgement.likeness.get(self.case.id)
        if known is None:
            known = Likeness(self.judgement.world.pack, self.case, self.judgement.at)
            self.judgement.likeness[self.case.id] = known
        return known.of(self.bound)

    def at(self, link: str) -> CaseView:
        """Return the linked case that the act names or the case keeps; an empty view where there is none."""
        reference = self._reference(link)
        return self._follow(reference, link) if reference else CaseView(self.judgement, None)

    def _reference(self, link: str) -> Reference | None:
        intent = self.judgement.intent
        if self.subject and intent is not None and link in intent.names:
            return intent.names[link]
        kept = self.case.links.get(link, ()) if self.case else ()
        return kept[-1] if kept else None

    def _follow(self, reference: Reference, link: str) -> CaseView:
        case = self.judgement.world.seen_from(self.case, reference.case) if self.case else None
        if case is None:
            return CaseView(self.judgement, None)
        return self._other(case, self._part_of(link), reference.element)

    def _part_of(self, link: str) -> str:
        pack = self.judgement.world.pack
        intent = self.judgement.intent
        naming = pack.steps[intent.step].names.get(link) if intent and intent.step in pack.steps else None
        if naming is not None and self.subject:
            return naming.part
        kind = pack.kinds[self.case.kind] if self.case else None
        return kind.links[link].part if kind and link in kind.links else ""

    def _other(self, case: Case, part: str, key: str) -> CaseView:
        self.judgement.read[case.id] = case.sequence
        element = case.element(part, key) if part else None
        if part and element is None:
            return CaseView(self.judgement, None)
        view = CaseView(self.judgement, case)
        return view.bind(part, element) if element else view

    def person_is(self, attr: str, officer_class: str) -> bool | None:
        """Return whether the person that an attribute names belongs to a class at the moment judged."""
        person = self.attr(attr)
        if person is None:
            return None
        world = self.judgement.world
        return officer_class in world.register.classes(world.pack, person, self.judgement.at)

    def person_differs(self, attr: str, other: str) -> bool | None:
        """Return whether the person named (or, with no attribute, those acting) is none of those behind ``other``."""
        behind = self._persons(other)
        who = frozenset(filter(None, [self.attr(attr)])) if attr else self.judgement.acting
        return None if not behind or not who else not (who & behind)

    def _persons(self, name: str) -> frozenset[str]:
        holder = self.holder(name)
        if holder is None:
            return frozenset()
        held = [*holder.findings.get(name, {}).values(), *filter(None, [holder.records.get(name)])]
        return frozenset(person for each in held for person in each.persons)

    def actor_is(self, kind: str, value: str) -> bool:
        """Return whether the act is done in the name of the post, which somebody holds, or for the office; or whether
        anyone acting is of the class.

        In whose name an act is done decides, not who records it nor which other posts that person holds.
        """
        world, at = self.judgement.world, self.judgement.at
        if kind == "office":
            act_of = self.judgement.intent.act_of if self.judgement.intent else ""
            post = world.register.post(world.pack, act_of)
            return value == (post.office if post else act_of)
        if kind in ("named_in", "office_of"):
            return self._actor_given(kind, value)
        if kind == "post":
            act_of = self.judgement.intent.act_of if self.judgement.intent else ""
            return act_of == value and bool(world.register.holders(value, at))
        return any(value in world.register.classes(world.pack, p, at) for p in self.judgement.acting)

    def _actor_given(self, kind: str, field: str) -> bool:
        intent = self.judgement.intent
        given = str(intent.particulars.get(field) or "") if intent else ""
        if kind == "named_in":
            return given == self.judgement.person
        return intent is not None and intent.act_of in self._offices_of(intent, field, given)

    def _offices_of(self, intent: Intent, field: str, given: str) -> set[str]:
        """Return the office in a field, or the posts in it with their offices. What the word is, its field says: nobody who
        is named like a post has a say about that post.
        """
        world = self.judgement.world
        step = world.pack.known_step(intent.step)
        asked = step.asks[field].type if step and field in step.asks else ""
        if asked == "office":
            return {given} & world.pack.offices.keys()
        held = (
            [a.post for a in world.register.held(given, self.judgement.at)] if asked == "person" else [given]
        )
        known = {post: world.register.post(world.pack, post) for post in held}
        return {name for post, of in known.items() if of is not None for name in (post, of.office)}

    def given(self, field: str) -> Collection[str] | None:
        """Return the words in a field of the form."""
        intent = self.judgement.intent
        value = intent.particulars.get(field) if intent else None
        if value is None or value == "" or value == []:
            return None
        return [str(_word(v)) for v in value] if isinstance(value, list) else [str(_word(value))]

    def roster_complete(self) -> bool:
        """Return whether every post of the item's roster has a seat."""
        roster = self.judgement.world.pack.rosters.get(self.attr(ROSTER_OF) or "")
        seated = (
            {seat_of(e.key) for e in self.case.active("seat") if self._belongs(e)} if self.case else set()
        )
        return roster is not None and set(roster.posts) <= seated

    def seat_held(self) -> bool:
        """Return whether somebody holds the post that the bound seat is for."""
        post = seat_of(self.bound.get("seat", ""))
        return bool(self.judgement.world.register.holders(post, self.judgement.at))

    def seat_by(self, kind: str, field: str) -> bool:
        """Return whether the person in a field may stand in at the seat bound, or has a part in another seat of its item."""
        register, at = self.judgement.world.register, self.judgement.at
        given = self.given(field)
        if given is None:
            return False
        person = next(iter(given))
        deputies = self._deputies(self.bound.get("seat", ""))
        held = {a.post for a in register.held(person, at)}
        if kind == "deputised_by":
            return bool(held & deputies)
        return any(self._takes(person, held - deputies, e, field) for e in self._other_seats())

    def _deputies(self, seat: str) -> frozenset[str]:
        world = self.judgement.world
        post = world.register.post(world.pack, seat_of(seat))
        return frozenset(post.deputies) if post else frozenset()

    def _other_seats(self) -> list[Element]:
        here = self.bound.get("seat", "")
        seats = self.case.active("seat") if self.case else []
        return [e for e in seats if e.key != here and self._belongs(e)]

    def _takes(self, person: str, posts: Collection[str], seat: Element, field: str) -> bool:
        """Return whether a person holds the post of a seat, stands in at it, or is recorded as doing so by this very act."""
        attendance = seat.records.get(ATTENDANCE)
        deputises = (
            attendance is not None and attendance.value == DEPUTISED and seat.attrs.get(field) == person
        )
        intent = self.judgement.intent
        at_once = intent is not None and seat.key in intent.subject.get("seat", ())
        return seat_of(seat.key) in posts or deputises or at_once

    def option(self, name: str) -> str:
        """Return an option's value: as the register sets it, otherwise the pack's default."""
        world = self.judgement.world
        return world.register.options.get(name, world.pack.options[name].default)

    def clock(self, name: str) -> bool:
        """Return whether a provision is in force at the moment judged."""
        return self.judgement.at >= parse_time(self.judgement.world.pack.clock[name].from_)


def standing(view: CaseView) -> list[tuple[StandingDuty, CaseView]]:
    """Return the standing duties of a case that are open, each with the view of the element it is about."""
    if view.case is None:
        return []
    pack = view.judgement.world.pack
    found = []
    for rule in pack.standing_of[view.case.kind]:
        told = once(places(view, rule.each), excluded(pack, rule.when))
        found += [(rule, each) for each, out in told if not out]
    return found


class Place(NamedTuple):
    """Where a rule is judged, and what stands there as the rules can tell it apart."""

    view: CaseView
    like: Like


def places(view: CaseView, parts: Sequence[str]) -> list[Place]:
    """Return a place for every combination of active elements of the parts (the view itself where there are none)."""
    if not parts:
        return [Place(view, view.like())]
    if view.case is None:
        return []
    key = (view.case.id, view.subject, tuple(view.bound.items()), tuple(parts))
    known = view.judgement.places.get(key)
    if known is None:
        known = [Place(each, each.like()) for each in _combined(view, parts)]
        view.judgement.places[key] = known
    return known


def _combined(view: CaseView, parts: Sequence[str]) -> list[CaseView]:
    views = [view]
    for part in parts:
        views = [inner for outer in views for inner in outer.elements(part)]
    return views


def contexts(view: CaseView, parts: Sequence[str]) -> list[CaseView]:
    """Return a view for every combination of active elements of the parts (the view itself where there are none)."""
    return [place.view for place in places(view, parts)]


def excluded(pack: Pack, condition: Node) -> Callable[[CaseView], bool]:
    """Return the question whether a condition is certainly false in a view."""
    return lambda view: evaluate.rails(condition, view, pack.defs).false


def once(found: Iterable[Place], ask: Callable[[CaseView], T]) -> Iterator[tuple[CaseView, T]]:
    """Yield the answer for every place, asked once for those that no rule can tell apart."""
    known: dict[Like, T] = {}
    for view, like in found:
        if like not in known:
            known[like] = ask(view)
        yield view, known[like]


def bounds(value: Any) -> tuple[datetime | None, datetime | None]:
    """Return the two ends of a period as stored: ``{"from": …, "until": …}``; a day named as the end is in it."""
    if isinstance(value, str) and value:
        return None, _end(value)
    if not isinstance(value, Mapping):
        return None, None
    since, until = value.get("from"), value.get("until")
    return (parse_time(since) if since else None), (_end(until) if until else None)


def day(value: Any) -> tuple[datetime | None, datetime | None]:
    """Return the two ends of the day in Japan on which a date or moment as stored lies."""
    if not isinstance(value, str) or not value:
        return None, None
    midnight = in_japan(parse_time(value)).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight.astimezone(UTC)
    return first, first + timedelta(days=1)


def _end(text: str) -> datetime:
    """Return the first moment after a period: what ends on a day lasts to the end of that day in Japan."""
    moment = parse_time(text)
    return moment + timedelta(days=1) if len(text) == len("2026-10-01") else moment


def _word(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _about(element: Mapping[str, str], bound: Mapping[str, str]) -> bool:
    return all(bound.get(part, key) == key for part, key in element.items())
