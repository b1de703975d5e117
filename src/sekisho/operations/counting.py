"""The figures of a year over what is on record, as far as one person may see it."""

from __future__ import annotations

from datetime import datetime

from sekisho.casework.counting import Count, counts
from sekisho.casework.visibility import Viewer
from sekisho.records.access import access_of_cases, whole_cases
from sekisho.records.world import load_case

from .pack_in_force import pack_in_force
from .reading import Shown, note_reads


def count_record(viewer: Viewer, now: datetime, year: int, case: str = "") -> tuple[Count, ...] | None:
    """Count the acts of a year in every case that a viewer sees the whole of, or in one; ``None`` where that one is not.

    That the cases are looked at goes on record first.
    """
    seen = whole_cases(viewer).filter(realm=viewer.realm)
    chosen = set((seen.filter(pk=case) if case else seen).values_list("pk", flat=True))
    if case and not chosen:
        return None
    shown = access_of_cases(chosen)
    note_reads(viewer, "", [Shown("case", each, access) for each, access in shown.items()], now)
    pack = pack_in_force()
    loaded = (load_case(pack, each) for each in sorted(chosen))
    return counts(pack, [found for found in loaded if found is not None], year)
