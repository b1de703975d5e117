"""Judging recorded entries again, in the order of the log: would the rules that they name have let each of them pass?

Needs no database and no clock: the world is folded from the entries themselves. What cannot be judged is said, with the
reason: an entry that was not disclosed leaves its case, and whatever rests on that case, out of what can be known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

from sekisho.law.pack import Pack

from .assessment import judge
from .entry import DEVIATION, REAL, Entry
from .register import FOUNDING
from .unfolding import Unfolding
from .verdict import Verdict
from .world import World

Outcome = Literal["permitted", "refused", "founding", "deviation", "unknown_pack", "not_shown", "forged"]
"""What became of one entry: ``forged`` where its content is not what its hash names, ``not_shown`` where it, or what it
rested on, was not disclosed in full.
"""
INTENT = "intent."


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One entry judged again: its outcome, the verdict where there is one, and whether that is the one it recorded.

    ``before`` is the world before it, until the next is taken; ``None`` for one that could not be taken into its case.
    """

    outcome: Outcome
    entry: Entry | None = None
    verdict: Verdict | None = None
    before: World | None = None

    @property
    def same(self) -> bool:
        """Whether the verdict is, to the last byte, the one that the entry names."""
        return bool(self.entry and self.verdict and self.verdict.hash == self.entry.verdict)


@dataclass(slots=True)
class Rejudging:
    """Takes disclosed entries in the order of the log; ``pack`` brings the editions that they were made under.

    ``unsigned`` counts the formal decisions of the real record that bear no signature of who recorded them.
    """

    pack: Pack
    counts: Counter[str] = field(default_factory=Counter)
    same: int = 0
    unsigned: int = 0
    unknown: set[str] = field(default_factory=set)
    unfolding: Unfolding = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing on record."""
        self.unfolding = Unfolding(self.pack)

    def take(self, envelope: Mapping[str, Any], body: Mapping[str, Any]) -> Rejudged:
        """Judge the next entry, by its opened fields, in the world that the entries before it leave; then fold it in."""
        found = self._judged(envelope, body)
        self.counts[found.outcome] += 1
        self.same += found.same
        if (
            found.entry is not None and found.outcome != "founding"
        ):  # before there is a register nobody has a key
            self.unsigned += self._unsigned(found.entry)
        if found.entry is None or found.outcome in ("not_shown", "forged", "unknown_pack"):
            self.unknown.add(str(envelope.get("case")))
            return found
        return replace(found, before=self.unfolding.take(found.entry))

    def _unsigned(self, entry: Entry) -> bool:
        edition = self.pack.editions.get(entry.pack)
        step = edition.steps.get(entry.step) if edition else None
        return step is not None and step.formal and entry.realm == REAL and entry.signature is None

    def _judged(self, envelope: Mapping[str, Any], body: Mapping[str, Any]) -> Rejudged:
        entry = entry_of(envelope, body)
        if entry is None:
            return Rejudged("not_shown", entry)
        if entry.hash != envelope["entry"]:
            return Rejudged("forged", entry)
        if entry.pack not in self.pack.editions:
            return Rejudged("unknown_pack", entry)
        if not self._follows(entry, str(envelope["kind"])):
            return Rejudged("not_shown", entry)
        if entry.step == DEVIATION:
            return Rejudged("deviation", entry)
        if entry.by_virtue_of == FOUNDING and self.counts.total() == self.counts["founding"]:
            return Rejudged(
                "founding", entry
            )  # nobody is entitled before there is a register: only at the very start
        if not self._all_shown(entry):
            return Rejudged("not_shown", entry)
        verdict = self._verdict(entry)
        return Rejudged("permitted" if verdict.permitted else "refused", entry, verdict)

    def _follows(self, entry: Entry, kind: str) -> bool:
        if kind not in self.pack.kinds:
            return False
        case = self.unfolding.opened(entry.case, kind, entry.realm)
        return self._known(entry.case, entry.sequence - 1) and case.head == entry.previous

    def _all_shown(self, entry: Entry) -> bool:
        """Return whether the cases that it read stand as it read them, and those that it names are there."""
        named = {reference.case for reference in entry.intent.names.values()}
        return all(self._known(*read) for read in entry.reads.items()) and not (
            named & self.unknown or named - set(self.unfolding.cases)
        )

    def _known(self, case: str, number: int) -> bool:
        there = self.unfolding.cases.get(case)
        return case not in self.unknown and there is not None and there.sequence == number

    def _verdict(self, entry: Entry) -> Verdict:
        world = self.unfolding.world
        return judge(self.pack, world, entry.intent, entry.recorded_by, entry.happened_at, entry.recorded_at)


def entry_of(envelope: Mapping[str, Any], body: Mapping[str, Any]) -> Entry | None:
    """Return the entry that opened fields make up; ``None`` where one is missing or is not what it should be."""
    intent = {name.removeprefix(INTENT): value for name, value in body.items() if name.startswith(INTENT)}
    plain = {name: value for name, value in body.items() if not name.startswith(INTENT)}
    named = {name: envelope.get(name) for name in ("case", "step", "act_of")}
    try:
        return msgspec.convert({**envelope, **plain, "intent": {**intent, **named}}, Entry)
    except msgspec.ValidationError:
        return None
