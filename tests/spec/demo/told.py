"""The scenario of the demonstration told to the core alone: no database, the same steps, cases by their names."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime

from sekisho.casework.assessment import enter, judge
from sekisho.casework.case import Case
from sekisho.casework.entry import DEVIATION, Entry, Intent
from sekisho.casework.fold import apply, empty
from sekisho.casework.register import Appointment, Designation, Register, Tenure, entitled
from sekisho.casework.replay import complete
from sekisho.casework.told import Told, reference
from sekisho.casework.verdict import Verdict
from sekisho.casework.world import World, pointing
from sekisho.cli.demo.stage import given_at
from sekisho.cli.demo.story import Scene, Story, load_story
from sekisho.law.loading import load_pack
from sekisho.vocabulary.times import parse_time

PACK = load_pack()
STORY = load_story()


def scenes(story: Story = STORY) -> list[Scene]:
    """Return the scenes that are acts on cases, in order."""
    return [scene for scene in story.scenes() if scene.step]


def cast(story: Story = STORY) -> Register:
    """Return the register with the whole cast in post, officers designated."""
    tenure = Tenure(since=parse_time("2025-12-26"))
    return Register(
        appointments=tuple(
            Appointment(id=f"{p.id}:{post}", person=p.id, post=post, tenure=tenure)
            for p in story.cast
            for post in p.posts
        ),
        designations=tuple(
            Designation(id=p.id, person=p.id, officer_class=p.designated, tenure=tenure)
            for p in story.cast
            if p.designated
        ),
    )


class Telling:
    """The state of the story after some scenes; copies are cheap enough to branch from."""

    def __init__(self, start: datetime, register: Register) -> None:
        self.cases: dict[str, Case] = {}
        self.register = register
        self.now = start
        self.entries: list[Entry] = []

    def branch(self) -> Telling:
        """Return a copy that goes its own way."""
        other = Telling(self.now, self.register)
        other.cases = copy.deepcopy(self.cases)
        return other

    @property
    def world(self) -> World:
        """The world as it stands."""
        return World(PACK, self.cases, self.register, pointing(self.cases.values()))

    def tell(self, scene: Scene) -> Verdict | None:
        """Play one scene; what is permitted is entered. A deviation has no verdict."""
        self.now += scene.pause
        name = scene.as_ or scene.case
        if scene.as_:
            self.cases[name] = empty(PACK, name, scene.step.partition(".")[0], "real")
        if name not in self.cases:
            return _nowhere(scene, self.now)
        if scene.step == DEVIATION:
            self._deviate(scene)
            return None
        return self._act(scene, name)

    def _act(self, scene: Scene, name: str) -> Verdict:
        world = self.world
        given = given_at(self.now, scene.with_, {})
        names = {role: reference(text) for role, text in scene.names.items()}
        told = Told(case=name, step=scene.step, by=scene.by, on=scene.on, names=names, given=given)
        intent = complete(PACK, world, told, self.now)
        person = scene.person or self._recorder(intent)
        verdict = judge(PACK, world, intent, person, self.now, self.now)
        if verdict.permitted:
            entry = enter(verdict, intent, world, person, self.now, self.now)
            self._append(entry)
        return verdict

    def _append(self, entry: Entry) -> None:
        case = self.cases[entry.case]
        apply(PACK, case, entry)
        case.entries = (*case.entries, entry)
        self.entries.append(entry)

    def _recorder(self, intent: Intent) -> str:
        people = (p.id for p in STORY.cast)
        entitles = (
            p for p in people if entitled(PACK, self.register, p, intent.act_of, intent.step, self.now)
        )
        return next(entitles, "")

    def _deviate(self, scene: Scene) -> None:
        case = self.cases[scene.case]
        intent = Intent(case=case.id, step=DEVIATION, act_of=scene.by, particulars=scene.with_)
        entry = Entry(
            intent=intent,
            sequence=case.sequence + 1,
            previous=case.head,
            happened_at=self.now,
            recorded_at=self.now,
            recorded_by=scene.person,
            by_virtue_of="",
            verdict="",
            pack=PACK.hash,
        )
        self._append(entry)


def _nowhere(scene: Scene, now: datetime) -> Verdict:
    return Verdict(step=scene.step, case="", at=now, outcome="refused", reasons=())


def told_whole() -> Iterator[tuple[Scene, Telling, Verdict | None]]:
    """Yield every scene with the state before it and its verdict."""
    telling = Telling(parse_time(STORY.start), cast())
    for scene in scenes():
        before = telling.branch()
        yield scene, before, telling.tell(scene)
