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
def test_what_is_no_plain_file_fails_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lay: object, place: str
) -> None:
    folder = exported(tmp_path)
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    lay(path)  # type: ignore[operator]
    status, said = verify.main([str(folder)]), "".join(capsys.readouterr())
    assert place in said or place == "checkpoint"
    assert status == verify.FAILED or (place, status) == ("checkpoint", verify.UNREADABLE)


@pytest.mark.parametrize("place", ["tile/0/000.p/3", "commit-times", "checkpoints/3", "disclosed/0"])
def test_a_file_that_cannot_be_read_takes_no_failure_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """What was found wrong stands, and the rest is checked, whatever somebody lays in the place of a file."""
    log = Log()
    for number in (1, 3, 4):
        log.entry("case-a", sequence=number)
    log.sign(later(2))
    forged = {"checkpoints/2": b"forged\n"}
    folder = write(log.files() | forged, tmp_path)
    (folder / place).unlink()
    pipe(folder / place)
    assert verify.main([str(folder), "--lang", "en"]) == verify.FAILED
    said = capsys.readouterr().out
    assert f"{place} is no plain file" in said
    assert "× 2 checkpoints/2: this is not a signed note" in said
    assert "number 2 of case case-a is missing" in said or place == "disclosed/0"
    assert "－ 10 not replayed" in said


def test_a_folder_that_cannot_be_listed_takes_no_failure_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the system is a failure among the others."""
    folder = exported(tmp_path)

    def scandir(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(verify.os, "scandir", scandir)
    failed = [en for _, mark, _, en in verify.verify(folder).report.lines() if mark == "×"]
    assert [each.partition(" ([Errno 13]")[0] for each in failed] == [
        "checkpoints: it cannot be read",
        "disclosed: it cannot be read",
    ]


@pytest.mark.parametrize("place", ["checkpoints/.DS_Store", "disclosed/Thumbs.db", "batches/.DS_Store"])
def test_what_a_desktop_leaves_behind_is_named_and_not_read(tmp_path: Path, place: str) -> None:
    """It is neither a checkpoint nor a reason to read nothing at all."""
    folder = exported(tmp_path)
    write({place: b"\0\0\0\1Bud1"}, folder)
    report = verify.verify(folder).report
    assert not report.failures
    words = f"1 files were not read, for their names are no numbers: {place}"
    assert words in [en for _, mark, _, en in report.lines() if mark == "－"]


def test_a_line_without_end_is_no_line_of_the_log(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    (folder / "commit-times").write_bytes(b"0" * 2_000_000)
    assert verify.main([str(folder)]) == verify.FAILED
