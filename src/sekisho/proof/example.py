"""An example of a situation that turns: a real case bundle in which a step is permitted by one pack and refused by the other.

1. A worked case of either pack that turns so, by the same rule, is the example as it stands.
2. Otherwise the prover's state says how one is to be varied, fact by fact, in the entries that give what the rule reads.
3. The evaluator that judges real cases has the last word: nothing so made is an example unless under the one pack every entry
   counts, and under the other every one but the last, which that very rule refuses.

A state of the prover need not be one that entries lead to; so there may be none, and the answer says what was tried.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

import msgspec

from sekisho.casework.story import Story, Telling, judged, laid_out
from sekisho.casework.working import Unworkable, told_as_bundle, told_steps, work
from sekisho.law.pack import Pack, Precondition
from sekisho.law.worked import WorkedCase
from sekisho.vocabulary.text import Text

from .compare import Situation
from .varying import Read, Variation, Varying, read_by

EXAMPLE = Text(
    "例：事例 {case}（{before} → {after}）　{text}",
    "Example: the worked case {case} ({before} → {after}). {text}",
)
BUILT = Text(
    "例：事例 {case} を次のとおり変えたもの（{before} → {after}）。元の事例：{text}",
    "Example: the worked case {case}, changed as follows ({before} → {after}). The case itself: {text}",
)
UNREACHED = Text(
    "例はない。この手続を許す事例が、いずれの規則集にもない。",
    "No example: neither pack has a worked case in which this step is permitted.",
)
UNBUILT = Text(
    "例はない。この手続に至る事例{cases}件をこの状態に近付けて{tries}通りを判定したが、許否の変わるものはなかった。"
    "この状態に至る行為が、前の手続で拒まれるためであることがある。",
    "No example: {tries} bundles were made towards this state from the worked cases that reach the step ({cases}) and judged, and "
    "none turned. It may be that an earlier step refuses what would lead to the state.",
)
TRIES, NEAREST = 100, 8
"""How many stories are tried for one situation, and from how many worked cases those are made that lie nearest to it."""


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that turns; ``like`` is the worked case that it comes from, ``changes`` how it differs from that.

    What turns is what a worked case asks about, or else the last entry of the story; ``about`` is the case that it is on.
    """

    like: str
    text: Text
    changes: tuple[Text, ...]
    before: str
    after: str
    about: str
    bundle: Mapping[str, Any]

    def said(self, outcomes: Mapping[str, Text]) -> Text:
        """Return what the example is, in a sentence; ``outcomes`` are the words for how a step stands."""
        form = BUILT if self.changes else EXAMPLE
        before, after = outcomes[self.before], outcomes[self.after]
        return form.fill(case=self.like, before=before, after=after, text=self.text)


class Unbuilt(msgspec.Struct, frozen=True, kw_only=True):
    """No example was found: of how many worked cases that reach the step, and after how many tries."""

    cases: int
    tries: int
    changes: tuple[Text, ...] = ()

    def said(self, outcomes: Mapping[str, Text]) -> Text:
        """Return that there is no example, and why."""
        return (UNBUILT if self.cases else UNREACHED).fill(cases=self.cases, tries=self.tries)


class Base(msgspec.Struct, frozen=True):
    """A worked case laid out up to the act that one of the packs permits."""

    case: WorkedCase
    story: Story


class Examples:
    """The examples of the situations in which two packs differ; what is read once serves all situations.

    ``tries`` is how many bundles are made for one situation, at most.
    """

    def __init__(self, old: Pack, new: Pack, tries: int = TRIES) -> None:
        self.tries = tries
        alone = [msgspec.structs.replace(pack, earlier=()) for pack in (old, new)]
        self.old, self.new = alone
        self.laid: dict[tuple[str, str], Story | None] = {}

    def of(self, situation: Situation) -> Example | Unbuilt:
        """Return an example of a situation, or what was tried for one."""
        permits, refuses = (self.old, self.new) if situation.turn == "refused" else (self.new, self.old)
        asked = (_asked(permits, refuses, situation, c) for c in self._cases if c.step == situation.step)
        if (found := next((each for each in asked if each), None)) is not None:
            return found
        bases = self._bases(permits, situation.step)
        tried: set[str] = set()
        for base, changes, story in self._candidates(permits, refuses, situation, bases):
            known = json.dumps(story.bundle, sort_keys=True, ensure_ascii=False)
            if known not in tried:
                tried.add(known)
                found = _shown(permits, refuses, situation, base, changes, story)
                if found is not None:
                    return found
            if len(tried) >= self.tries + len(bases):
                break
        return Unbuilt(cases=len(bases), tries=len(tried))

    @cached_property
    def _cases(self) -> Iterable[WorkedCase]:
        return {c.id: c for c in (*self.old.worked, *self.new.worked)}.values()

    @cached_property
    def _samples(self) -> Mapping[str, Telling]:
        """One entry of each step, as some worked case has it."""
        stories = (self._story(self.new, case) for case in self._cases)
        return {entry["step"]: entry for story in stories if story for entry in story.entries}

    def _story(self, pack: Pack, case: WorkedCase) -> Story | None:
        key = (pack.hash, case.id)
        if key not in self.laid:
            self.laid[key] = laid_out(pack, told_as_bundle(case, asked=True))
        return self.laid[key]

    def _bases(self, pack: Pack, step: str) -> list[Base]:
        """Return the worked cases in which a pack permits a step, each up to the last time that it does."""
        found = []
        for case in self._cases:
            story = self._story(pack, case) if step in told_steps(pack, case) else None
            places = [n for n, e in enumerate(story.entries) if e["step"] == step] if story else []
            if story and places:
                upto = msgspec.structs.replace(story, entries=story.entries[: places[-1] + 1])
                found.append(Base(case, upto))
        return sorted(found, key=lambda base: len(base.story.entries))

    def _candidates(
        self, permits: Pack, refuses: Pack, situation: Situation, bases: list[Base]
    ) -> Iterator[tuple[Base, tuple[Variation, ...], Story]]:
        """Yield stories to be tried: worked cases, then the nearest of them varied in all, in one and in two respects."""
        yield from ((base, (), base.story) for base in bases)
        read = (
            read_by(permits, _named(permits, situation.rule)),
            read_by(refuses, _named(refuses, situation.rule)),
        )
        varying = Varying(permits, situation.values, _both(*read), self._samples)
        wanted = [(base, varying.towards(base.story)) for base in bases]
        near = [base for base, ways in sorted(wanted, key=lambda each: len(each[1]))][:NEAREST]
        for base, ways in wanted:
            if base in near:
                yield from _made(base, tuple(ways))
        around = {base.case.id: list(varying.around(base.story)) for base in near}
        for number in (1, 2):
            longest = max((len(ways) for ways in around.values()), default=0)
            for turn in range(longest):
                for base in near:
                    for chosen in _turn(around[base.case.id], turn, number):
                        yield from _made(base, chosen)


def _asked(permits: Pack, refuses: Pack, situation: Situation, case: WorkedCase) -> Example | None:
    """Return a worked case about the step as the example, where what it asks turns by the rule."""
    try:
        one, other = work(permits, case), work(refuses, case)
    except Unworkable:
        return None
    if one.outcome != "permitted" or other.outcome == "permitted" or situation.rule not in other.missing:
        return None
    return _example(situation, case, other.outcome, str(case.ask["case"]), told_as_bundle(case))


def _example(
    situation: Situation,
    case: WorkedCase,
    refused: str,
    about: str,
    bundle: Mapping[str, Any],
    changes: tuple[Text, ...] = (),
) -> Example:
    before, after = ("permitted", refused) if situation.turn == "refused" else (refused, "permitted")
    return Example(
        like=case.id,
        text=case.text,
        changes=changes,
        before=before,
        after=after,
        about=about,
        bundle=bundle,
    )


def _turn(ways: list[Variation], turn: int, number: int) -> Iterator[tuple[Variation, ...]]:
    """Yield what comes at a turn: each variation in order, or each one with those before it."""
    if turn < len(ways):
        yield from ((ways[turn], *others) for others in combinations(ways[:turn], number - 1))


def _made(base: Base, ways: tuple[Variation, ...]) -> Iterator[tuple[Base, tuple[Variation, ...], Story]]:
    story: Story | None = base.story
    for way in ways:
        story = way.made(story) if story else None
    if story and ways:
        yield base, ways, story


def _named(pack: Pack, rule: str) -> list[Precondition]:
    return [each for each in pack.preconditions if each.id == rule]


def _both(one: Read, other: Read) -> Read:
    return Read(
        variables=one.variables | other.variables,
        fields=one.fields | other.fields,
        options=one.options | other.options,
        persons=one.persons | other.persons,
        oneself=one.oneself | other.oneself,
        actor=one.actor or other.actor,
    )


def _shown(
    permits: Pack,
    refuses: Pack,
    situation: Situation,
    base: Base,
    changes: tuple[Variation, ...],
    story: Story,
) -> Example | None:
    """Return the story as an example, if the evaluator confirms it: without what counts under neither pack."""
    kept = _counting(permits, story)
    other = judged(refuses, kept) if kept else None
    if kept is None or other is None or len(other.counted) != len(kept.entries) - 1 or other.last.permitted:
        return None
    if situation.rule not in {reason.rule for reason in other.last.missing}:
        return None
    about, said = str(kept.entries[-1]["case"]), tuple(way.text for way in changes)
    return _example(situation, base.case, other.last.outcome, about, kept.bundle, said)


def _counting(pack: Pack, story: Story) -> Story | None:
    """Return the story with only what counts under a pack, where its last act does; that act is then judged anew."""
    while (found := judged(pack, story)) is not None and found.last.permitted:
        if len(found.counted) == len(story.entries):
            return story
        story = msgspec.structs.replace(story, entries=tuple(story.entries[n] for n in found.counted))
    return None
