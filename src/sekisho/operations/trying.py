"""Trying what is on record by the properties, as far as one person may see it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sekisho.casework.unfolding import Unfolding
from sekisho.casework.visibility import Viewer
from sekisho.proof.trial import Trial
from sekisho.records.access import access_of_cases, whole_cases
from sekisho.records.entries import entries_in_order
from sekisho.records.erasing import erasures
from sekisho.records.second_wall import assessing
from sekisho.records.world import load_world

from .pack_in_force import pack_in_force
from .reading import Shown, note_reads


class TriedRecord(msgspec.Struct, frozen=True):
    """What came of the record; how many cases of the realm were erased, and so left out of what can be known."""

    trial: Trial
    erased: int


def try_record(viewer: Viewer, now: datetime, case: str = "") -> TriedRecord | None:
    """Try every entry that a viewer may see, or those of one case; ``None`` for a case unseen, just as for one not there.

    1. Only cases that the viewer sees the whole of are tried; that they are looked at goes on record first.
    2. The world is unfolded from all entries, in the application's own name.
    3. What rests on a case that the viewer does not see is said to be untried.
    """
    pack = pack_in_force()
    seen = set(whole_cases(viewer).filter(realm=viewer.realm).values_list("pk", flat=True))  # 1
    chosen = seen & {case} if case else seen
    if case and not chosen:
        return None
    shown = access_of_cases(chosen)
    note_reads(viewer, "", [Shown("case", each, access) for each, access in shown.items()], now)
    trial, unfolding = Trial(pack, chosen, seen), Unfolding(pack)  # 3
    reachable = load_world(pack, (case,), viewer.realm).seen if case else None
    with assessing():  # 2
        for kind, entry in entries_in_order(viewer.realm, reachable):
            unfolding.opened(entry.case, kind, entry.realm)
            trial.take(entry, unfolding.take(entry), unfolding.world)
    return TriedRecord(trial, len(erasures(viewer)))
