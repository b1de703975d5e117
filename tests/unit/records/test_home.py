"""Keys lie beside the database, for their owner alone, and are drawn once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sekisho.records.home import home, kept_secret, key_folder


def test_a_secret_is_drawn_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """The second call returns what the first one drew; the file's mode is 0600."""
    path = tmp_path / "some.key"
    first = kept_secret(path)
    assert len(first) == 32
    assert kept_secret(path) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_get_one_secret(tmp_path: Path) -> None:
    """However many ask at the same moment for the first time, all get the same bytes, and no scratch file
    stays.
    """
    path, got = tmp_path / "some.key", []
    threads = [threading.Thread(target=lambda: got.append(kept_secret(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["some.key"]


def test_the_home_folder_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder and its keys are made for their owner alone."""
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path / "new"))
    assert home() == tmp_path / "new"
    assert key_folder().stat().st_mode & 0o777 == 0o700
