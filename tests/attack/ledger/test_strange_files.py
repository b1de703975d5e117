"""What is laid into an export to keep its reader busy, and not to be read, ends the verification with words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sekisho.ledger import verify
from tests.unit.ledger.making import Log, later, write

PLACES = (
    "checkpoint",
    "checkpoints/1",
    "tile/entries/000.p/2",
    "disclosed/0",
    "tile/0/000.p/2",
)


def exported(folder: Path) -> Path:
    """An export of two entries."""
    log = Log()
    log.entry("case-a")
    log.entry("case-a")
    log.sign(later(2))
    return write(log.files(), folder)


def pipe(path: Path) -> None:
    """A pipe that nobody writes into: opening it waits for good."""
    os.mkfifo(path)


def endless(path: Path) -> None:
    """A way to a device that has no end."""
    path.symlink_to("/dev/zero")


def hollow(path: Path) -> None:
    """A file that states more bytes than any memory has, and takes no room."""
    with path.open("wb") as file:
        file.truncate(2**42)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lay", [pipe, endless, hollow])
def test_what_is_no_plain_file_is_said_to_be_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lay: object, place: str
) -> None:
    folder = exported(tmp_path)
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    lay(path)  # type: ignore[operator]
    assert verify.main([str(folder)]) == verify.UNREADABLE
    assert place in capsys.readouterr().err or place == "checkpoint"


def test_a_line_without_end_is_no_line_of_the_log(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    (folder / "commit-times").write_bytes(b"0" * 2_000_000)
    assert verify.main([str(folder)]) == verify.FAILED
