"""How an installation stands as a whole: cases by kind and state, duties opened and discharged, the log."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sekisho.casework.view import CaseView, Judgement, standing
from sekisho.records.log import latest_checkpoint
from sekisho.records.models import Case
from sekisho.records.world import REAL, load_world

from .pack_in_force import pack_in_force


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The counts; ``cases`` are (kind, closed), one for each case. Duties that entries opened are counted; those that
    follow from the state are counted in ``duties_standing`` while they last.
    """

    cases: tuple[tuple[str, bool], ...]
    duties_opened: int
    duties_discharged: int
    duties_standing: int
    deviations: int
    log_size: int
    log_root: str


def standing_now(now: datetime, realm: str = REAL) -> Standing:
    """Return the counts of a realm."""
    pack = pack_in_force()
    rows = list(
        Case.objects.filter(realm=realm, erased_at=None)
        .order_by("opened_at", "pk")
        .values_list("pk", flat=True)
    )
    world = load_world(pack, rows, realm).world
    cases = [world.cases[each] for each in rows]
    duties = [duty for case in cases for duty in case.duties]
    kept = latest_checkpoint(realm)
    return Standing(
        cases=tuple((case.kind, case.closed) for case in cases),
        duties_opened=len(duties),
        duties_discharged=sum(duty.discharged is not None for duty in duties),
        duties_standing=sum(len(standing(CaseView(Judgement(world, now), case))) for case in cases),
        deviations=sum(len(case.parts.get("deviation", ())) for case in cases),
        log_size=kept.size,
        log_root=kept.root,
    )
