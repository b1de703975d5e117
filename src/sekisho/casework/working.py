"""Working a case out: what the rules say of a worked case of the pack, to be held against what its author says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sekisho.law.pack import Pack
from sekisho.law.worked import WorkedCase
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .assessment import assess_step
from .bundle import Bundle, read_bundle
from .duties import open_duties
from .replay import Replayed, replay
from .verdict import Verdict
from .view import CaseView, Judgement


class Unworkable(ValueError):
    """A worked case whose bundle or act cannot be read under a pack; ``findings`` say why."""

    def __init__(self, case: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{case}: " + "; ".join(f"{f.place}: {f.message.en}" for f in findings))
        self.findings = findings


class Worked(msgspec.Struct, frozen=True):
    """What a case comes to: outcome, the rules missing in the order of the pack, the exceptions used.

    ``named`` are the clauses that the verdict names for the rule that the case is about, where that is one of the pack;
    ``owed`` the duties that are then open in the case, each with who owes it and to whom.
    """

    outcome: str
    missing: tuple[str, ...] = ()
    lifted: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    owed: Mapping[str, tuple[str, ...]] = {}

    def as_stated(self, case: WorkedCase) -> bool:
        """Whether this is what the author of the case says: outcome, rules, exceptions, clause, duties."""
        stated = (case.expect, set(case.rules), frozenset(case.lifted))
        found = (self.outcome, set(self.missing), self.lifted)
        cited = not self.named or case.cite[0] in self.named
        return found == stated and cited and case.owed in (None, self.owed)


def work(pack: Pack, case: WorkedCase) -> Worked:
    """Return what a worked case comes to under a pack; raises ``Unworkable``."""
    bundle = bundle_of(pack, case)
    replayed = replay(pack, bundle)
    verdict = _of_the_act(case, bundle, replayed) if _tried(case) else _of_the_state(pack, case, replayed)
    owed = _owed(pack, case, replayed)
    if verdict is None:
        return Worked("permitted", (), frozenset(replayed.entries[-1].lifted), owed=owed)
    if verdict.findings:
        raise Unworkable(case.id, verdict.findings)
    missing = dict.fromkeys(r.rule for r in verdict.missing)
    about = [r for r in verdict.missing if r.rule in pack.rules and r.rule == next(iter(case.rules), "")]
    return Worked(
        outcome=verdict.outcome,
        missing=tuple(missing),
        lifted=frozenset(r.lifted_by for r in verdict.lifted),
        named=frozenset(clause for r in about for clause in r.cite),
        owed=owed,
    )


def comes_out(pack: Pack, case: WorkedCase) -> bool:
    """Return whether a worked case comes out under a pack as its author says."""
    try:
        return work(pack, case).as_stated(case)
    except Unworkable:
        return False


class Flipped(msgspec.Struct, frozen=True):
    """A worked case that comes out otherwise; an outcome is empty where the case cannot be told under that pack.

    ``bundle`` is the case itself as a case bundle, an act that is tried at the end of its story; ``about`` the case in it.
    """

    case: str
    text: Text
    step: str
    before: str
    after: str
    about: str = ""
    bundle: Mapping[str, Any] = {}


def flipped(old: Pack, new: Pack, only: str = "") -> Iterator[Flipped]:
    """Yield the worked cases of either pack that come out otherwise under the newer one; of one step where it is named."""
    for case in {c.id: c for c in (*old.worked, *new.worked)}.values():
        if only not in ("", case.step):
            continue
        before, after = _outcome(old, case), _outcome(new, case)
        if before != after:
            about = str(case.ask["case"])
            yield Flipped(case.id, case.text, case.step, before, after, about, told_as_bundle(case))


def _outcome(pack: Pack, case: WorkedCase) -> str:
    try:
        return work(pack, case).outcome if case.step in pack.steps else ""
    except Unworkable:
        return ""


class Exercised(msgspec.Struct, frozen=True):
    """What a worked case goes through: the steps permitted in it, the rules that each was judged by, and its doubts.

    ``judged`` are pairs of step and rule in what was permitted; ``doubted`` those that were not known to be met.
    """

    steps: frozenset[str]
    judged: frozenset[tuple[str, str]]
    doubted: frozenset[tuple[str, str]]


def exercised(pack: Pack, case: WorkedCase) -> Exercised:
    """Return what a worked case goes through, the act or state asked about included where it is permitted."""
    replayed = replay(pack, bundle_of(pack, case))
    asked = [] if _tried(case) else [_of_the_state(pack, case, replayed)]
    permitted = [*replayed.verdicts, *(v for v in asked if v.permitted)]
    refused = [*(u.verdict for u in replayed.uncounted), *(v for v in asked if not v.permitted)]
    return Exercised(
        steps=frozenset(v.step for v in permitted),
        judged=frozenset((v.step, r.rule) for v in permitted for r in v.reasons),
        doubted=frozenset((v.step, r.rule) for v in refused for r in v.reasons if r.outcome == "open"),
    )


def _tried(case: WorkedCase) -> bool:
    """An act is tried, rather than the state asked."""
    return bool(set(case.ask) - {"case", "step", "at"})


def bundle_of(pack: Pack, case: WorkedCase) -> Bundle:
    """Return the bundle of a case; an act that is tried stands at the end of its story."""
    found = read_bundle(json.dumps(told_as_bundle(case)).encode(), f"{case.id}.json", pack)
    if found.bundle is None:
        raise Unworkable(case.id, found.findings)
    return found.bundle


def told_as_bundle(case: WorkedCase, asked: bool = False) -> Mapping[str, Any]:
    """Return a case in the format of a bundle; with ``asked`` the state that is asked about is tried as an act, too."""
    value = dict(case.bundle)
    if asked or _tried(case):
        value["story"] = [*value.get("story", ()), case.ask]
    return value


def told_steps(pack: Pack, case: WorkedCase) -> frozenset[str]:
    """Return the steps of which a case tells an entry, or asks; none where it cannot be read under the pack."""
    try:
        bundle = bundle_of(pack, case)
    except Unworkable:
        return frozenset()
    told = [*bundle.story, *(each for own in bundle.cases for each in own.told)]
    return frozenset((case.step, *(each.step for each in told)))


def _of_the_act(case: WorkedCase, bundle: Bundle, replayed: Replayed) -> Verdict | None:
    """Return the verdict by which the act was refused; ``None`` where it was permitted."""
    last = f"story[{len(bundle.story) - 1}]"
    return next((u.verdict for u in replayed.uncounted if u.told.place == last), None)


def _of_the_state(pack: Pack, case: WorkedCase, replayed: Replayed) -> Verdict:
    return assess_step(pack, replayed.world, case.ask["case"], case.step, _asked_at(case, replayed))


def _owed(pack: Pack, case: WorkedCase, replayed: Replayed) -> Mapping[str, tuple[str, ...]]:
    """Return the duties open in the case that is asked about: who owes each, and to whom where it is owed to somebody."""
    at = replayed.now if _tried(case) else _asked_at(case, replayed)
    world = replayed.world
    duties = open_duties(pack, CaseView(Judgement(world, at), world.cases.get(case.ask["case"])))
    return {d.rule: (d.bearer, d.towards) if d.towards else (d.bearer,) for d in duties}


def _asked_at(case: WorkedCase, replayed: Replayed) -> datetime:
    return parse_time(case.ask["at"]) if "at" in case.ask else replayed.now
