"""The properties over what is on record: each entry tried by what was to hold of it, and what could not be tried.

The statements are the prover's own, evaluated on the state before an entry and the state after it. The rules of the pack
are not asked; what the gate said of an entry plays no part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from sekisho.casework.bundle import Bundle
from sekisho.casework.case import Case
from sekisho.casework.earlier import as_of
from sekisho.casework.editions import under
from sekisho.casework.entry import DEVIATION, Entry
from sekisho.casework.form import combinations
from sekisho.casework.replay import Replayed, replay_as_told
from sekisho.casework.unfolding import Unfolding
from sekisho.casework.view import Judgement
from sekisho.casework.world import World
from sekisho.law import evaluate
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .about_kernel import KERNEL
from .about_pack import READINGS
from .about_sparing import SPARED
from .about_standing import WATCHES
from .about_ways import WAYS
from .everything import PASSAGES
from .history import Passage
from .properties import PROPERTIES, STATED_OF
from .prove import Stated
from .recorded import NotInEdition, Passing, Recorded, place
from .standing import Watch

Bound = Mapping[str, str]
NOT_THERE = Text("手続の対象が、その時の記録にない。", "What the step acts on was not on record at the time.")
NOT_AS_READ = Text(
    "拠った案件が、拠った時の状態で示されていない。",
    "A case that it rested on is not shown as it was when it was read.",
)
OTHER_PACK = Text(
    "当時の規則集が、性質を述べた規則集でない。",
    "The rules at the time are not those that the properties are stated of.",
)
NOT_SEEN = Text("見ることのできない案件に係る。", "It rests on a case that may not be seen.")

TRIED: Mapping[str, Stated] = {
    **KERNEL,
    **{each.id: each for each in PROPERTIES},
    **{each.id: each for each in PASSAGES},
    **{each.id: each for each in WATCHES},
}
"""Every property that an entry can break, by number."""

OTHERS: Mapping[str, Text] = {
    **dict.fromkeys(
        (way.id for way in WAYS),
        Text(
            "何を行うことができるかに関する。行われたことの記録は、これを破らない（law prove が証明する）。",
            "It is about what can be done: no record of what was done breaks it (law prove proves it).",
        ),
    ),
    **dict.fromkeys(
        (reading.id for reading in READINGS),
        Text(
            "規則集の文面に関する（law prove が読む）。",
            "It is about the text of the rules (law prove reads it).",
        ),
    ),
    **dict.fromkeys(
        (spare.id for spare in SPARED),
        Text(
            "何が義務とならないかに関する。継続する義務は記録から規則により導かれ、記録自体はこれを破らない（law prove が"
            "証明する）。",
            "It is about what is not owed: a standing duty follows from the record by the rules, and no entry states it"
            " (law prove proves it).",
        ),
    ),
    **dict.fromkeys(
        ("N23", "N23b"),
        Text(
            "二つの状態を比べる（law prove が証明する）。",
            "It compares two states (law prove proves it).",
        ),
    ),
}
"""The properties that no entry can break, with the reason."""


class Breach(msgspec.Struct, frozen=True):
    """A property broken: by which entry (its number in the order of the record) and on which element (part → key)."""

    property: str
    number: int
    case: str
    sequence: int
    step: str
    element: Bound = {}


class Untried(msgspec.Struct, frozen=True):
    """An entry that could not be tried by a property, and why."""

    property: str
    number: int
    why: Text


class Trial:
    """Takes entries in the order of the record, each with the world before it and the world after it.

    ``judged`` counts the entries that each property was tried on. Nothing is passed over: an entry that a property is
    about is counted there, or is among ``untried``. Entries of other cases than ``cases``, where these are named, are
    numbered and no more; what rests on another case than ``seen``, where these are named, is untried.
    """

    def __init__(
        self, pack: Pack, cases: Collection[str] | None = None, seen: Collection[str] | None = None
    ) -> None:
        self.pack, self.cases = pack, cases
        self.seen = None if seen is None else frozenset(seen)
        self.judged: Counter[str] = Counter()
        self.breaches: list[Breach] = []
        self.untried: list[Untried] = []
        self.deviations: list[int] = []
        self.entries = 0
        self._last: dict[str, int] = {}
        self._past: dict[str, dict[tuple[str, str, str], set[str]]] = {}

    def take(self, entry: Entry, before: World, after: World) -> tuple[Breach, ...]:
        """Try the next entry by every property that is about it; return those that it breaks."""
        self.entries += 1
        known = len(self.breaches)
        if self.cases is None or entry.case in self.cases:
            self._try_all(entry, before, after)
        self._remember(before.cases[entry.case])
        return tuple(self.breaches[known:])

    def _try_all(self, entry: Entry, before: World, after: World) -> None:
        for name, kernel in KERNEL.items():
            self._note(name, entry, [{}] if not kernel.holds(entry, before) else [])
        if entry.step == DEVIATION:
            self.deviations.append(self.entries)
        if self.pack.edition(entry.pack).id != STATED_OF:
            self._leave(entry, OTHER_PACK)
        elif not all(_stands(before, case, number) for case, number in entry.reads.items()):
            self._leave(entry, NOT_AS_READ)
        else:
            if entry.step != DEVIATION:
                self._try_steps(entry, before, after)
            self._watch(entry, after)

    def _try_steps(self, entry: Entry, before: World, after: World) -> None:
        """Try an act by what is on record, and what is dated back also by what had happened by then: what came later does not
        cover it.
        """
        broken, untried = len(self.breaches), len(self.untried)
        self._try_step(entry, before, after)
        then, now = (as_of(self.pack, each, entry.happened_at, entry.reads) for each in (before, after))
        if then is not None and now is not None:
            self._try_step(entry, then, now)
            _once(self.breaches, broken)
            _once(self.untried, untried)

    def _leave(self, entry: Entry, why: Text) -> None:
        """No property about the entry's step can be tried."""
        step = self.pack.edition(entry.pack).steps.get(entry.step)
        if step is not None:
            never = (stated.id for stated in PROPERTIES if stated.concerns(step))
            history = dict.fromkeys(passage.id for passage in PASSAGES if passage.concerns(step))
            self.untried += [Untried(name, self.entries, why) for name in (*never, *history)]

    def _try_step(self, entry: Entry, before: World, after: World) -> None:
        edition = self.pack.edition(entry.pack)
        step, case = edition.steps[entry.step], before.cases[entry.case]
        earlier, later = under(before, edition), under(after, edition)
        then = Judgement(earlier, entry.happened_at, entry.intent, entry.recorded_by)
        now = Judgement(later, entry.happened_at)
        passing = Passing(then, now, self._past.get(entry.case, {}), step)
        combos = combinations(case, step, entry.intent)
        places = [place(then, case, combo, passing) for combo in combos]
        for stated in (p for p in PROPERTIES if p.concerns(step)):
            self._try(stated.id, entry, places, stated.must)
        for passage in (p for p in PASSAGES if p.concerns(step)):
            self._try(passage.id, entry, places, _passed(passage, passing, entry))

    def _try(
        self, name: str, entry: Entry, places: Sequence[Recorded], must: Callable[[Recorded], Any]
    ) -> None:
        if not places:
            self.untried.append(Untried(name, self.entries, NOT_THERE))
            return
        read = _reading(places[0])
        try:
            broken = [each.bound for each in places if not must(each)]
        except NotInEdition as missing:
            self.untried.append(Untried(name, self.entries, _unknown(missing)))
            return
        if self.seen is not None and not all(map(self.seen.issuperset, read)):
            self.untried.append(Untried(name, self.entries, NOT_SEEN))
            return
        self._note(name, entry, broken)

    def _note(self, name: str, entry: Entry, broken: Iterable[Bound]) -> None:
        self.judged[name] += self._last.get(name) != self.entries
        self._last[name] = self.entries
        self.breaches += [
            Breach(name, self.entries, entry.case, entry.sequence, entry.step, dict(bound))
            for bound in broken
        ]

    def _watch(self, entry: Entry, after: World) -> None:
        """Where a duty must be open once the entry is there, in its own case."""
        world = under(after, self.pack.edition(entry.pack))
        case, now = world.cases[entry.case], Judgement(world, entry.happened_at)
        for watch in (w for w in WATCHES if w.kind == case.kind):
            watched = [{watch.part: e.key} for e in case.active(watch.part)] if watch.part else [{}]
            places = [place(now, case, bound) for bound in watched]
            if places:
                self._try(watch.id, entry, places, partial(_watched, watch))

    def _remember(self, case: Case) -> None:
        past = self._past.setdefault(case.id, {})
        for element in (case.root, *(e for part in case.parts.values() for e in part.values())):
            for dim, content in element.dims.items():
                past.setdefault((element.part, element.key, dim), set()).add(content)


def _once(found: list[Any], since: int) -> None:
    """Keep once what was found twice from a place on."""
    new = found[since:]
    found[since:] = [each for number, each in enumerate(new) if each not in new[:number]]


def _stands(world: World, case: str, number: int) -> bool:
    """Return whether a case stands as it was read."""
    there = world.cases.get(case)
    return there is not None and there.sequence == number


def _reading(here: Recorded) -> tuple[Mapping[str, int], ...]:
    """Forget which cases were read, and return where those that are read from now on are noted."""
    passing, own = here.passing, here.view.judgement
    judgements = (own,) if passing is None else (passing.before, passing.after)
    for judgement in judgements:
        judgement.read.clear()
    return tuple(judgement.read for judgement in judgements)


def try_bundle(pack: Pack, bundle: Bundle, cases: Collection[str] | None = None) -> tuple[Trial, Replayed]:
    """Try the entries of a bundle, each taken as a record whatever the gate says of it; return also what they come to."""
    told = replay_as_told(pack, bundle)
    trial, unfolding = Trial(pack, cases), Unfolding(pack, bundle.register)
    for case in bundle.cases:
        unfolding.opened(case.id, case.kind, case.realm)
    for entry in told.entries:
        trial.take(entry, unfolding.take(entry), unfolding.world)
    return trial, told


def _passed(passage: Passage, passing: Passing, entry: Entry) -> Callable[[Recorded], Any]:
    """Return what a property of history says of the place that an act is on, as it was and as it is left."""
    case = passing.after.world.cases[entry.case]

    def must(before: Recorded) -> Any:
        added = {
            effect.name: element.key
            for effect in passing.step.does
            if effect.verb == "add" and not effect.each
            for element in case.active(effect.name)
            if element.added == entry.sequence
            and all(before.bound.get(p, k) == k for p, k in element.of.items())
        }
        return passage.must(before, place(passing.after, case, {**before.bound, **added}, passing))

    return must


def _watched(watch: Watch, here: Recorded) -> Any:
    """Return that some standing duty is open there, or that none need be."""
    pack = here.model.pack
    rules = [rule for rule in pack.standing_of[watch.kind] if set(rule.each) <= {watch.part}]
    closed = (evaluate.rails(rule.when, here.only(*rule.each).view, pack.defs).false for rule in rules)
    return not all(closed) or watch.must(here)


def _unknown(missing: NotInEdition) -> Text:
    name = missing.args[0]
    return Text(
        f"当時の規則の版に「{name}」がない。", f"The edition of the rules at the time does not have “{name}”."
    )
