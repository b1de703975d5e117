"""The world as it had become by a moment: what an act that is recorded late may rest on, and nothing that came after it.

Entries stand in the order in which they were recorded, and an act may be put on record after others that happened later. Were
it judged by all of them, an approval would cover what was done before it was given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sekisho.law.pack import Pack

from .case import Case
from .entry import Entry
from .fold import apply, empty
from .world import World, pointing


def as_of(pack: Pack, world: World, moment: datetime) -> World | None:
    """Return a world without what happened after a moment; ``None`` where nothing did.

    The register stays, for tenures have dates of their own; so does the opening of a case, which is where acts done before
    it are put. People write times to the minute, and within one nothing counts as later.
    """
    later = {case.id for case in world.cases.values() if any(_after(e, moment) for e in case.entries[1:])}
    if not later:
        return None
    cases = {id_: _until(pack, case, moment) if id_ in later else case for id_, case in world.cases.items()}
    return replace(world, cases=cases, pointing=pointing(cases.values()))


def _until(pack: Pack, case: Case, moment: datetime) -> Case:
    kept = (*case.entries[:1], *(entry for entry in case.entries[1:] if not _after(entry, moment)))
    made = empty(pack, case.id, case.kind, case.realm)
    for entry in kept:
        apply(pack, made, entry)
    made.entries = kept
    return made


def _after(entry: Entry, moment: datetime) -> bool:
    return entry.happened_at.replace(second=0, microsecond=0) > moment
