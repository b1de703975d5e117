"""The timeline: what was done, as a page tells it."""

from __future__ import annotations

import msgspec

from sekisho.casework.entry import Opened
from sekisho.web.cases import timeline

from .conftest import Bench


def _opened(duty: str, target: str) -> Opened:
    return Opened(rule="R", duty=duty, element={"target": target}, bearer="npa")


def test_duties_of_one_kind_that_an_entry_opened_are_told_once_with_their_number(bench: Bench) -> None:
    """Three targets open three duties to notify: one line says so, and a duty that stands alone has no number."""
    opened = [_opened("notice", target) for target in ("t1", "t2", "t3")]
    bench.entries[-1] = msgspec.structs.replace(
        bench.entries[-1], opens=(*opened, _opened("unknown_duty", "t1"))
    )
    told = timeline.events(bench.pack, bench.case, bench.register)[0].opened
    name = bench.pack.kinds["measure"].variables["notice"].text
    assert [text.en for text in told] == [f"{name.en} (3)", "unknown_duty"]
    assert told[0].ja == f"{name.ja}（3件）"
