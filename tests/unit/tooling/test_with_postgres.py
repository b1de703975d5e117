"""The PostgreSQL that a run is given."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tools.with_postgres import NoPostgres, binaries, cluster, main


@pytest.fixture(scope="module")
def programs() -> Path:
    """The folder of PostgreSQL's programs; skips, saying so, where there is none."""
    try:
        return binaries()
    except NoPostgres as error:
        pytest.skip(str(error))


def test_a_cluster_listens_on_a_socket_only_is_not_roots_and_leaves_nothing(programs: Path) -> None:
    """Nobody but this machine reaches it, it does not run as root, and its folder is gone afterwards."""
    with cluster() as url:
        with psycopg.connect(url) as connection:
            said = connection.execute(
                "select current_setting('listen_addresses'), current_setting('data_directory')"
            ).fetchone()
        assert said is not None
        addresses, folder = said
        assert addresses == ""
        assert Path(folder).stat().st_uid != 0
    assert not Path(folder).parent.exists()


def test_a_folder_without_postgresql_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong PG_BIN is told to the person instead of being passed over for another installation."""
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert main(["true"]) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_the_commands_status_is_passed_on(programs: Path) -> None:
    """A failing run fails the part."""
    assert main(["/bin/sh", "-c", "exit 3"]) == 3
