"""The timeline: what was done, as a page tells it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

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
    told = timeline.events(bench.pack, bench.case, bench.world)[0].opened
    name = bench.pack.kinds["measure"].variables["notice"].text
    assert [text.en for text in told] == [f"{name.en} (3)", "unknown_duty"]
    assert told[0].ja == f"{name.ja}（3件）"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (timedelta(hours=24), None),
        (timedelta(hours=30), "recorded 1 day after the act"),
        (timedelta(days=3), "recorded 3 days after the act"),
    ],
)
def test_how_long_after_the_act_it_was_recorded_is_told(
    bench: Bench, after: timedelta, told: str | None
) -> None:
    """From a day on; before it, both times stand beside each other."""
    last = bench.entries[-1]
    bench.entries[-1] = msgspec.structs.replace(last, recorded_at=last.happened_at + after)
    late = timeline.events(bench.pack, bench.case, bench.world)[0].late
    assert (late and late.en) == told


def test_an_act_judged_by_an_older_edition_than_was_in_force_when_it_was_recorded_says_so(
    bench: Bench,
) -> None:
    """That is what dating an act back before a new edition comes to; an entry of before says nothing."""
    old, second = bench.pack, {"version": "2", "effective_from": "2027-04-01", "hash": "2" * 64}
    new = msgspec.structs.replace(old, **second, earlier=(old,))
    *_, last = bench.entries
    assert {event.older for event in timeline.events(new, bench.case, bench.world)} == {None}
    late = msgspec.structs.replace(last, pack=old.hash, recorded_at=last.happened_at.replace(year=2028))
    bench.entries[-1] = late
    older = timeline.events(new, bench.case, bench.world)[0].older
    assert older is not None
    assert older.en == f"by the rules at the time of the act (edition {old.version})"
