"""Opening a case: an act like any other, whose first entry makes the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sekisho.casework.entry import Evidence, Intent, Reference
from sekisho.records.outside import draw
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL

from .act import Along, act, prepare
from .outcomes import Outcome


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
) -> Outcome:
    """Open a case by its opening step (``measure.open``), in the name of an office or post; the case's id is
    random.

    1. Draw the id and fill in what follows from the record.
    2. Act.
    """
    intent = Intent(case=draw("case"), step=step, act_of=act_of, particulars=particulars, names=names or {})
    return act(prepare(intent, now, realm), recorded_by, now, happened_at, evidence, realm, along)  # 1, 2
