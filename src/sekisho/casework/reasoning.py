"""Why, and why not: every condition of a step's rules as a tree, each fact with how it stands and the entry behind it.

The tree is the condition of the pack itself, not a selection of it: what is met is shown beside what is not, so that a
reader can follow the judgement from the sentence of the rule down to who recorded what, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from sekisho.law import evaluate
from sekisho.law import expression as x
from sekisho.law.confidence import confidence
from sekisho.law.explain import link_kind, say_leaf
from sekisho.law.options import options_read
from sekisho.law.pack import Confidence, Option, Pack, Precondition, Step
from sekisho.law.saying import head, say
from sekisho.vocabulary.text import Text

from .assessment import assess_step
from .case import Held
from .editions import governing, under
from .verdict import Reason, Verdict
from .view import CaseView, Judgement, contexts
from .world import World

Standing = Literal["met", "unmet", "open", "free"]


class Source(msgspec.Struct, frozen=True):
    """The entry that a fact rests on: where it stands, in whose name it was made, when."""

    case: str
    sequence: int
    office: str
    at: datetime


class Point(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A condition and how it stands: in words, what the fact is now, what it rests on, and the conditions inside it.

    ``free`` is what the form or the person acting will settle. ``about`` is the element or case that the point is about,
    where the condition speaks of several.
    """

    text: Text
    standing: Standing
    now: Text | None = None
    about: str = ""
    sources: tuple[Source, ...] = ()
    of: tuple[Point, ...] = ()


class Because(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule as it was judged for one element: where it applies, what it requires, how sure the law behind it is."""

    reason: Reason
    confidence: Confidence = "verified"
    options: tuple[Option, ...] = ()
    applies: Point | None = None
    requires: Point | None = None


class Reasoning(msgspec.Struct, frozen=True, kw_only=True):
    """A step's verdict, and behind each of its reasons the conditions as they stand."""

    verdict: Verdict
    because: tuple[Because, ...]


def reasoning(pack: Pack, world: World, case_id: str, step: str, now: datetime) -> Reasoning:
    """Return why a step of a case may or may not be taken; raises ``KeyError`` for a step that the case does not have."""
    verdict = assess_step(pack, world, case_id, step, now)
    case = world.cases[case_id]
    edition = governing(pack, case, now).of(step)
    view = CaseView(Judgement(under(world, edition), now), case, {}, True)
    tree = _Tree(edition, edition.steps[step])
    return Reasoning(verdict=verdict, because=tuple(tree.because(view, r) for r in verdict.reasons))


class _Tree:
    """The conditions of one step's rules, as they stand in a case."""

    def __init__(self, pack: Pack, step: Step) -> None:
        self.pack, self.step = pack, step

    def because(self, view: CaseView, reason: Reason) -> Because:
        rule = self.pack.rules.get(reason.rule)
        if not isinstance(rule, Precondition):  # the kernel's own: it has a sentence and no condition
            return Because(reason=reason)
        here = next((v for v in contexts(view, rule.each) if _is(v, reason.element)), view)
        return Because(
            reason=reason,
            confidence=confidence(self.pack, rule),
            options=tuple(self.pack.options[n] for n in options_read(self.pack, rule)),
            applies=None if rule.when == x.TRUE else self.point(here, rule.when),
            requires=self.point(here, rule.require),
        )

    def point(self, view: CaseView, node: x.Node, about: str = "", kind: str = "") -> Point:
        kind = kind or (view.case.kind if view.case else self.step.kind)
        inner = tuple(self._inside(view, node, kind))
        leaf = not x.children(node) and not isinstance(node, x.Def)
        return Point(
            text=(head if inner else say)(self.pack, kind, node, self.step),
            standing=_standing(evaluate.rails(node, view, self.pack.defs)),
            now=self._now(view, node, kind) if leaf else _nowhere(view, node),
            about=about,
            sources=tuple(_sources(view, node)) if leaf else (),
            of=inner,
        )

    def _inside(self, view: CaseView, node: x.Node, kind: str) -> Iterator[Point]:
        match node:
            case x.Def(name):
                yield self.point(view, self.pack.defs[name], kind=kind)
            case x.All(of) | x.AnyOf(of) if len(of) > 1:
                yield from (self.point(view, each, kind=kind) for each in of)
            case x.All((only,)) | x.AnyOf((only,)):
                yield from self._inside(view, only, kind)
            case x.Not(of):
                yield self.point(view, of, kind=kind)
            case x.At(link, that):
                there = view.at(link)
                target = link_kind(self.pack, kind, link) or kind
                yield self.point(there, that, there.case.id if there.case else "", target)
            case x.Every(part, that) | x.Some(part, that) | x.Count(part, that, _):
                for each in view.elements(part):
                    yield self.point(each, that, _name(each, part), each.case.kind if each.case else kind)

    def _now(self, view: CaseView, node: x.Node, kind: str) -> Text | None:
        """Return how the fact stands, where there is more to say than whether it is met."""
        told = isinstance(node, x.FindingIs | x.Done | x.AttrIs | x.AttrSet | x.PeriodIs | x.DutyIs)
        return say_leaf(self.pack, kind, node, view) if told and view.case is not None else None


def _is(view: CaseView, element: Mapping[str, str]) -> bool:
    return all(view.bound.get(part) == key for part, key in element.items())


NOT_NAMED = Text("関係する案件が示されていない", "no case is named")


def _nowhere(view: CaseView, node: x.Node) -> Text | None:
    """Say of a condition in a linked case that no case is named, so that nobody takes it for one that does not fit."""
    return NOT_NAMED if isinstance(node, x.At) and view.case and view.at(node.link).case is None else None


def _name(view: CaseView, part: str) -> str:
    return view.bound.get(part) or (view.case.id if view.case else "")


def _standing(rails: evaluate.Rails) -> Standing:
    if rails.true:
        return "free" if rails.false else "met"
    return "unmet" if rails.false else "open"


def _sources(view: CaseView, node: x.Node) -> Iterator[Source]:
    case = view.case
    if case is None:
        return
    for held in _held(view, node):
        yield Source(case.id, held.sequence, held.office, held.at)


def _held(view: CaseView, node: x.Node) -> Iterator[Held]:
    match node:
        case x.FindingIs(name, _, _):
            holder = view.holder(name)
            yield from holder.findings.get(name, {}).values() if holder else ()
        case x.Done(name, _, _):
            holder = view.holder(name)
            if holder and name in holder.records:
                yield holder.records[name]
