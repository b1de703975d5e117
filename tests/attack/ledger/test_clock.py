"""A log that sets its clock back to hide how long it withheld something gives itself away."""

from __future__ import annotations

from pathlib import Path

from sekisho.ledger import verify
from tests.unit.ledger.making import Log, honest, later, write


def notes(log: Log, folder: Path) -> list[str]:
    """Return what the verifier remarks, in English."""
    return [en for _, mark, _, en in verify.verify(write(log.files(), folder)).report.lines() if mark == "－"]


def test_a_clock_set_back_is_remarked(tmp_path: Path) -> None:
    """A checkpoint that holds an entry recorded long after it was signed makes the time of either doubtful."""
    log = honest()
    log.entry("case-a", at=later(30))
    log.sign(later(11))
    assert any(each.startswith("1 leaves state a later time") for each in notes(log, tmp_path))


NOT_CHECKED = "not checked: that nothing was withheld"


def test_without_any_time_of_a_leaf_nothing_is_said_to_be_checked(tmp_path: Path) -> None:
    """A log that lays no times beside its leaves, which state none, is not said to have withheld nothing."""
    log = Log()
    log.batch(["0" * 64])
    log.sign(later(9))
    log.commits = []
    (said,) = (each for each in notes(log, tmp_path) if NOT_CHECKED in each)
    assert said.startswith(f"{NOT_CHECKED} (of 1 leaves, 0 by commit-times and 0 by the time that they state")


def test_without_a_time_of_a_checkpoint_nothing_is_said_to_be_checked(tmp_path: Path) -> None:
    """There is nothing to compare the leaves' times with."""
    log = Log()
    log.entry("case-a")
    log.sign(later(9), timed=False)
    (said,) = (each for each in notes(log, tmp_path) if NOT_CHECKED in each)
    assert said.endswith("0 checkpoints bear a time, 2 do not)")


def test_it_is_said_of_how_many_leaves_the_time_was_compared(tmp_path: Path) -> None:
    """A file of times that is shorter than the log, and a checkpoint that bears no time, are not passed over in silence."""
    log = honest()
    log.entry("case-a", at=later(11))
    log.sign(later(12), timed=False)
    log.commits = log.commits[:2]
    report = verify.verify(write(log.files(), tmp_path)).report
    said = [en for step, mark, _, en in report.lines() if (step, mark) == (8, "○")]
    assert said == [
        "that nothing was withheld (of 10 leaves, 2 by commit-times and 9 by the time that they state; "
        "3 checkpoints bear a time, 2 do not)"
    ]


def test_an_honest_clock_is_not_remarked(tmp_path: Path) -> None:
    """Else the remark would mean nothing."""
    assert not any("was its clock behind?" in each for each in notes(honest(), tmp_path))
