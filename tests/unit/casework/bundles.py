"""Bundles written in a test and played in the core: short to write, whole cases of the real pack behind them."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sekisho.casework.assessment import enter, judge
from sekisho.casework.bundle import Bundle, read_bundle, standard_cast
from sekisho.casework.entry import Entry, Intent
from sekisho.casework.fold import apply
from sekisho.casework.register import entitled
from sekisho.casework.replay import Replayed, complete, replay
from sekisho.casework.told import Told, reference
from sekisho.casework.verdict import Verdict
from sekisho.casework.world import World, pointing
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.vocabulary.times import parse_time

POLICY = {"id": "p1", "kind": "policy", "as": "in_force"}


@cache
def pack() -> Pack:
    """Return the packaged pack."""
    return load_pack()


def at(text: str) -> datetime:
    """Return a moment."""
    return parse_time(text)


def measure(form: str = "police_abroad_ready", **more: Any) -> dict[str, Any]:
    """Return a measure ``m1`` under the policy ``p1`` in a short form."""
    return {"id": "m1", "kind": "measure", "as": form, "names": {"under_policy": "p1"}, **more}


def read(value: Mapping[str, Any]) -> Bundle:
    """Return a bundle without defects."""
    found = read_bundle(json.dumps(value).encode(), "bundle.json", pack())
    assert found.bundle is not None, found.findings
    return found.bundle


def played(*cases: Mapping[str, Any], **more: Any) -> Replayed:
    """Return what the cases of a bundle leave."""
    return replay(pack(), read({"cases": list(cases), **more}))


@cache
def _shared(form: str) -> Replayed:
    return played(POLICY, measure(form))


def fresh(form: str = "police_abroad_ready") -> Replayed:
    """Return a policy in force and a measure in a short form, in a world that the test may change."""
    shared = _shared(form)
    cases = copy.deepcopy(dict(shared.world.cases))
    world = World(pack(), cases, shared.world.register, pointing(cases.values()))
    return Replayed(world, shared.now, shared.entries, shared.uncounted)


def meant(
    world: World, case: str, step: str, now: datetime, by: str = "", person: str = "", **more: Any
) -> tuple[Intent, str]:
    """Return the intent that an entry of a bundle would come to, and who would record it."""
    names = {role: reference(text) for role, text in more.pop("names", {}).items()}
    given, edition = more.pop("given", {}), more.pop("known", pack())
    told = Told(case=case, step=step, by=by, names=names, given=given, on=more)
    intent = complete(edition, world, told, now)
    people = (a.person for a in world.register.appointments)
    entitles = (p for p in people if entitled(edition, world.register, p, intent.act_of, step, now))
    return intent, person or next(entitles, "")


def act(world: World, case: str, step: str, now: datetime, **more: Any) -> tuple[Verdict, Entry | None]:
    """Judge an act and, where it is permitted, enter and fold it."""
    intent, person = meant(world, case, step, now, **more)
    verdict = judge(pack(), world, intent, person, now, now)
    if not verdict.permitted:
        return verdict, None
    entry = enter(verdict, intent, world, person, now, now)
    apply(pack(), world.cases[case], entry)
    world.cases[case].entries = (*world.cases[case].entries, entry)
    return verdict, entry


def rules(verdict: Verdict) -> list[str]:
    """Return the rules that are not met."""
    return [reason.rule for reason in verdict.missing]


def cast() -> Any:
    """Return the register with every post of the pack filled."""
    return standard_cast(pack())
