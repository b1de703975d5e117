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


def test_an_honest_clock_is_not_remarked(tmp_path: Path) -> None:
    """Else the remark would mean nothing."""
    assert not any("was its clock behind?" in each for each in notes(honest(), tmp_path))
