"""The way to a lawful act: which steps are still needed, by which offices, in which order, and which can run side by side.

The steps that could supply what is missing are the pack's own; what they would say is taken from its named states
(``shortforms``), which are routes that a lawyer wrote. Nothing is taken on trust: every step of a way is tried through the
gate on copies of the cases, one that turns out not to be needed is left out, and the act itself is permitted at the end
or the way says what would still be missing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from sekisho.law.pack import Effect, Pack, Shortform

from .assessment import assess_step
from .case import Case
from .entry import Reference
from .fold import empty
from .replay import Stage
from .shortform import expand
from .told import Told
from .verdict import Reason, Verdict
from .view import CaseView, Judgement
from .world import World


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a way: taken in ``wave`` (1, 2 …); steps of one wave need nothing of one another.

    ``person`` is named where the named state has it taken by somebody in particular: another than before, say.
    """

    case: str
    step: str
    act_of: str
    wave: int
    opens: bool = False
    person: str = ""
    on: Mapping[str, tuple[str, ...]] = {}
    names: Mapping[str, Reference] = {}
    given: Mapping[str, Any] = {}


class Pathway(msgspec.Struct, frozen=True, kw_only=True):
    """The moves that lead to an act, and what would still be missing after them (nothing, where the way is whole).

    ``like`` is the named state whose facts the way supposes: where the target is, who executes, on which basis.
    """

    step: str
    case: str
    like: str
    moves: tuple[Move, ...]
    missing: tuple[Reason, ...]

    @property
    def whole(self) -> bool:
        """Whether the act is permitted at the end."""
        return not self.missing


def pathways(pack: Pack, world: World, case_id: str, step: str, now: datetime) -> tuple[Pathway, ...]:
    """Return the ways to a permitted act, one for each situation that may be; where none is whole, the one that lacks least.

    1. Where the act is permitted already, the way is empty.
    2. Take each named state of the kind of case as a source of steps: in its own order, or back from what is missing.
    3. Leave out what is not needed; of ways alike, one is enough. Sort what is left into waves.
    """
    verdict = assess_step(pack, world, case_id, step, now)
    if verdict.permitted:  # 1
        return (Pathway(step=step, case=case_id, like="", moves=(), missing=()),)
    kind = world.cases[case_id].kind
    forms = [form for form in pack.shortforms.values() if form.id.startswith(f"{kind}.")]
    searches = [_Search(pack, world, case_id, step, now, form) for form in forms]
    found = [(search, moves, search.lack(moves)) for search in searches for moves in [search.best()]]  # 2
    if not found:
        return (Pathway(step=step, case=case_id, like="", moves=(), missing=verdict.missing),)
    least = min(lack for _, _, lack in found)
    chosen = [(search, search.needed(moves)) for search, moves, lack in found if lack == least]  # 3
    return tuple(search.way(moves) for search, moves in _unlike(chosen)[: None if least == WHOLE else 1])


TAKES = 2
"""How often a way may take one step: what was done is void where what it was about changes afterwards."""
WHOLE = (False, 0)


def _lack(missing: Sequence[Reason]) -> tuple[bool, int]:
    """Return how far an act is from being permitted: where there is nothing yet to act on, less of it can be missing."""
    return any(reason.rule == "KERNEL-SUBJECT" for reason in missing), len(missing)


def _unlike(found: list[tuple[_Search, list[Told]]]) -> list[tuple[_Search, list[Told]]]:
    kept: dict[str, tuple[_Search, list[Told]]] = {}
    for search, moves in found:
        kept.setdefault(repr([(m.case, m.step, m.by, m.on, m.given) for m in moves]), (search, moves))
    return list(kept.values())


class _Search:
    """The search for one way, along one named state."""

    def __init__(
        self, pack: Pack, world: World, case_id: str, step: str, now: datetime, form: Shortform
    ) -> None:
        self.pack, self.world, self.case_id, self.step, self.now = pack, world, case_id, step, now
        self.form = form
        pool = _pool(pack, world, case_id, form)
        self.pool = [told for told in pool if not _decided_otherwise(pack, world, told, now)]

    def stage(self) -> Stage:
        """Return the cases as they stand, with those that a way could open, to be tried on."""
        cases = {id_: copy.deepcopy(case) for id_, case in self.world.cases.items()}
        realm = self.world.cases[self.case_id].realm
        for told in self.pool:
            kind = told.step.partition(".")[0]
            cases.setdefault(told.case, empty(self.pack, told.case, kind, realm))
        return Stage(self.pack, cases, self.world.register, self.now)

    def goal(self, stage: Stage) -> Verdict:
        """Return how the act stands."""
        return assess_step(self.pack, stage.world, self.case_id, self.step, stage.at)

    def best(self) -> list[Told]:
        """Return the steps that leave least missing: in the order of the named state, once more from the start, or backwards."""
        ways = (self.forwards(True), self.forwards(False), self.backwards())
        return min(ways, key=self.lack)

    def lack(self, moves: Iterable[Told]) -> tuple[bool, int]:
        """Return how far the act is from being permitted after these steps."""
        return _lack(self.after(moves).missing)

    def forwards(self, further: bool) -> list[Told]:
        """Return the steps of the named state that are permitted one after the other; ``further`` leaves out those done."""
        stage, taken = self.stage(), list[Told]()
        for told in self.pool:
            if further and self._done(told):
                continue
            if stage.take(told).permitted:
                taken.append(msgspec.structs.replace(told, place=f"{told.place}/{len(taken)}"))
        return taken

    def _done(self, told: Told) -> bool:
        """Return whether the case has the step as often as the named state takes it up to here."""
        case = self.world.cases.get(told.case)
        entries = sum(e.step == told.step for e in case.entries) if case else 0
        before = self.pool[: self.pool.index(told) + 1]
        return entries >= sum(each.step == told.step and each.case == told.case for each in before)

    def backwards(self) -> list[Told]:
        """Return steps that bring about what the act lacks, each after what it needs itself."""
        stage, taken = self.stage(), list[Told]()
        self._until(stage, lambda: self.goal(stage), taken, frozenset())
        return taken

    def _until(
        self, stage: Stage, attempt: Callable[[], Verdict], taken: list[Told], trying: frozenset[str]
    ) -> Verdict:
        """Supply what an attempt lacks, again and again, until it is permitted or nothing more comes of it."""
        before, verdict = -1, attempt()
        while verdict.missing and len(taken) > before:
            before = len(taken)
            for reason in verdict.missing:
                self._supply(stage, reason, taken, trying)
            verdict = attempt()
        return verdict

    def _supply(self, stage: Stage, reason: Reason, taken: list[Told], trying: frozenset[str]) -> None:
        wanted = dict.fromkeys(supplier.step for supplier in reason.suppliers)
        for told in self.pool:
            if told.step in wanted and _times(told, taken) < TAKES:
                self._achieve(stage, told, taken, trying)

    def _achieve(self, stage: Stage, told: Told, taken: list[Told], trying: frozenset[str]) -> None:
        """Take a step, and before it whatever it lacks; a step that waits on itself is not to be had this way."""
        if told.place in trying:
            return
        trying |= {told.place}
        self._open(stage, told, taken, trying)
        if self._until(stage, lambda: stage.take(told), taken, trying).permitted:
            taken.append(msgspec.structs.replace(told, place=f"{told.place}/{len(taken)}"))

    def _open(self, stage: Stage, told: Told, taken: list[Told], trying: frozenset[str]) -> None:
        """Take what stands before a step in a case that the way itself opens: it is that case's own short story."""
        if told.case in self.world.cases:
            return
        for earlier in self.pool[: self.pool.index(told)]:
            if earlier.case == told.case and not _times(earlier, taken):
                self._achieve(stage, earlier, taken, trying)

    def after(self, moves: Iterable[Told]) -> Verdict:
        """Return how the act stands after these steps; one that is refused on the way counts for nothing."""
        stage = self.stage()
        for told in moves:
            stage.take(told)
        return self.goal(stage)

    def needed(self, moves: list[Told]) -> list[Told]:
        """Return the steps without those whose absence costs nothing."""
        lacking, kept = self.lack(moves), list(moves)
        for told in reversed(moves):
            fewer = [each for each in kept if each is not told]
            if self.lack(fewer) <= lacking:
                kept = fewer
        return kept

    def way(self, moves: list[Told]) -> Pathway:
        """Return the way in waves."""
        waves = self.waves(moves)
        return Pathway(
            step=self.step,
            case=self.case_id,
            like=self.form.id,
            moves=tuple(self._told(waves)),
            missing=self.after(moves).missing,
        )

    def waves(self, moves: list[Told]) -> list[list[Told]]:
        """Return the steps in waves: each as early as it can be without anything on the way being lost by it."""
        lacking, waves = self.lack(moves), [[told] for told in moves]
        for told in moves:
            at = next(n for n, wave in enumerate(waves) if told in wave)
            while at > 0 and self._stands(earlier := _moved(waves, told, at), lacking):
                waves, at = earlier, at - 1
            waves = [wave for wave in waves if wave]
        return waves

    def _stands(self, waves: list[list[Told]], lacking: tuple[bool, int]) -> bool:
        """Return whether the waves can be taken in whatever order inside each, and the act stands as well after them.

        Every step must be permitted before any of its wave is taken; of the orders, the two contrary ones are tried.
        """
        return all(self._walks(each, lacking) for each in (waves, [wave[::-1] for wave in waves]))

    def _walks(self, waves: list[list[Told]], lacking: tuple[bool, int]) -> bool:
        stage = self.stage()
        for wave in waves:
            if not all(stage.judged(told, stage.at)[0].permitted for told in wave):
                return False
            if not all(stage.take(told).permitted for told in wave):
                return False
        return _lack(self.goal(stage).missing) <= lacking

    def _told(self, waves: list[list[Told]]) -> Iterator[Move]:
        stage = self.stage()
        for number, wave in enumerate(waves, 1):
            for told in wave:
                _, intent, _ = stage.judged(told, stage.at)
                stage.take(told)
                opens = self.pack.steps[told.step].opens
                yield Move(
                    case=told.case,
                    step=told.step,
                    act_of=intent.act_of,
                    wave=number,
                    opens=opens,
                    person=told.person,
                    on=intent.subject,
                    names=intent.names,
                    given=told.given,
                )


def _times(told: Told, taken: list[Told]) -> int:
    return sum(each.place.partition("/")[0] == told.place for each in taken)


def _moved(waves: list[list[Told]], told: Told, at: int) -> list[list[Told]]:
    """Return the waves with a step one wave earlier."""
    moved = [[each for each in wave if each is not told] for wave in waves]
    moved[at - 1].append(told)
    return [wave for wave in moved if wave] if not moved[at] else moved


def _pool(pack: Pack, world: World, case_id: str, form: Shortform) -> list[Told]:
    """Return the steps that a way may take: those of the cases that this one rests on, then those of the named state.

    The steps of the cases that a named state opens stand among its own, in its order.
    """
    case = world.cases[case_id]
    told: list[Told] = []
    for linked in _linked(case, world):
        forms = (f for f in pack.shortforms.values() if f.id.startswith(f"{linked.kind}."))
        told += [each for f in forms for each in _fresh(world, _told(pack, linked, f))]
    told += _fresh(world, _told(pack, case, form))
    return [msgspec.structs.replace(each, place=f"{n}") for n, each in enumerate(_distinct(told))]


def _fresh(world: World, told: list[Told]) -> list[Told]:
    """Return the steps, and once more those of a further case in the place of one that is there already.

    A case opened for an earlier request, say, may be of no use any more.
    """
    own = told[0].form if told else ""
    again = {each.case: f"{each.case}-2" for each in told if each.case in world.cases and each.case != own}
    return [*told, *(_renamed(each, again) for each in told if each.case in again or _names(each, again))]


def _names(told: Told, again: Mapping[str, str]) -> bool:
    return any(reference.case in again for reference in told.names.values())


def _renamed(told: Told, again: Mapping[str, str]) -> Told:
    names = {
        role: msgspec.structs.replace(r, case=again.get(r.case, r.case)) for role, r in told.names.items()
    }
    return msgspec.structs.replace(told, case=again.get(told.case, told.case), names=names)


def _decided_otherwise(pack: Pack, world: World, told: Told, now: datetime) -> bool:
    """Return whether a step would find what is found already, and stands, to be otherwise: no way asks for that."""
    case, step = world.cases.get(told.case), pack.steps[told.step]
    if case is None:
        return False
    view = CaseView(Judgement(world, now), case, {}, True)
    return any(_contradicts(pack, view, told, effect) for effect in step.does if effect.verb == "find")


def _contradicts(pack: Pack, view: CaseView, told: Told, effect: Effect) -> bool:
    variable = pack.kinds[view.case.kind].variables[effect.name] if view.case else None
    value = effect.value or (told.given.get(effect.fields[0]) if effect.fields else None)
    if variable is None or value is None:
        return False
    places = view.elements(variable.part) if variable.part else [view]
    keys = told.on.get(variable.part, ())
    found = [
        place.finding(variable.id, variable.about)
        for place in places
        if not keys or place.bound.get(variable.part) in keys
    ]
    return any(each is not None and each != value for each in found)


def _linked(case: Case, world: World) -> list[Case]:
    references = (r for references in case.links.values() for r in references)
    return [world.cases[r.case] for r in references if r.case in world.cases]


def _told(pack: Pack, case: Case, form: Shortform) -> list[Told]:
    value: Mapping[str, str] = {"id": case.id, "kind": case.kind, "as": form.id.partition(".")[2]}
    return [told for told in expand(value, pack) if not _opens_again(pack, case, told)]


def _opens_again(pack: Pack, case: Case, told: Told) -> bool:
    return told.case == case.id and pack.steps[told.step].opens


def _distinct(told: list[Told]) -> list[Told]:
    plain = [msgspec.structs.replace(each, turn=0, form="", place="") for each in told]
    return [each for n, each in enumerate(plain) if each not in plain[:n]]
