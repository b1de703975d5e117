"""Opening a case: an act like any other, whose first entry makes the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sekisho.casework.entry import Evidence, Intent, Reference
from sekisho.records.outside import draw
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL

from .act import UNIDENTIFIED, Along, act, prepare
from .outcomes import Outcome
from .signing import Assent


@assessing()
def open_case(
    step: str,
    act_of: str,
    particulars: Mapping[str, Any],
    recorded_by: str,
    now: datetime,
    names: Mapping[str, Reference] | None = None,
    realm: str = REAL,
    happened_at: datetime | None = None,
    evidence: Iterable[Evidence] = (),
    along: Along | None = None,
    assent: Assent = UNIDENTIFIED,
) -> Outcome:
    """Open a case by its opening step (``measure.open``), in the name of an office or post; the case's id is
    random.

    1. Draw the id and fill in what follows from the record.
    2. Act.
    """
    meant = Intent(case=draw("case"), step=step, act_of=act_of, particulars=particulars, names=names or {})
    intent = prepare(meant, recorded_by, now, realm)
    return act(intent, recorded_by, now, happened_at, evidence, realm, along, assent)  # 1, 2
