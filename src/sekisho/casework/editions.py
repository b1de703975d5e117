"""Which edition of the pack a case's steps are judged by, and what stands in the way of taking a case over to a new one.

A case rests on the edition of its first entry until an entry migrates it. Once a newer edition is in force, nothing can
be done in the case but migrate it, by a step of the newer edition and under that edition's rules; what was done before
keeps the text it was done under. Nothing is escaped by it: where a step already taken would have opened a duty under the
newer edition, the entry that migrates opens it, or the case stays where it is until the edition says how it is carried.

What is dated back is judged by the text in force at its time for as long as the case has not been taken over: the migration,
which comes after it, takes it in. Once it was, both editions have to permit it: the one that the case rests on now, under which
it is recorded, and the one in force then, by what had happened then (``assessment.judge``). So nobody chooses the older text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import msgspec

from sekisho.law import evaluate
from sekisho.law.pack import DutyRule, Pack, Precondition, Step
from sekisho.vocabulary.text import Text

from .case import Case
from .entry import Entry, Opened
from .verdict import Reason
from .view import CaseView, contexts
from .world import World


@dataclass(frozen=True, slots=True)
class Governing:
    """The edition that a case rests on, and the newer one where one has come into force since."""

    own: Pack
    newer: Pack | None = None

    def steps(self, kind: str) -> Iterator[Step]:
        """Yield the steps of a case that is open: those of its edition, and those that migrate it to the newer one."""
        yield from (s for s in self.own.steps_of[kind] if not s.opens and not s.migrates)
        if self.newer is not None:
            yield from (s for s in self.newer.steps_of.get(kind, ()) if s.migrates)

    def of(self, step: str) -> Pack:
        """Return the edition that a step is judged by; raises ``KeyError`` for a step that neither edition has."""
        migrating = self.newer.steps.get(step) if self.newer else None
        pack = self.newer if self.newer and migrating and migrating.migrates else self.own
        if step not in pack.steps:
            raise KeyError(step)
        return pack

    def knows(self, step: str) -> bool:
        """Return whether there is such a step for the case."""
        return step in self.reading.steps

    @property
    def reading(self) -> Pack:
        """The edition of the case with the steps that migrate it: what lists, forms and pages are made from."""
        if self.newer is None:
            return self.own
        steps = {s.id: s for s in self.newer.steps.values() if s.migrates}
        return msgspec.structs.replace(
            self.own,
            steps={**self.own.steps, **steps},
            preconditions=self.own.preconditions + _about(steps, self.newer.preconditions),
            duties=self.own.duties + _about(steps, self.newer.duties),
        )

    def bars(self, step: Step) -> list[Reason]:
        """Return why a step cannot be taken on account of the editions alone."""
        if step.migrates is (self.newer is not None):
            return []
        return [_overtaken(self.newer, step)] if self.newer else [_up_to_date(self.own, step)]


_Gating = TypeVar("_Gating", Precondition, DutyRule)


def _about(steps: Mapping[str, Step], rules: tuple[_Gating, ...]) -> tuple[_Gating, ...]:
    return tuple(rule for rule in rules if any(step in steps for step in rule.steps))


def governing(pack: Pack, case: Case, at: datetime) -> Governing:
    """Return which edition of a pack governs a case at a moment; raises ``law.pack.UnknownEdition``.

    A case that is still to be opened is governed by the edition in force. One that was taken over to a newer edition stays
    with it, also for a moment before that came into force.
    """
    current = pack.in_force(at)
    own = pack.edition(case.pack) if case.sequence else current
    order = list(pack.editions)
    return Governing(own, current if order.index(own.hash) < order.index(current.hash) else None)


def under(world: World, pack: Pack) -> World:
    """Return a world as an edition reads it: the reader's edition interprets the cases of other editions too."""
    return world if world.pack is pack else replace(world, pack=pack)


def _overtaken(newer: Pack, step: Step) -> Reason:
    return Reason(
        rule="KERNEL-EDITION",
        outcome="unmet",
        cite=step.cite,
        text=Text(
            f"{newer.effective_from}から規則集の第{newer.version}版が施行されている。この案件を同版に移行した後に行うこと。",
            f"Edition {newer.version} of the rules is in force since {newer.effective_from}: the case has to be migrated to it first.",
        ),
    )


def _up_to_date(own: Pack, step: Step) -> Reason:
    return Reason(
        rule="KERNEL-EDITION",
        outcome="unmet",
        cite=step.cite,
        text=Text(
            f"案件は既に規則集の第{own.version}版によっている。",
            f"The case rests on edition {own.version} of the rules already.",
        ),
    )


def escapes(old: Pack, view: CaseView, step: Step, opened: Iterable[Opened]) -> list[Reason]:
    """Return the duties that migrating would let slip: those of steps already taken, and open ones nobody could discharge.

    ``view`` is the case as the newer edition reads it, ``opened`` what the migrating entry itself opens.
    """
    if not step.migrates or view.case is None:
        return []
    new = view.judgement.world.pack
    still_owed = [(d.duty, d.element) for d in view.case.open_duties()]
    kept = [*((o.duty, o.element) for o in opened), *still_owed]
    missed = [
        _escaped(rule, each)
        for rule in new.duties
        for each in _due_since(old, rule, view)
        if (rule.opens, each) not in kept
    ]
    return [*missed, *_orphaned(old, new, view.case)]


def _due_since(old: Pack, rule: DutyRule, view: CaseView) -> list[Mapping[str, str]]:
    """Return the elements for which a rule of the newer edition alone would have opened its duty at a step taken."""
    if rule.id in {known.id for known in old.duties} or view.case is None:
        return []
    passed = [e for e in view.case.entries if e.step in rule.steps and _used(rule, e)]
    found = [c for c in contexts(view, rule.each) if any(_acted_on(e, rule, c) for e in passed)]
    defs = view.judgement.world.pack.defs
    open_ = [c for c in found if not evaluate.rails(rule.when, c, defs).false]
    return [{part: c.bound[part] for part in rule.each} for c in open_]


def _used(rule: DutyRule, entry: Entry) -> bool:
    return not rule.exception or rule.exception in entry.lifted


def _acted_on(entry: Entry, rule: DutyRule, view: CaseView) -> bool:
    subject = entry.intent.subject
    return all(view.bound[part] in subject[part] for part in rule.each if part in subject)


def _escaped(rule: DutyRule, element: Mapping[str, str]) -> Reason:
    return Reason(
        rule="KERNEL-ESCAPE",
        outcome="unmet",
        cite=rule.cite,
        element=element,
        text=Text(
            f"移行すると、既に行われた手続について「{rule.text.ja}」（{rule.id}）の義務を免れることになる。",
            f"Migrating would let the duty “{rule.text.en}” ({rule.id}) slip for a step already taken.",
        ),
    )


def _orphaned(old: Pack, new: Pack, case: Case) -> list[Reason]:
    """A duty that is open must not come to stand under an edition that has no step to discharge it."""
    steps = new.steps_of.get(case.kind, ())
    dischargeable = {e.name for s in steps for e in s.does if e.verb == "discharge"}
    return [_orphan(old, d.rule) for d in case.open_duties() if d.duty not in dischargeable]


def _orphan(old: Pack, rule: str) -> Reason:
    opened_by = old.rules[rule]
    return Reason(
        rule="KERNEL-ESCAPE",
        outcome="unmet",
        cite=opened_by.cite,
        text=Text(
            f"履行されていない義務「{opened_by.text.ja}」（{rule}）を果たす手続が、移行先の版にない。先に履行すること。",
            f"The newer edition has no step to discharge the open duty “{opened_by.text.en}” ({rule}): discharge it first.",
        ),
    )
