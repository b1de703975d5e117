"""A rule pack as values: vocabulary, steps, rules, options and texts, all from the pack's files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import msgspec

from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .collegiate import Collegiate, Roster
from .expression import TRUE, Asked, AttrSet, Node, asked
from .worked import WorkedCase

Confidence = Literal["verified", "consistent", "general"]


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A clause of the guideline or place in a statute: our summary, where it stands, how sure its wording is."""

    id: str
    text: Text
    source: str
    place: str = ""
    confidence: Confidence = "verified"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A text that clauses come from; ``file_sha256`` lets an installation show the official file beside ours."""

    id: str
    text: Text
    date: str = ""
    law_id: str = ""
    file_sha256: str = ""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """An office, body or outside party in whose name acts are done; ``recorded_by`` offices may record for it."""

    id: str
    text: Text
    kind: str = "office"
    executive: bool = True
    recorded_by: tuple[str, ...] = ()
    supplies: bool = False


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post of an office; ``officer_class`` is what its holder is for the rules about persons, ``seats`` how many hold it.

    ``deputies`` are the posts whose holders may stand in for it at a session.
    """

    id: str
    text: Text
    office: str
    head: bool = False
    officer_class: str = ""
    seats: int = 1
    deputies: tuple[str, ...] = ()


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """What the law leaves open: the question, the values offered (the default is the stricter), those withheld.

    ``held_by`` are the rules and steps that are written for the one answer, where no other is offered.
    """

    id: str
    text: Text
    cite: tuple[str, ...]
    gap: str
    values: Mapping[str, Text]
    default: str
    withheld: Mapping[str, Text] = {}
    set_by: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline by name: hours or business days where the law or an option gives a number, otherwise reminders only."""

    id: str
    text: Text
    cite: tuple[str, ...] = ()
    hours: float | None = None
    business_days: int | None = None
    option: str = ""
    remind_hours: float | None = None


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A provision with its date of entry into force (a day in Japan time)."""

    id: str
    text: Text
    from_: str
    cite: tuple[str, ...] = ()


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """Something a case or element has: attribute, finding, record, duty or dimension (``sort``)."""

    id: str
    sort: Literal["attr", "finding", "record", "duty", "dim"]
    text: Text
    part: str = ""
    type: str = "choice"
    values: Mapping[str, Text] = {}
    about: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def in_time(self) -> bool:
        """Whether it may be asked how the moment judged stands to it: a period, or a day, which is the period of that day."""
        return self.type in ("period", "date")


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A role in which a case names another (at an element of ``part``), or of cases that point here (``role``)."""

    id: str
    kind: str
    text: Text
    part: str = ""
    role: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Elements that come in any number; ``of`` names the parts that each element belongs to."""

    id: str
    text: Text
    of: tuple[str, ...] = ()


class Kind(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A kind of case."""

    id: str
    text: Text
    parts: Mapping[str, Part] = {}
    links: Mapping[str, Link] = {}
    backlinks: Mapping[str, Link] = {}
    variables: Mapping[str, Variable] = {}

    @cached_property
    def of_sort(self) -> Mapping[str, tuple[Variable, ...]]:
        """The variables by sort."""
        sorts: dict[str, list[Variable]] = {}
        for variable in self.variables.values():
            sorts.setdefault(variable.sort, []).append(variable)
        return {sort: tuple(of) for sort, of in sorts.items()}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a step's form. A ``hash`` field with ``of`` defaults to the content of a linked case's dimension.

    ``lists`` says what a ``list`` is of: ``office``, ``post``, ``compartment``, or free lines.
    """

    id: str
    type: str
    text: Text
    required: bool = True
    values: Mapping[str, Text] = {}
    default: str = ""
    lists: str = ""
    of_link: str = ""
    of_dim: str = ""
    help: Text | None = None


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """A linked case that a step relies on; ``link`` is the role under which the case keeps it."""

    id: str
    kind: str
    text: Text
    part: str = ""
    link: str = ""
    required: bool = True
    several: bool = False


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One effect of a step: set, find, record, write, add, drop, discharge, close or migrate (the schema knows no other).

    ``new`` refuses to add an element that is there already; without it the step acts on that element. ``person_from`` is
    the field whose person stands behind a record beside those who act.
    """

    verb: str
    name: str = ""
    value: str = ""
    fields: tuple[str, ...] = ()
    key_from: str = ""
    each: str = ""
    under: str = ""
    expires: str = ""
    new: bool = False
    person_from: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be done on a kind of case: who in whose name, the form, the effects. No law in it.

    A ``formal`` act is done by the holder of the post in whose name it is; ``delegable`` where its law says otherwise.
    ``registers`` is what it writes into the register of authority (``law.authority``), where it does.
    """

    id: str
    kind: str
    text: Text
    cite: tuple[str, ...]
    by: tuple[str, ...]
    opens: bool = False
    part: tuple[str, ...] = ()
    names: Mapping[str, Naming] = {}
    shape: Node = TRUE
    formal: bool = False
    delegable: bool = False
    registers: str = ""
    asks: Mapping[str, Field] = {}
    does: tuple[Effect, ...] = ()
    place: str = ""

    @property
    def migrates(self) -> bool:
        """Whether the step takes a case over from an earlier edition of the pack to its own."""
        return any(effect.verb == "migrate" for effect in self.does)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Any rule: its citations, its sentence, and where in the pack it stands."""

    id: str
    text: Text
    cite: tuple[str, ...]
    confidence: Confidence = "verified"
    each: tuple[str, ...] = ()
    when: Node = TRUE
    place: str = ""


class Precondition(Rule, frozen=True, kw_only=True):
    """What a step requires; lifted only by the exceptions named."""

    steps: tuple[str, ...]
    require: Node
    lifted_by: tuple[str, ...] = ()


class Exemption(Rule, frozen=True, kw_only=True):
    """An exception: where ``when`` is certainly true it lifts one precondition and opens duties in the same entry."""

    steps: tuple[str, ...]
    lifts: str
    opens: tuple[str, ...] = ()


class DutyRule(Rule, frozen=True, kw_only=True):
    """A duty that a step opens in its own entry."""

    steps: tuple[str, ...]
    opens: str
    bearer: str = ""
    bearer_from: str = ""
    towards: str = ""
    timer: str = ""
    exception: str = ""


class StandingDuty(Rule, frozen=True, kw_only=True):
    """A duty that exists while its condition is not certainly false."""

    kind: str
    bearer: str = ""
    bearer_from: str = ""
    towards: str = ""
    timer: str = ""
    act: tuple[str, ...] = ()


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """What a report counts: acts by these steps, split by an attribute as it stands in the case that they were done in."""

    id: str
    text: Text
    steps: tuple[str, ...]
    cite: tuple[str, ...] = ()
    split: str = ""


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A named condition with its own sentence, on one kind of case."""

    id: str
    text: Text
    kind: str
    is_: Node


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What carries a clause or an obligation: rules and steps, or the reason why software cannot."""

    id: str
    by: tuple[str, ...] = ()
    because: Text | None = None
    open: bool = False


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """A rule about who sees the cases of some kinds; what it gives adds up with what others give.

    It gives sight to fixed ``offices`` (``*``: every one), to those with a step on the kind (``steps``), to those that
    ``acted`` on the case, to those that a ``field`` of a step names, or to those that are keys of a ``part`` (offices, or
    posts of theirs). It applies only where an active element of ``part`` has ``attr`` at ``value``, and where a case
    points at this one in one of the roles ``linked``, as far as these are given. ``only_part``: such an office sees no
    more of the case than the part that it is asked about. ``by_law``: no marking hides the case from it.
    """

    id: str
    text: Text
    cite: tuple[str, ...]
    on: tuple[str, ...]
    offices: tuple[str, ...] = ()
    steps: bool = False
    acted: bool = False
    field: str = ""
    part: str = ""
    attr: str = ""
    value: str = ""
    linked: tuple[str, ...] = ()
    only_part: bool = False
    by_law: bool = False


class Shortform(msgspec.Struct, frozen=True, kw_only=True):
    """A named state of a kind of case (``measure.ready``) and the entries that lead there, for bundles by hand."""

    id: str
    text: Text
    entries: tuple[Mapping[str, Any], ...]


class UnknownEdition(LookupError):
    """A case or an entry rests on an edition of the pack whose text the installation does not have."""


class Pack(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A loaded and checked pack. ``hash`` is over the parsed content, options at their set values included.

    ``earlier`` are the editions before this one whose text is still needed: cases rest on them.
    """

    id: str
    version: str
    text: Text
    effective_from: str
    hash: str
    clauses: Mapping[str, Clause]
    sources: Mapping[str, Source]
    offices: Mapping[str, Office]
    posts: Mapping[str, Post]
    rosters: Mapping[str, Roster]
    officer_classes: Mapping[str, Text]
    options: Mapping[str, Option]
    timers: Mapping[str, Timer]
    clock: Mapping[str, Clock]
    kinds: Mapping[str, Kind]
    steps: Mapping[str, Step]
    definitions: Mapping[str, Definition]
    preconditions: tuple[Precondition, ...]
    exemptions: tuple[Exemption, ...]
    duties: tuple[DutyRule, ...]
    standing: tuple[StandingDuty, ...]
    carried: Mapping[str, Carried]
    shortforms: Mapping[str, Shortform] = {}
    sight: Mapping[str, Sight] = {}
    worked: tuple[WorkedCase, ...] = ()
    counters: Mapping[str, Counter] = {}
    collegiate: Mapping[str, Collegiate] = {}
    earlier: tuple[Pack, ...] = ()

    @cached_property
    def editions(self) -> dict[str, Pack]:
        """This edition and the earlier ones, by hash; of two in force from one day, the one given later prevails."""
        return {each.hash: each for each in sorted((*self.earlier, self), key=lambda p: p.effective_from)}

    def edition(self, content_hash: str) -> Pack:
        """Return an edition by its hash; raises ``UnknownEdition``."""
        known = self.editions.get(content_hash)
        if known is None:
            raise UnknownEdition(f"{self.id}: no edition with the hash {content_hash}")
        return known

    def known_step(self, step: str) -> Step | None:
        """Return a step as the newest edition that has it knows it; ``None`` where none does."""
        of = (each.steps[step] for each in reversed(self.editions.values()) if step in each.steps)
        return next(of, None)

    def in_force(self, at: datetime) -> Pack:
        """Return the edition in force at a moment; the oldest one before any is."""
        editions = list(self.editions.values())
        entered = [each for each in editions if parse_time(each.effective_from) <= at]
        return entered[-1] if entered else editions[0]

    @cached_property
    def defs(self) -> Mapping[str, Node]:
        """The named conditions, ready for the evaluator."""
        return {name: definition.is_ for name, definition in self.definitions.items()}

    @cached_property
    def asked(self) -> Asked:
        """What the conditions and duties of the pack ask about the content of variables."""
        borne: tuple[tuple[DutyRule | StandingDuty, ...], ...] = (self.duties, self.standing)
        bearers = [AttrSet(r.bearer_from) for rules in borne for r in rules if r.bearer_from]
        judged = [n for r in self.preconditions for n in (r.when, r.require)]
        when = [r.when for r in (*self.exemptions, *self.duties, *self.standing)]
        shapes = [s.shape for s in self.steps.values()]
        return asked([*self.defs.values(), *judged, *when, *shapes, *bearers])

    @cached_property
    def effects_of(self) -> Mapping[tuple[str, str, str], tuple[tuple[Step, Effect], ...]]:
        """The effects by kind of case, verb and name, each with its step."""
        found: dict[tuple[str, str, str], list[tuple[Step, Effect]]] = {}
        for step in self.steps.values():
            for effect in step.does:
                found.setdefault((step.kind, effect.verb, effect.name), []).append((step, effect))
        return {key: tuple(of) for key, of in found.items()}

    @cached_property
    def preconditions_of(self) -> Mapping[str, tuple[Precondition, ...]]:
        """The preconditions by step."""
        return {step: tuple(r for r in self.preconditions if step in r.steps) for step in self.steps}

    @cached_property
    def duties_of(self) -> Mapping[str, tuple[DutyRule, ...]]:
        """The duty rules by step."""
        return {step: tuple(r for r in self.duties if step in r.steps) for step in self.steps}

    @cached_property
    def exemptions_of(self) -> Mapping[str, tuple[Exemption, ...]]:
        """The exceptions by the precondition that they lift."""
        lifted: dict[str, list[Exemption]] = {}
        for exemption in self.exemptions:
            lifted.setdefault(exemption.lifts, []).append(exemption)
        return {rule: tuple(of) for rule, of in lifted.items()}

    @cached_property
    def standing_of(self) -> Mapping[str, tuple[StandingDuty, ...]]:
        """The standing duties by kind of case."""
        return {kind: tuple(r for r in self.standing if r.kind == kind) for kind in self.kinds}

    @cached_property
    def sight_of(self) -> Mapping[str, tuple[Sight, ...]]:
        """The rules about who sees, by kind of case."""
        return {kind: tuple(s for s in self.sight.values() if kind in s.on) for kind in self.kinds}

    @cached_property
    def steps_of(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps by kind of case."""
        return {kind: tuple(s for s in self.steps.values() if s.kind == kind) for kind in self.kinds}

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by id."""
        every: tuple[tuple[Rule, ...], ...] = (
            self.preconditions,
            self.exemptions,
            self.duties,
            self.standing,
        )
        return {rule.id: rule for rules in every for rule in rules}

    @cached_property
    def worked_about(self) -> Mapping[str, tuple[WorkedCase, ...]]:
        """The worked cases by the rule that they are about: one that is missing in them, or an exception used."""
        found: dict[str, list[WorkedCase]] = {}
        for case in self.worked:
            for rule in dict.fromkeys((*case.rules, *case.lifted)):
                found.setdefault(rule, []).append(case)
        return {rule: tuple(of) for rule, of in found.items()}

    def name(self, office_or_post: str) -> Text:
        """Return the name of an office or post; the id itself where the pack knows neither."""
        known = self.offices.get(office_or_post) or self.posts.get(office_or_post)
        return known.text if known else Text(office_or_post, office_or_post)

    def office_of(self, office_or_post: str) -> str:
        """Return the office that an office-or-post id belongs to."""
        post = self.posts.get(office_or_post)
        return post.office if post else office_or_post
