"""Replaying a bundle: each entry told is judged as if it were being made, and only what is permitted counts.

What the gate would have refused is kept apart with its verdict: it happened outside the gate, and satisfies nothing.
Entries with a time come in the order of their times; among entries without one, the order inside each case holds, and
across cases the first order in which each is permitted is taken; the entries of one short form keep its order in all the
cases that it brings along.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from sekisho.law import evaluate
from sekisho.law.pack import Field, Pack, Step
from sekisho.vocabulary.finding import Finding

from . import form
from .assessment import enter, judge, written
from .bundle import Bundle
from .case import Case
from .entry import DEVIATION, Entry, Evidence, Intent, Reference
from .fold import apply, empty
from .register import Register, entitled
from .told import Told
from .verdict import Verdict
from .view import CaseView, Judgement, contexts
from .world import World, pointing

STEP = timedelta(minutes=1)
AFTERWARDS = timedelta(hours=1)


class Uncounted(msgspec.Struct, frozen=True):
    """An entry of the bundle that the gate would have refused, with the verdict that says why."""

    told: Told
    verdict: Verdict


class Replayed(msgspec.Struct, frozen=True):
    """The world that a bundle leaves, the time to assess at, the entries made, and those that do not count.

    ``verdicts`` are those by which the entries were permitted, ``told`` the entries made as the bundle tells them.
    """

    world: World
    now: datetime
    entries: tuple[Entry, ...]
    uncounted: tuple[Uncounted, ...]
    verdicts: tuple[Verdict, ...] = ()
    told: tuple[Told, ...] = ()


def replay(pack: Pack, bundle: Bundle) -> Replayed:
    """Return what a bundle's entries come to."""
    return _Replay(pack, bundle).run()


def replay_as_told(pack: Pack, bundle: Bundle) -> Replayed:
    """Return what a bundle's entries come to if each is a record kept elsewhere: refused or not, it has its effects.

    ``uncounted`` are then only those whose form cannot be read: they are no entries.
    """
    return _AsTold(pack, bundle).run()


class Stage:
    """Cases on which acts are tried one after the other; only what the gate permits changes them.

    ``cases`` are changed in place: give copies of what others hold.
    """

    def __init__(self, pack: Pack, cases: dict[str, Case], register: Register, at: datetime) -> None:
        self.pack, self.cases, self.register, self.at = pack, cases, register, at
        self.entries: list[Entry] = []
        self.verdicts: list[Verdict] = []
        self.told: list[Told] = []

    @property
    def world(self) -> World:
        """The world as it stands."""
        return World(self.pack, self.cases, self.register, pointing(self.cases.values()))

    def judged(self, told: Told, happened: datetime) -> tuple[Verdict, Intent, str]:
        """Return what the gate says of an act as told, the intent it comes to and who would record it."""
        world = self.world
        intent = complete(self.pack, world, told, happened)
        person = told.person or _person(self.pack, world, intent, happened)
        return judge(self.pack, world, intent, person, happened, happened), intent, person

    def take(self, told: Told) -> Verdict:
        """Try an act, and enter it where it is permitted."""
        happened = self.at if told.at is None else told.at
        verdict, intent, person = self.judged(told, happened)
        if verdict.permitted:
            evidence = (Evidence(number=told.evidence),) if told.evidence else ()
            self.append(enter(verdict, intent, self.world, person, happened, happened, evidence))
            self.verdicts.append(verdict)
            self.told.append(told)
        return verdict

    def append(self, entry: Entry) -> None:
        """Take an entry into its case."""
        case = self.cases[entry.case]
        apply(self.pack, case, entry)
        case.entries = (*case.entries, entry)
        self.entries.append(entry)
        self.at = max(self.at, entry.happened_at) + STEP


class _Replay(Stage):
    def __init__(self, pack: Pack, bundle: Bundle) -> None:
        cases = {c.id: empty(pack, c.id, c.kind, c.realm) for c in bundle.cases}
        super().__init__(pack, cases, bundle.register, bundle.start)
        self.bundle = bundle
        self.uncounted: list[Uncounted] = []

    def run(self) -> Replayed:
        queues = [list(case.told) for case in self.bundle.cases]
        while any(queues):
            if not self._advance(queues):
                self._force(queues)
        for told in self.bundle.story:
            self._take(told, count_refused=True)
        now = self.bundle.now or self.at + AFTERWARDS
        return Replayed(
            self.world,
            now,
            tuple(self.entries),
            tuple(self.uncounted),
            tuple(self.verdicts),
            tuple(self.told),
        )

    def _advance(self, queues: list[list[Told]]) -> bool:
        """Take the first entry, in the order of time and then of the cases, that is permitted; say whether there was one."""
        for queue in sorted((q for q in queues if q), key=self._when):
            while queue and _ready(queue[0], queues) and self._take(queue[0], count_refused=False):
                queue.pop(0)
                if queue and queue[0].at is not None:
                    return True
            if not queue:
                return True
        return False

    def _force(self, queues: list[list[Told]]) -> None:
        """No entry is permitted as things stand: the earliest one is kept apart as not counting."""
        queue = min((q for q in queues if q and _ready(q[0], queues)), key=self._when)
        self._take(queue.pop(0), count_refused=True)

    def _when(self, queue: list[Told]) -> datetime:
        return queue[0].at or self.at

    def _take(self, told: Told, count_refused: bool) -> bool:
        if told.step == DEVIATION:
            self._deviate(told, told.at or self.at)
            return True
        verdict = self.take(told)
        if not verdict.permitted and count_refused:
            self._refused(told, verdict)
        return verdict.permitted

    def _refused(self, told: Told, verdict: Verdict) -> None:
        """An act that the gate would have refused does not count."""
        self.uncounted.append(Uncounted(told, verdict))

    def _deviate(self, told: Told, happened: datetime) -> None:
        case = self.cases[told.case]
        self.told.append(told)
        intent = Intent(case=case.id, step=DEVIATION, act_of=told.by, particulars=told.given)
        self.append(
            Entry(
                intent=intent,
                sequence=case.sequence + 1,
                previous=case.head,
                happened_at=happened,
                recorded_at=happened,
                recorded_by=told.person,
                by_virtue_of="",
                verdict="",
                pack=self.pack.hash,
                realm=case.realm,
            )
        )


class _AsTold(_Replay):
    def _refused(self, told: Told, verdict: Verdict) -> None:
        happened = self.at if told.at is None else told.at
        verdict, intent, person = self.judged(told, happened)
        if verdict.findings:
            super()._refused(told, verdict)
        else:
            self.append(written(verdict, intent, self.world, person, happened, happened))
            self.told.append(told)


def _ready(told: Told, queues: list[list[Told]]) -> bool:
    """Return whether no entry that comes before in the same short form is still to be taken, in whichever case."""
    return not any(
        each.form and each.form == told.form and each.turn < told.turn for q in queues for each in q
    )


def complete(pack: Pack, world: World, told: Told, at: datetime) -> Intent:
    """Return the intent that a told entry comes to, with everything left open filled in."""
    step = pack.steps[told.step]
    case = world.cases[told.case]
    names = {**_names(world, case, step, told), **told.names}
    subject = _chosen(case, told) or _subject(pack, world, case, step, at, told.but)
    act_of = told.by or _act_of(step, subject)
    given = {f.id: told.given.get(f.id, _ordinary(f)) for f in step.asks.values()}
    given = {name: value for name, value in {**told.given, **given}.items() if value is not None}
    intent = Intent(
        case=case.id, step=step.id, act_of=act_of, subject=subject, names=names, particulars=given
    )
    return form.complete(pack, world, intent)


def _ordinary(field: Field) -> Any:
    """Return what a field means when a bundle says nothing: yes, its default, or a mark that something stands there."""
    if not field.required or field.of_dim:
        return None
    if field.type == "yesno":
        return field.default or "yes"
    if field.type in ("text", "long", "unit"):
        return field.default or f"({field.id})"
    return None


def _act_of(step: Step, subject: Mapping[str, tuple[str, ...]]) -> str:
    named = [key for keys in subject.values() for key in keys if key in step.by]
    return named[0] if named else step.by[0]


def _chosen(case: Case, told: Told) -> dict[str, tuple[str, ...]]:
    """Return the elements that an entry names, each by its key, or the end of its key where only one has that end."""
    return {part: tuple(_key(case, part, key) for key in keys) for part, keys in told.on.items()}


def _key(case: Case, part: str, named: str) -> str:
    keys = [element.key for element in case.active(part)]
    ending = [key for key in keys if _own(key) == named]
    return ending[0] if named not in keys and len(ending) == 1 else named


def _own(key: str) -> str:
    """Return the end of an element's key: the post of a seat, without the agenda item that it belongs to."""
    return key.rpartition("/")[2]


def _subject(
    pack: Pack,
    world: World,
    case: Case,
    step: Step,
    at: datetime,
    but: Collection[str],
) -> dict[str, tuple[str, ...]]:
    """Return every element that the step can act on, as the assessment would, but those left out."""
    view = CaseView(Judgement(world, at), case, {}, True)
    views = [v for v in contexts(view, step.part) if not evaluate.rails(step.shape, v, pack.defs).false]
    views = [v for v in views if not any(_own(v.bound[part]) in but for part in step.part)]
    return {part: tuple(dict.fromkeys(v.bound[part] for v in views)) for part in step.part if views}


def _names(world: World, case: Case, step: Step, told: Told) -> dict[str, Reference]:
    """Return the linked cases that can only be one: of the kind named, and where it holds items, the one about this case."""
    found = {}
    for naming in step.names.values():
        if naming.id in told.names or (naming.link and case.links.get(naming.link) and not naming.part):
            continue
        fitting = [
            r
            for other in world.cases.values()
            if other.kind == naming.kind and other.realm == case.realm
            for r in _offers(other, naming.part)
        ]
        about = [r for r in fitting if _points(world.cases[r.case], case.id)] or fitting
        if about and (naming.required or (len(world.cases) and len(about) == 1 and naming.part)):
            found[naming.id] = about[-1]
    return found


def _offers(case: Case, part: str) -> list[Reference]:
    if not part:
        return [Reference(case.id)] if case.sequence else []
    return [Reference(case.id, element.key) for element in case.active(part)]


def _points(case: Case, target: str) -> bool:
    return any(r.case == target for references in case.links.values() for r in references)


def _person(pack: Pack, world: World, intent: Intent, at: datetime) -> str:
    """Return who records an act: the holder of the post in whose name it is, otherwise the first person entitled to."""
    holders = world.register.holders(intent.act_of, at)
    people = dict.fromkeys((*holders, *(a.person for a in world.register.appointments)))
    for person in people:
        if entitled(pack, world.register, person, intent.act_of, intent.step, at):
            return person
    return ""


def findings(uncounted: Uncounted) -> tuple[Finding, ...]:
    """Return the defects of the form behind an entry that does not count."""
    return uncounted.verdict.findings
