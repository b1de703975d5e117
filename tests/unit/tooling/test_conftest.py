"""What every run of the tests promises: no way out, nothing skipped in CI, nothing of the other database."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent.parent
SAMPLE = """
import pytest

def test_skipped(shared_dir):
    pass

@pytest.mark.only_on("postgresql")
def test_elsewhere():
    raise AssertionError

@pytest.mark.only_on("sqlite")
def test_here():
    pass
"""


def _run(folder: Path, **environment: str) -> str:
    """Run the sample under the project's conftest and return what pytest printed."""
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "test_sample.py").write_text(SAMPLE, "utf-8")
    configuration = str(TESTS.parent / "pyproject.toml")
    command = [sys.executable, "-m", "pytest", "-c", configuration, f"--rootdir={folder}", str(folder)]
    ours = {k: v for k, v in os.environ.items() if k not in ("CI", "DATABASE_URL", "PYTEST_ADDOPTS")}
    absent = {"SEKISHO_SHARED": str(folder / "absent")}
    environment = ours | absent | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout


def test_a_test_that_lacks_its_material_is_skipped_and_says_so(tmp_path: Path) -> None:
    """Where the shared material is absent, its tests are skipped; what concerns the other database is left out."""
    assert "1 passed, 1 skipped, 1 deselected" in _run(tmp_path)


def test_what_asks_for_no_database_runs_on_one_only(tmp_path: Path) -> None:
    """On PostgreSQL only what asks for a database is run, and what concerns PostgreSQL alone."""
    assert "1 failed, 2 deselected" in _run(tmp_path, DATABASE_URL="postgresql:///nowhere")


def test_in_ci_a_skipped_test_fails(tmp_path: Path) -> None:
    """With CI=true the same run fails, and says what was absent."""
    said = _run(tmp_path, CI="true")
    assert "1 passed, 1 deselected, 1 error" in said
    assert "with CI=true nothing may be skipped" in said
    assert str(tmp_path / "absent") in said


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_no_test_can_connect_beyond_this_machine(host: str) -> None:
    """A connection to an address of a documentation range is refused before a packet leaves."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(AssertionError, match="tried to connect"):
        one.connect((host, 80))


def test_no_test_can_look_up_a_name() -> None:
    """A look-up of a name is refused, for an indicator must never be resolved."""
    with pytest.raises(AssertionError, match="tried to look up"):
        socket.getaddrinfo("c2.example", 443)
