"""An erasure closes leaves that are in the log; it can be used neither for another purpose nor to explain a leaf away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sekisho.ledger import verify
from sekisho.ledger.leaf import seal
from tests.unit.ledger.making import Log, honest, later, opened, reopened, secret, write


def failures(log: Log, folder: Path) -> list[str]:
    """Return what failed, in English."""
    return [en for _, mark, _, en in verify.verify(write(log.files(), folder)).report.lines() if mark == "×"]


@pytest.mark.parametrize("leaf_class", ["read", "batch"])
def test_only_an_erasure_explains_a_gap(tmp_path: Path, leaf_class: Any) -> None:
    """A leaf of another class that names what is missing explains nothing."""
    log = honest()
    log.closed = {2}
    log.put(leaf_class, {"erased": {"case-a": [2]}}, {}, at=later(12))
    log.sign(later(13))
    wrong_fields, missing = failures(log, tmp_path)
    assert wrong_fields.startswith(f"leaf 9: a leaf of class {leaf_class} has not the fields of one (erased")
    assert missing == "leaf 4: number 2 of case case-a is missing before it"


def test_an_entry_that_never_was_in_the_log_cannot_be_erased(tmp_path: Path) -> None:
    """Erasing closes a leaf, it does not remove one: there must be a closed leaf for every number that is missing."""
    log = honest()
    log.entry("case-a", sequence=6)
    log.put("erasure", {"erased": {"case-a": [5]}}, {}, at=later(12))
    log.sign(later(13))
    assert failures(log, tmp_path) == [
        "leaf 10: more entries (1) are said to be erased than leaves before it are closed (0): one was not in the log",
        "leaf 9: number 5 of case case-a is missing before it",
    ]


def test_an_erasure_before_any_leaf_that_it_could_have_closed(tmp_path: Path) -> None:
    """An entry is erased only when it is in the log: a leaf closed later, of whatever else, does not stand for it."""
    log = Log()
    log.put("erasure", {"erased": {"case-a": [1]}}, {})
    log.closed = {log.entry("case-b")}
    log.entry("case-a", sequence=2)
    log.sign(later(1))
    assert failures(log, tmp_path) == [
        "leaf 0: more entries (1) are said to be erased than leaves before it are closed (0): one was not in the log",
        "leaf 2: number 1 of case case-a is missing before it",
    ]


def test_a_leaf_closed_later_does_not_stand_for_one_that_was_missing(tmp_path: Path) -> None:
    """Number 5 was before number 6, so that only a leaf before number 6 can have been it."""
    log = honest()
    log.entry("case-a", sequence=6)
    log.closed = {log.entry("case-c")}
    log.put("erasure", {"erased": {"case-a": [5]}}, {}, at=later(12))
    log.sign(later(13))
    assert failures(log, tmp_path) == [
        "cases: 1 numbers are said to be erased or were read, and were missing before there were closed leaves "
        "for them: they were not in the log"
    ]


def test_one_closed_leaf_does_not_stand_for_two_numbers_of_different_cases(tmp_path: Path) -> None:
    """One number is missing and another erased while one leaf is closed; what is closed afterwards is neither."""
    log = honest()
    log.closed = {log.entry("case-c")}
    log.entry("case-a", sequence=6)
    log.put("erasure", {"erased": {"case-c": [1]}}, {}, at=later(12))
    log.closed.add(log.entry("case-c"))
    log.put("erasure", {"erased": {"case-a": [5]}}, {}, at=later(12))
    log.sign(later(13))
    assert [each.partition(" are ")[0] for each in failures(log, tmp_path)] == ["cases: 1 numbers"]


def test_what_stands_before_an_erased_number_is_shown_or_erased(tmp_path: Path) -> None:
    """Numbers are given one after the other, so that number 2 was not logged without number 1."""
    log = honest()
    log.closed = {log.entry("case-c"), log.entry("case-c")}
    log.put("erasure", {"erased": {"case-c": [2]}}, {}, at=later(12))
    log.sign(later(13))
    assert failures(log, tmp_path) == ["leaf 11: number 1 of case case-c is missing before it"]


def with_closed(files: dict[str, bytes], index: int, *names: str) -> dict[str, bytes]:
    """Close some fields of a leaf's envelope; everything where none is named."""
    shown = opened(files, index)
    for field in [each for part in shown.values() for each in part]:
        if not names or field["name"] in names:
            hashed = verify.commitment(field).hex()
            field.clear()
            field["commitment"] = hashed
    return reopened(files, index, shown)


@pytest.mark.parametrize(("closed", "failed"), [(("sequence",), 1), (("case", "sequence"), 1), ((), 0)])
def test_a_leaf_of_which_anything_is_shown_does_not_stand_for_an_erased_one(
    tmp_path: Path, closed: tuple[str, ...], failed: int
) -> None:
    """What is erased shows nothing any more: neither its case nor its body."""
    log = honest()
    log.entry("case-c")
    log.entry("case-a", sequence=6)
    log.put("erasure", {"erased": {"case-a": [5]}}, {}, at=later(12))
    log.sign(later(13))
    report = verify.verify(write(with_closed(log.files(), 9, *closed), tmp_path)).report
    said = [en for _, mark, _, en in report.lines() if mark == "×"]
    assert [
        each for each in said if "are said to be erased than leaves before it are closed (0)" in each
    ] == (said[:failed])
    assert bool(said) == bool(failed)


def test_a_leaf_that_is_closed_after_the_reader_is_not_what_was_read(tmp_path: Path) -> None:
    """Who rested on something rested on what was in the log."""
    log = Log()
    log.entry("case-b", reads={"case-a": 1})
    log.closed = {log.entry("case-c")}
    log.sign(later(1))
    assert failures(log, tmp_path) == ["leaf 0: it rested on numbers 1 to 1 of case-a, which are nowhere"]


def test_one_closed_leaf_is_not_both_what_is_missing_and_what_was_read(tmp_path: Path) -> None:
    """At the time of each, there must be a closed leaf for it; what is closed later is neither."""
    log = Log()
    log.closed = {log.entry("case-c")}
    log.entry("case-a", sequence=2)
    log.entry("case-b", reads={"case-d": 1})
    log.closed.add(log.entry("case-c"))
    log.put("erasure", {"erased": {"case-a": [1]}}, {}, at=later(1))
    log.sign(later(2))
    assert failures(log, tmp_path) == ["leaf 2: it rested on numbers 1 to 1 of case-d, which are nowhere"]


def test_a_log_is_of_one_realm(tmp_path: Path) -> None:
    """A leaf of an exercise in the real log would stand for one that was erased."""
    log = honest()
    log.leaves.append(seal("exercise:spring", "case", {"case": "x"}, {}, secret(9)))
    log.parts.append(({}, {}, ()))
    log.closed = {9}
    log.sign(later(12))
    assert failures(log, tmp_path) == [
        "leaf 9: it is of another realm than the first leaf: all leaves of a log are of one"
    ]


def test_what_was_erased_is_named(tmp_path: Path) -> None:
    """By case and number, so that whoever gave the consent sees whether it was that which was erased."""
    log = honest()
    log.closed = {1, 3, 5, 8}
    log.put("erasure", {"erased": {"case-b": [1, 2, 3, 4]}}, {}, at=later(12))
    log.sign(later(13))
    report = verify.verify(write(log.files(), tmp_path)).report
    said = [en for step, mark, _, en in report.lines() if (step, mark) == (7, "－")]
    assert said == ["4 entries were erased, on record, of 1 cases: case-b 1–4 (4)"]
    assert report.found["erased"] == {"case-b": [1, 2, 3, 4]}
