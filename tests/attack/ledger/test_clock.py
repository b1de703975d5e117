"""A log that sets its clock back to hide how long it withheld something gives itself away."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.ledger import verify
from sekisho.ledger.export import Commit
from sekisho.ledger.policy import read_policy
from tests.unit.ledger.making import KEY, WITNESS, Log, honest, later, write


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
    assert said.startswith(
        f"{NOT_CHECKED} (0 times of leaves compared with a checkpoint without the leaf; of 1 leaves, 0 by"
    )


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
        "that nothing was withheld (3 times of leaves compared with a checkpoint without the leaf; of 10 leaves, "
        "2 by commit-times and 9 by the time that they state; 3 checkpoints bear a time, 2 do not)"
    ]
    remarks = notes(log, tmp_path)
    assert "2 checkpoints bear no time, while others do: no leaf was compared with them" in remarks


def test_where_no_checkpoint_is_without_a_leaf_nothing_is_said_to_be_checked(tmp_path: Path) -> None:
    """One checkpoint with all leaves: no leaf can have been withheld from it, however late it came."""
    log = Log()
    log.entry("case-a")
    log.sign(later(9))
    assert any(each.startswith(f"{NOT_CHECKED} (0 times of leaves compared") for each in notes(log, tmp_path))


@pytest.mark.parametrize(("timed", "late"), [(True, 1), (False, 2)])
def test_times_of_leaves_that_are_nowhere_are_counted(tmp_path: Path, timed: bool, late: int) -> None:
    """Also where nothing is signed with a time, by which they would be withheld, and where they came after the last."""
    log = Log()
    log.entry("case-a")
    log.sign(later(10), timed=timed)
    log.commits += [Commit(bytes([1] * 32), later(7)), Commit(bytes([2] * 32), later(11))]
    assert (
        "2 lines of commit-times are of leaves that are nowhere in this log: "
        f"{late} of them later than every checkpoint with a time"
    ) in notes(log, tmp_path)


@pytest.mark.parametrize(("seconds", "told"), [(290, False), (-290, False), (320, True), (-320, True)])
def test_the_time_of_a_witness_far_from_the_log_s_is_remarked(
    tmp_path: Path, seconds: int, told: bool
) -> None:
    """It is the only time in an export that is not the log's word; both are shown."""
    log = honest()
    text = log.checkpoints[-1].rpartition("\n\n")[0] + "\n"
    log.checkpoints[-1] += WITNESS.cosign(text, later(10 + seconds))
    policy = read_policy(
        f"log {KEY.verifier.text()}\nwitness c {WITNESS.verifier.as_cosigner().text()}\nquorum c\n"
    )
    report = verify.verify(write(log.files(policy=policy), tmp_path)).report
    remarks = [en for _, mark, _, en in report.lines() if mark == "－"]
    far = "1 witnesses of the latest checkpoint state a time more than five minutes from the log's: c"
    assert (far in remarks) == told
    shown = f"witnesses and their times c {later(10 + seconds)} (the policy asks for: c)"
    assert any(shown in each for each in remarks)
    assert not report.failures


def test_an_honest_clock_is_not_remarked(tmp_path: Path) -> None:
    """Else the remark would mean nothing."""
    assert not any("was its clock behind?" in each for each in notes(honest(), tmp_path))
