"""What the record says cannot speak in the verifier's own name, and no terminal makes the verifier fall over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sekisho.ledger import verify
from tests.unit.ledger.making import honest, later, write

VERDICT = "Verified: nothing is wrong with the record."
SPEAKING = f"x\n\n{VERDICT}\n\x1b[8m\u202e"


def doubled(folder: Path) -> Path:
    """Write an export with a number that stands twice, in a case whose name imitates a good verdict."""
    log = honest()
    log.entry(SPEAKING)
    log.entry(SPEAKING, sequence=1)
    log.sign(later(12))
    return write(log.files(), folder)


def test_a_name_in_the_record_cannot_forge_the_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line ends in a case's name stay inside the line that names it, so no line of the report is the record's."""
    assert verify.main([str(doubled(tmp_path)), "--lang", "en"]) == verify.FAILED
    lines = capsys.readouterr().out.splitlines()
    assert VERDICT not in lines
    assert lines[-1] == "NOT verified: 1 failures."


def test_a_name_in_the_record_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control characters, and those that turn the direction of writing, are shown as escapes."""
    verify.main([str(doubled(tmp_path))])
    shown = capsys.readouterr().out
    assert all(each.isprintable() for each in shown.split("\n"))
    assert r"\x1b[8m\u202e" in shown


def test_a_stray_file_name_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where nothing can be said of the record, because a file has a name that it cannot have."""
    write(honest().files() | {"batches/\x1b[8m\n.json": b"{}"}, tmp_path)
    assert verify.main([str(tmp_path)]) == verify.UNREADABLE
    assert all(each.isprintable() for each in capsys.readouterr().err.split("\n"))


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_file_name_that_is_no_text_is_reported(
    tmp_path: Path, form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A checkpoint under a name that is not UTF-8 fails like any other file that is no checkpoint."""
    write(honest().files(), tmp_path)
    stray = os.fsencode(tmp_path / "checkpoints") + b"/\xff"
    try:
        Path(os.fsdecode(stray)).write_bytes(b"nothing")
    except OSError:
        pytest.skip("this file system keeps no name that is not UTF-8")
    assert verify.main([str(tmp_path), *form]) == verify.FAILED
    assert "this is not a signed note" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp932", "utf-8"])
def test_every_terminal_gets_a_report(tmp_path: Path, encoding: str) -> None:
    """Where a terminal cannot show Japanese, the verdict and the exit status are the same, without a traceback."""
    done = subprocess.run(
        [sys.executable, "-S", verify.__file__, str(write(honest().files(), tmp_path))],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": f"{encoding}:strict"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (verify.VERIFIED, b"")
    assert VERDICT in done.stdout.decode(encoding).splitlines()


def test_the_json_report_names_what_failed_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One object on one line, in both languages, that a program can read."""
    assert verify.main([str(doubled(tmp_path)), "--json"]) == verify.FAILED
    report = json.loads(capsys.readouterr().out)
    failed = [line for line in report["lines"] if line["mark"] == "×"]
    assert (report["verified"], report["failures"], len(failed)) == (False, 1, 1)
    assert "二つある" in failed[0]["ja"]
    assert "stands twice" in failed[0]["en"]
