"""Whatever the order of entries and erasures, an honest log has no number missing, and a leaf that is closed beyond them is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger import verify
from tests.unit.ledger.making import Log, write

CASES = ("case-a", "case-b", "case-c")
ACTS = st.lists(
    st.tuples(st.sampled_from(CASES), st.sampled_from(["entry"] * 4 + ["rests", "erase"])), max_size=25
)
Entries = dict[int, tuple[str, int]]


def grown(acts: Sequence[tuple[str, str]], cut: int) -> tuple[Log, Entries]:
    """Return a log and its entries, by leaf: it ends after so many acts, but what was erased later is closed in it."""
    log, entries, erased = Log(), Entries(), set[int]()
    for place, (case, act) in enumerate(acts):
        if act == "erase":
            gone = {index for index, (other, _) in entries.items() if other == case}
            erased |= gone
            numbers = sorted(entries[index][1] for index in gone)
            if numbers and place < cut:
                log.put("erasure", {"erased": {case: numbers}}, {})
        elif place < cut:
            reads = {other: log.heads[other][0] for other in CASES if act == "rests" and other in log.heads}
            index = log.entry(case, reads=reads)
            entries[index] = (case, log.heads[case][0])
    log.closed = erased
    log.sign()
    return log, {index: each for index, each in entries.items() if index not in erased}


def missing(log: Log, folder: pytest.TempPathFactory) -> list[str]:
    """Return what check 7 found wrong, in English."""
    report = verify.verify(write(log.files(), folder.mktemp("cases"))).report
    return [en for step, mark, _, en in report.lines() if (step, mark) == (7, "×")]


@given(acts=ACTS, cut=st.integers(0, 25))
def test_an_honest_log_has_no_number_missing(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]], cut: int
) -> None:
    """Erased before the last checkpoint or after it, rested on or not."""
    assert missing(grown(acts, cut)[0], tmp_path_factory) == []


@given(acts=ACTS, data=st.data())
def test_an_entry_that_is_closed_without_an_erasure_is_missing_where_another_follows(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]], data: st.DataObject
) -> None:
    """By its case and number, before the leaf that follows it in its case; the last of a case may still be erased."""
    log, shown = grown(acts, len(acts))
    if not shown:
        return
    index = data.draw(st.sampled_from(sorted(shown)))
    case, number = shown[index]
    log.closed.add(index)
    followers = [leaf for leaf, (other, _) in sorted(shown.items()) if other == case and leaf > index]
    expected = [f"leaf {leaf}: number {number} of case {case} is missing before it" for leaf in followers[:1]]
    assert missing(log, tmp_path_factory) == expected
