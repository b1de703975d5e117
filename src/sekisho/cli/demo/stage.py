"""The stage: an installation of its own in which the scenario is played through the same operations as the pages use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from sekisho.casework.entry import DEVIATION, Intent, Reference
from sekisho.casework.register import entitled
from sekisho.casework.replay import complete
from sekisho.casework.told import Told, reference
from sekisho.law.pack import Pack
from sekisho.ledger import verify
from sekisho.operations import act as acting
from sekisho.operations import deviation, export_log, intake, keeping, people, sequencer, setup
from sekisho.operations import linking as linked
from sekisho.operations.outcomes import Accepted, Outcome
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.witnesses import policy_of
from sekisho.records.outside import draw
from sekisho.records.world import REAL, load_world
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import parse_time

from .story import Player, Scene, Story, duration

PASSWORD = "sekisho-demo"
"""The password of every made-up person; the pages say so, and settings refuse passwords outside a demonstration."""
APPOINTED = timedelta(days=280)
"""How long before the first scene the cast took up its posts."""
INSTRUMENT = "実演用・架空の任命書"
DESIGNATING = {"sdf": "defence_minister"}
"""Who designates officers of a class, other than the Commissioner General."""


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one scene: whose act, in whose name, when, and the outcome that the operation gave."""

    scene: Scene
    at: datetime
    person: str
    act_of: str
    case: str
    result: Any


Track = Callable[[Iterable[Player]], Iterable[Player]]


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """What linking found, with the chosen candidate."""

    candidates_found: int
    incidents: int
    told: keeping.Told

    @property
    def word(self) -> str:
        """The outcome in one word."""
        return "linked"

    def lines(self, language: Language) -> list[str]:
        """Return the candidate on the five elements."""
        counted = Text(
            f"事案{self.incidents}件から候補{self.candidates_found}件。選んだ候補：",
            f"{self.incidents} incidents gave {self.candidates_found} candidates; the one chosen:",
        )
        said = [counted.in_(language), self.told.title.in_(language)]
        return said + [
            f"{self.told.labels[n].in_(language)}: {t.in_(language)}" for n, t in self.told.elements.items()
        ]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What the verifier said of the export."""

    verified: bool
    folder: str
    said: tuple[Text, ...]

    @property
    def word(self) -> str:
        """The outcome in one word."""
        return "verified" if self.verified else "failed"

    def lines(self, language: Language) -> list[str]:
        """Return the report."""
        return [self.folder, *(text.in_(language) for text in self.said)]


class Stage:
    """Plays scenes, keeping the time of the story and the names that its cases go by."""

    def __init__(self, story: Story, folder: Path) -> None:
        self.story, self.folder = story, folder
        self.pack: Pack = pack_in_force()
        self.now = parse_time(story.start)
        self.known: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def build(self, track: Track) -> None:
        """Enrol the cast, found the register, and let the heads designate the executing officers.

        ``track`` wraps what takes long, so that its progress can be shown.
        """
        since = self.now - APPOINTED
        for player in track(self.story.cast):
            people.enrol(player.id, player.id, player.name)
        people.share_password((player.id for player in self.story.cast), PASSWORD)
        first = [setup.FirstAppointment(p.id, post, since) for p in self.story.cast for post in p.posts]
        self.known["register"] = setup.found_register(
            first, self._holder("cas_official"), self.now, INSTRUMENT
        )
        for player in self.story.cast:
            if player.designated:
                self._designate(player, since)

    def _designate(self, player: Player, since: datetime) -> None:
        given = {"person": player.id, "class": player.designated, "from": since.isoformat()}
        head = DESIGNATING.get(player.designated, "npa_commissioner")
        intent = Intent(
            case=self.known["register"], step="register.designate", act_of=head, particulars=given
        )
        self._must(
            acting.act(acting.prepare(intent, self._holder(head), self.now), self._holder(head), self.now)
        )

    def _must(self, outcome: Outcome) -> None:
        if not isinstance(outcome, Accepted):
            raise RuntimeError(f"the stage could not be built: {outcome}")

    def _holder(self, post: str) -> str:
        return next(p.id for p in self.story.cast if post in p.posts)

    def play(self, scene: Scene) -> Played:
        """Play one scene at its moment."""
        self.now += scene.pause
        if scene.intake:
            return self._intake(scene)
        if scene.link:
            return self._played(scene, "", scene.by or "nco", "", self._link())
        if scene.check:
            return self._played(scene, "", scene.by or "commission", "", self._check())
        return self._act(scene)

    def _played(self, scene: Scene, person: str, act_of: str, case: str, result: Any) -> Played:
        return Played(scene=scene, at=self.now, person=person, act_of=act_of, case=case, result=result)

    def _intake(self, scene: Scene) -> Played:
        data = resources.files("sekisho.demo_data").joinpath(scene.intake).read_bytes()
        person = scene.person or self._holder(f"{scene.by}_official")
        return self._played(
            scene, person, scene.by, "", intake.take(data, scene.intake, scene.by, person, self.now)
        )

    def _link(self) -> Linked:
        """Run linking and choose the candidate with most incidents; its elements are what the proposal says."""
        found = linked.run(self.now)
        told = keeping.told(found.candidates[0])
        self.known |= {"candidate": told.id, **{name: text.ja for name, text in told.elements.items()}}
        return Linked(candidates_found=len(found.candidates), incidents=found.incidents, told=told)

    def integrate(self) -> None:
        """Let the sequencer sign what the log has come to; it does so by itself where pages are served."""
        sequencer.integrate(self.now)

    def _check(self) -> Checked:
        """Export the log, and let the verifier judge it in a process of its own."""
        self.integrate()
        folder = self.folder / "export"
        export_log.export(folder)
        policy = self.folder / "policy"  # as the commission keeps it, and not the one in the export
        policy.write_text(policy_of(REAL).text(), "utf-8")
        command = [sys.executable, verify.__file__, str(folder), "--policy", str(policy), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = json.loads(done.stdout)["lines"] if done.stdout else []
        said = tuple(Text(f"{each['mark']} {each['ja']}", f"{each['mark']} {each['en']}") for each in lines)
        return Checked(verified=done.returncode == verify.VERIFIED, folder=str(folder), said=said)

    def _act(self, scene: Scene) -> Played:
        case = self._case(scene)
        if scene.step == DEVIATION:
            person = scene.person or self._holder(f"{scene.by}_official")
            done = deviation.record(
                case, scene.with_["what"], person, self.now, self.now, scene.by, _more(scene)
            )
            return self._played(scene, person, scene.by, case, done)
        intent = self._intent(scene, case)
        person = scene.person or self._recorder(intent)
        outcome = acting.act(acting.prepare(intent, person, self.now), person, self.now)
        return self._played(scene, person, intent.act_of, case, outcome)

    def _case(self, scene: Scene) -> str:
        if scene.as_:
            self.known[scene.as_] = draw("case")
            self.kinds[scene.as_] = scene.step.partition(".")[0]
        return self.known[scene.as_ or scene.case]

    def _intent(self, scene: Scene, case: str) -> Intent:
        """Return the intent that a person would have filled in: what the scene leaves open follows from the record."""
        names = {role: self._reference(name) for role, name in scene.names.items()}
        given = given_at(self.now, scene.with_, self.known)
        told = Told(case=case, step=scene.step, by=scene.by, on=scene.on, names=names, given=given)
        asked = Intent(case=case, step=scene.step, act_of=scene.by, names=names)
        loaded = acting.load_for(self.pack, asked)
        return complete(self.pack, loaded.world, told, self.now)

    def _reference(self, name: str) -> Reference:
        found = reference(name)
        return Reference(self.known.get(found.case, found.case), found.element)

    def _recorder(self, intent: Intent) -> str:
        """Return who of the cast records the act: an official of the office before its minister or head."""
        register = load_world(self.pack, (), REAL).world.register
        clerks_first = sorted(self.story.cast, key=lambda p: not p.posts[0].endswith("_official"))
        for player in clerks_first:
            if entitled(self.pack, register, player.id, intent.act_of, intent.step, self.now):
                return player.id
        return ""

    def name(self, person: str) -> Text:
        """Return a player's name."""
        return next((p.name for p in self.story.cast if p.id == person), Text("—", "—"))


def given_at(now: datetime, value: Any, known: Mapping[str, str]) -> Any:
    """Return particulars with ``+2d`` read as a moment after ``now``, and ``@name`` as what goes by that name."""
    if isinstance(value, Mapping):
        return {key: given_at(now, each, known) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [given_at(now, each, known) for each in value]
    if isinstance(value, str) and value.startswith("+"):
        return (now + duration(value[1:])).isoformat()
    return known.get(value[1:], value) if isinstance(value, str) and value.startswith("@") else value


def _more(scene: Scene) -> Mapping[str, Any]:
    return {key: value for key, value in scene.with_.items() if key != "what"}
