"""How things stand on the stage at the end: cases by kind and state, duties, the log."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sekisho.operations.standing import standing_now

from .stage import Stage


def standing_of(stage: Stage) -> dict[str, Any]:
    """Return the counts that the summary gives."""
    now = standing_now(stage.now)
    cases: dict[str, Counter[str]] = {}
    for kind, closed in now.cases:
        cases.setdefault(kind, Counter())["closed" if closed else "open"] += 1
    return {
        "cases": {kind: dict(states) for kind, states in sorted(cases.items())},
        "duties_opened": now.duties_opened,
        "duties_discharged": now.duties_discharged,
        "deviations": now.deviations,
        "ledger": {"size": now.log_size, "root": now.log_root},
    }
