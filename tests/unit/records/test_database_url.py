"""The address of the database is read in a few lines, and what is not understood is refused."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from sekisho.records.database import database


def test_without_an_address_the_database_lies_in_the_home_folder() -> None:
    """SQLite in the home folder, every transaction immediate, in WAL mode with full synchronisation."""
    found = database("", Path("/home-of-sekisho"))
    assert found["NAME"] == "/home-of-sekisho/sekisho.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "name"),
    [("sqlite:///a/b.db", "a/b.db"), ("sqlite:////a/b.db", "/a/b.db"), ("sqlite:////a%20b.db", "/a b.db")],
)
def test_a_sqlite_address_names_a_file(url: str, name: str) -> None:
    """Three slashes are a relative path, four an absolute one."""
    assert database(url, Path())["NAME"] == name


def test_a_postgresql_address_gives_all_its_parts() -> None:
    """User, word, host, port and name; what is percent-encoded is decoded."""
    found = database("postgresql://user:p%40ss@localhost:5433/sekisho?sslmode=require", Path())
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("user", "p@ss", "localhost")
    assert (found["PORT"], found["NAME"]) == ("5433", "sekisho")
    assert found["OPTIONS"] == {"sslmode": "require"}


ELSEWHERE = ("db.internal", "10.0.0.5", "localhost,db.internal", "%2Frun%2Fpostgresql,db.internal")


@pytest.mark.parametrize("host", ELSEWHERE)
def test_a_server_on_another_machine_is_reached_over_tls_by_its_verified_name(host: str) -> None:
    """Where nothing is said of it, with the authorities that the system trusts; one that is named is taken."""
    found = database(f"postgresql:///sekisho?host={host}", Path())["OPTIONS"]
    assert (found["sslmode"], found["sslrootcert"]) == ("verify-full", "system")
    named = database(f"postgresql:///sekisho?host={host}&sslrootcert=/ca.pem", Path())["OPTIONS"]
    assert (named["sslmode"], named["sslrootcert"]) == ("verify-full", "/ca.pem")


@pytest.mark.parametrize(
    "host", [*ELSEWHERE, "&hostaddr=10.0.0.5", "localhost&hostaddr=10.0.0.5", "&service=x"]
)
@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-ca"])
def test_nothing_less_than_that_leads_to_another_machine(host: str, mode: str) -> None:
    """Plain, or to whoever answers under the address: the installation does not start."""
    with pytest.raises(ValueError, match="verify-full"):
        database(f"postgresql:///sekisho?host={host}&sslmode={mode}", Path())


@pytest.mark.parametrize("variable", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_what_the_environment_adds_is_no_way_around(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that the driver takes from its environment counts like one of the address."""
    monkeypatch.setenv(variable, "10.0.0.5")
    with pytest.raises(ValueError, match="verify-full"):
        database("postgresql:///sekisho?sslmode=require", Path())


def test_a_unix_socket_is_named_in_the_query() -> None:
    """The folder of the socket stands where the host would."""
    found = database("postgresql:///sekisho?host=/run/postgresql&user=app", Path())
    assert (found["HOST"], found["USER"], found["NAME"]) == ("/run/postgresql", "app", "sekisho")
    assert found["OPTIONS"] == {}


def test_another_scheme_is_refused() -> None:
    """An unknown kind of database is named in the error."""
    with pytest.raises(ValueError, match="mysql"):
        database("mysql://localhost/x", Path())


@pytest.mark.parametrize("word", ["se/cret", "s\u2100cret", "[secret", "12:secret/x"])
def test_an_address_that_cannot_be_read_is_told_without_its_password(word: str) -> None:
    """A password that was not percent-encoded ends up in other parts of the address, which are not quoted either."""
    with pytest.raises(ValueError, match="percent-encoded") as error:
        database(f"postgresql://user:{word}@db.internal/sekisho", Path())
    shown = "".join(traceback.format_exception(error.value))
    assert "cret" not in shown.replace(
        'database(f"postgresql://user:{word}@db.internal/sekisho", Path())', ""
    )
