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

VERDICT = "Verified: nothing is wrong with the record, as far as it was checked above."
SPEAKING = f"x\n\n{VERDICT}\n\x1b[8m\u202e"


def doubled(folder: Path) -> Path:
    """Write an export with a number that stands twice, in a case whose name imitates a good verdict."""
    log = honest()
    log.entry(SPEAKING)
    log.entry(SPEAKING, sequence=1)
    log.sign(later(12))
    return write(log.files(), folder)


OWN_VERDICT = "Consistent with itself, by its own policy only: whose record it is was not verified."


def kept_policy(folder: Path) -> list[str]:
    """Write the policy that somebody keeps apart from every export; returns how the command line names it."""
    path = folder / "kept-policy"
    path.write_bytes(honest().files()["policy"])
    return ["--policy", str(path)]


def test_an_export_is_not_called_verified_by_its_own_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever makes up a record makes up the policy beside it: consistent with itself, and by no status what is verified."""
    folder = str(write(honest().files(), tmp_path / "export"))
    assert verify.main([folder, "--lang", "en"]) == verify.OWN_POLICY == 3
    assert capsys.readouterr().out.splitlines()[-1] == OWN_VERDICT
    assert verify.main([folder, "--lang", "en", *kept_policy(tmp_path)]) == verify.VERIFIED
    assert capsys.readouterr().out.splitlines()[-1] == VERDICT
    verify.main([folder, "--json"])
    assert json.loads(capsys.readouterr().out)["verdict"] == "by_own_policy"
    verify.main([folder, "--json", *kept_policy(tmp_path)])
    assert json.loads(capsys.readouterr().out)["verdict"] == "verified"


@pytest.mark.parametrize("form", [["export"], ["receipt", "export/checkpoint"]])
def test_a_policy_whose_name_is_empty_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: list[str]
) -> None:
    """As of a variable that nobody set: the export's own does not take its place."""
    write(honest().files(), tmp_path / "export")
    monkeypatch.chdir(tmp_path)
    assert verify.main([*form, "--policy", ""]) == verify.UNREADABLE
    assert "unreadable" in capsys.readouterr().err


def test_a_named_file_is_read_to_its_last_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither cut off where it is too long, nor taken for another with other ends of line."""
    folder = str(write(honest().files(), tmp_path / "export"))
    policy = honest().files()["policy"]
    for content in (policy + b"#" * verify.MOST_BYTES, policy.replace(b"\n", b"\r\n")):
        (tmp_path / "policy").write_bytes(content)
        assert verify.main([folder, "--policy", str(tmp_path / "policy")]) == verify.UNREADABLE
    assert capsys.readouterr().out == ""


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
    """It is named as one that was not read, with escapes in the place of what a terminal would obey."""
    write(honest().files() | {"batches/\x1b[8m\n.json": b"{}"}, tmp_path)
    assert verify.main([str(tmp_path)]) == verify.OWN_POLICY
    shown = capsys.readouterr().out
    assert r"batches/\x1b[8m\n.json" in shown
    assert all(each.isprintable() for each in shown.split("\n"))


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_file_name_that_is_no_text_is_reported(
    tmp_path: Path, form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A file among the checkpoints under a name that is not UTF-8 is told like any other that was not read."""
    write(honest().files(), tmp_path)
    stray = os.fsencode(tmp_path / "checkpoints") + b"/\xff"
    try:
        Path(os.fsdecode(stray)).write_bytes(b"nothing")
    except OSError:
        pytest.skip("this file system keeps no name that is not UTF-8")
    assert verify.main([str(tmp_path), *form]) == verify.OWN_POLICY
    assert "1 files were not read" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp932", "utf-8"])
def test_every_terminal_gets_a_report(tmp_path: Path, encoding: str) -> None:
    """Where a terminal cannot show Japanese, the verdict and the exit status are the same, without a traceback."""
    folder = write(honest().files(), tmp_path / "export")
    done = subprocess.run(
        [sys.executable, "-S", verify.__file__, str(folder), *kept_policy(tmp_path)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": f"{encoding}:strict"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (verify.VERIFIED, b"")
    assert VERDICT in done.stdout.decode(encoding).splitlines()


def test_the_json_report_is_json_in_every_encoding(tmp_path: Path) -> None:
    """A name in the record with a letter that the encoding lacks is escaped as JSON has it."""
    log = honest()
    log.entry("é\U0001f600", sequence=2)
    log.sign(later(12))
    done = subprocess.run(
        [sys.executable, "-S", verify.__file__, str(write(log.files(), tmp_path)), "--json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    lines = json.loads(done.stdout)["lines"]
    assert any("é\U0001f600" in line["en"] for line in lines)


def test_the_json_report_names_what_failed_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One object on one line, in both languages, that a program can read."""
    assert verify.main([str(doubled(tmp_path)), "--json"]) == verify.FAILED
    report = json.loads(capsys.readouterr().out)
    failed = [line for line in report["lines"] if line["mark"] == "×"]
    assert (report["verdict"], report["failures"], len(failed)) == ("not_verified", 1, 1)
    assert "二つある" in failed[0]["ja"]
    assert "stands twice" in failed[0]["en"]


class Full:
    """A stream into a disk that is full, as Python's is when a write or the last flush comes to it."""

    encoding, closed = "utf-8", False

    def write(self, text: str) -> None:
        raise OSError(28, "No space left on device")

    def close(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("stream", [None, Full()])
def test_progress_that_nobody_can_be_shown_is_no_failure_of_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: object
) -> None:
    """The leaves after it are looked at all the same."""
    monkeypatch.setattr(verify.sys, "stderr", stream)
    monkeypatch.setattr(verify, "PROGRESS", 1)
    report = verify.verify(write(honest().files(), tmp_path), progress=verify.show_progress).report
    assert report.failures == 0
    assert (3, "○", "葉 9 件", "9 leaves") in list(report.lines())


def shell(arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the file in a shell, with what it does to the outputs."""
    command = f'"{sys.executable}" -I -S "{verify.__file__}" "{folder}" {arguments}'
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("output", [">&-", ">/dev/full", "| head -c 0; exit ${PIPESTATUS[0]}"])
@pytest.mark.parametrize("more", [0, 40])
def test_a_report_that_nobody_gets_has_a_status_of_its_own(tmp_path: Path, output: str, more: int) -> None:
    """Neither that of a good record nor of a bad one, and no traceback, whether the report is short or long."""
    files = honest().files()
    for number in range(more):
        files[f"checkpoints/x{number}"] = b""
    if "full" in output and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    done = shell(output, write(files, tmp_path))
    if "head" not in output or done.returncode:  # a short report may be in the pipe before its reader goes
        assert done.returncode == verify.UNREADABLE
    assert done.stderr == ""


def test_without_any_output_the_status_still_tells(tmp_path: Path) -> None:
    """As a service runs it, with neither of the two."""
    assert shell(">&- 2>&-", write(honest().files(), tmp_path)).returncode == verify.UNREADABLE
    assert shell("2>&-", tmp_path / "none").returncode == verify.UNREADABLE


BESIDE = 8 << 20
"""Bytes of memory that are left to a verifier once it has begun: fewer than it may read of one file."""
NARROW = f"""
import resource, runpy, sys
main = runpy.run_path(sys.argv[1])["main"]
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + {BESIDE},) * 2)
sys.exit(main(sys.argv[2:]))
"""


def test_an_export_that_does_not_fit_into_memory_is_neither_good_nor_bad(tmp_path: Path) -> None:
    """It ends with the status of what cannot be read, and with words."""
    folder = write(honest().files(), tmp_path / "export")
    (folder / "policy").write_bytes(b"#" * (verify.MOST_BYTES - 1))
    command = [sys.executable, "-I", "-c", NARROW, verify.__file__, str(folder)]
    done = subprocess.run(
        [*command, "--policy", str(folder / "policy")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (verify.UNREADABLE, "")
    assert "unreadable: MemoryError" in done.stderr
