"""No room left, or the connection lost in mid-act: nothing is half written, and the person is told what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import LazySettings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.test import Client

from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.sequencer import integrate
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records import models
from sekisho.records.trouble import BUSY, FULL, LOST, OTHER, READ_ONLY, trouble_of
from tests.leaves import committed

from .conftest import PACK, database_url


@pytest.fixture
def person(
    environment: dict[str, str], settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> models.Person:
    """Somebody who may open a measure, in a founded register."""
    settings.SEKISHO_PACK = str(PACK)
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("SEKISHO_HOME", environment["SEKISHO_HOME"])
    made = models.Person.objects.create_user("npa", name_ja="警察庁員", name_en="NPA official")
    first = [FirstAppointment(made.pk, post) for post in ("npa_official", "cas_official")]
    found_register(first, made.pk, datetime.now(UTC), "第1号")
    return made


def _open(person: models.Person) -> Any:
    return open_case("measure.open", "npa", {"title": "措置" * 40}, person.pk, datetime.now(UTC))


def _counts() -> tuple[int, ...]:
    kinds: tuple[Any, ...] = (models.Case, models.Entry, models.PayloadKey)
    return tuple(kind.objects.count() for kind in kinds)


@contextmanager
def _no_room(table: str = "records_entry") -> Iterator[None]:
    """SQLite: the file may not grow. PostgreSQL: a table answers as a full disk makes it answer."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
            yield
            cursor.execute("PRAGMA max_page_count=1073741823")
            return
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
            " 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()")
        yield
        cursor.execute("DROP FUNCTION no_room CASCADE")


def _until_refused(person: models.Person) -> DatabaseError:
    for _ in range(200):
        before = _counts()
        try:
            _open(person)
        except DatabaseError as error:
            assert _counts() == before
            return error
    raise AssertionError("there was always room")


def test_without_room_an_act_leaves_nothing_and_goes_through_later(person: models.Person) -> None:
    """A full disk undoes the whole act, the record stays readable, and afterwards the same act is accepted."""
    with _no_room():
        assert trouble_of(_until_refused(person)) is FULL
        assert models.Entry.objects.count() > 1
    assert isinstance(_open(person), Accepted)
    integrate(datetime.now(UTC))
    assert models.Position.objects.count() == committed()


WAITING = 600


@pytest.mark.parametrize("table", ["records_position", "records_tile", "records_checkpoint"])
def test_without_room_an_integration_leaves_nothing_and_goes_through_later(
    person: models.Person, table: str
) -> None:
    """Neither a place, nor a tile, nor a checkpoint of it is there; afterwards every leaf gets its place, once."""
    _open(person)
    integrate(datetime.now(UTC))
    models.Leaf.objects.bulk_create(
        models.Leaf(
            log="real",
            leaf_class="batch",
            data=str(number).encode(),
            committed_at=datetime.now(UTC),
        )
        for number in range(WAITING)
    )
    before = _integrated()
    with _no_room(table), pytest.raises(DatabaseError) as caught:
        integrate(datetime.now(UTC))
    assert trouble_of(caught.value) is FULL
    assert _integrated() == before
    integrate(datetime.now(UTC))
    placed, checkpoints, tiles = _integrated()
    assert (placed, checkpoints) == (committed(), before[1] + 1)
    assert tiles == placed // 256


def _integrated() -> tuple[int, int, int]:
    return (
        models.Position.objects.count(),
        models.Checkpoint.objects.count(),
        models.Tile.objects.filter(level=0).count(),
    )


def test_without_room_the_person_is_told(person: models.Person) -> None:
    """The page says in both languages that nothing was recorded and what to do; a program reads it in the status."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    address = f"/case/{_open(person).entry.case}/deviation/"
    with _no_room():
        _until_refused(person)
        answer = client.post(address, {"act_of": "npa", "what": "逸脱" * 2000, "do": "send"})
    assert answer.status_code == FULL.status, answer.content.decode()
    for text in (FULL.happened.ja, FULL.remedy.ja, FULL.remedy.en):
        assert text in answer.content.decode()


@contextmanager
def _broken_at(statement: int) -> Iterator[None]:
    """Within it the server ends the connection before a statement of a transaction, as when it is shut down."""
    counted = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal counted
        counted += connection.in_atomic_block
        if counted == statement and connection.in_atomic_block:
            counted += 1
            with psycopg.connect(database_url(), autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
                )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("statement", [1, 2, 3, 5, 8, 13])
def test_a_connection_lost_in_mid_act_leaves_no_half_entry(person: models.Person, statement: int) -> None:
    """Ended between two statements, the act has not happened; on a new connection it goes through, once."""
    before = _counts()
    with pytest.raises((DatabaseError, InterfaceError)) as caught, _broken_at(statement):
        _open(person)
    connection.close()
    assert trouble_of(caught.value) is LOST
    assert _counts() == before
    assert isinstance(_open(person), Accepted)
    assert _counts() == tuple(n + 1 for n in before)


@pytest.mark.only_on("postgresql")
def test_a_person_whose_connection_broke_is_told_to_look_first(person: models.Person) -> None:
    """The page says that nothing is half recorded and to look before doing it again; the next page works."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    backend = connection.connection.info.backend_pid
    with psycopg.connect(database_url(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    answer = client.get("/")
    assert answer.status_code == LOST.status
    for text in (LOST.happened.ja, LOST.remedy.ja, LOST.remedy.en):
        assert text in answer.content.decode()
    connection.close()
    assert client.get("/").status_code == 200


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("53100", FULL), ("53300", BUSY), ("57P01", LOST), ("57P03", LOST), ("08006", LOST),
        ("25006", READ_ONLY), ("40P01", BUSY), ("40001", BUSY), ("55P03", BUSY), ("23505", OTHER),
    ],
)  # fmt: skip
def test_each_class_of_error_is_told_as_what_it_means(db: None, state: str, expected: Any) -> None:
    """By the SQLSTATE that the server gives."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
    assert trouble_of(caught.value) is expected


def test_what_is_no_error_of_the_database_is_told_as_a_failure_inside() -> None:
    """And so is an error of which nothing is known."""
    assert trouble_of(ValueError("x")) is OTHER
    assert trouble_of(None) is OTHER


def test_the_command_line_says_it_too(tmp_path: Path) -> None:
    """A database that cannot be reached ends a command with a sentence and status 2, not with a traceback."""
    url = f"postgresql:///records?host={quote(str(tmp_path), safe='')}"
    done = subprocess.run(
        [sys.executable, "-m", "sekisho", "ledger", "export", str(tmp_path / "export")],
        env=os.environ | {"DATABASE_URL": url, "SEKISHO_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert LOST.happened.ja in done.stderr
    assert LOST.remedy.ja in done.stderr
    assert "Traceback" not in done.stderr
