"""The roles that the command makes have what they need and nothing more, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from sekisho.records import models
from sekisho.records.append import append
from sekisho.records.defence import APPEND_ONLY
from sekisho.records.roles import make_roles, statements, tables_of
from sekisho.records.sealing import draw_key
from sekisho.records.second_wall import assessing

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.django_db]

Acting = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def acting_as() -> Acting:
    """Makes the roles (rolled back with the test) and lets the test act as one of them."""
    make_roles(connection, "trial")

    @contextmanager
    def acting(role: str) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE trial_{role}")
            yield
            cursor.execute("RESET ROLE")

    return acting


def _refused(statement: str) -> None:
    """The statement is refused for want of privilege, not by a trigger or for another reason."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    cause: Any = caught.value.__cause__
    assert cause.sqlstate == "42501", cause


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_application_cannot_change_what_is_recorded(acting_as: Acting, table: str) -> None:
    """Update, delete and truncation are refused by privilege, whether or not a trigger stands behind it."""
    with connection.cursor() as cursor:
        column = connection.introspection.get_table_description(cursor, table)[1].name
    with acting_as("app"):
        _refused(f'UPDATE {table} SET "{column}" = "{column}"')
        _refused(f"DELETE FROM {table}")
        _refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE records_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER records_entry_no_update ON records_entry",
        "ALTER TABLE records_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE records_case ADD COLUMN more text",
        "CREATE OR REPLACE FUNCTION sekisho_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE other (id int)",
        "DROP TABLE records_draft",
        "SET session_replication_role = replica",
        "DELETE FROM records_payloadkey",
        "DELETE FROM records_leafsecret",
        "UPDATE records_access SET team = ' * '",
        "DELETE FROM records_case",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('records', 'x', now())",
        "CREATE ROLE other",
        "SET ROLE trial_owner",
    ],
)
def test_the_application_cannot_loosen_its_own_bonds(acting_as: Acting, statement: str) -> None:
    """Neither the triggers nor the tables nor the keys are the application's to take away."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")
        cursor.execute("SET LOCAL SESSION AUTHORIZATION trial_app")
    _refused(statement)


def test_the_application_can_append(acting_as: Acting, material: Any) -> None:
    """What an act writes is within the application's privileges."""
    key = draw_key()
    entry = material.entry("case-0000000000000001", title="措置")
    with acting_as("app"), assessing():
        assert append(material.write(entry, key)) is None
    assert models.Entry.objects.get().hash == entry.hash


@pytest.mark.parametrize(
    "table", ["records_payloadkey", "records_leafsecret", "records_person", "django_session"]
)
def test_the_reading_role_gets_no_secret(acting_as: Acting, table: str) -> None:
    """Keys, salts, password hashes and sessions stay closed to it; nothing is its own to write."""
    with acting_as("read"):
        _refused(f"SELECT * FROM {table}")
        _refused("INSERT INTO records_disturbance (\"case\") VALUES ('x')")


def test_the_reading_role_is_not_told_what_an_entry_read(acting_as: Acting, material: Any) -> None:
    """It names cases that a reader may not see; every other column is theirs, behind the wall."""
    material.opened()
    columns = [field.column for field in models.Entry._meta.concrete_fields if field.name != "reads"]
    with acting_as("read"), assessing(), connection.cursor() as cursor:
        _refused("SELECT reads FROM records_entry")
        _refused("SELECT * FROM records_entry")
        cursor.execute(f"SELECT {', '.join(columns)} FROM records_entry")


def test_the_backup_role_reads_every_row_and_writes_none(acting_as: Acting, material: Any) -> None:
    """A dump misses nothing, and whoever makes it changes nothing."""
    material.opened()
    with acting_as("backup"), connection.cursor() as cursor:
        for table in tables_of(connection):
            cursor.execute(f"SELECT count(*) FROM {table}")
        cursor.execute("SELECT count(*) FROM records_entry")
        assert cursor.fetchone() == (1,)
        _refused("DELETE FROM records_draft")


def test_making_the_roles_again_changes_nothing(acting_as: Acting) -> None:
    """The command can be repeated after every migration."""
    before = _privileges()
    make_roles(connection, "trial")
    assert _privileges() == before
    assert len(before) > 100


def _privileges() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee LIKE 'trial_%' ORDER BY 1, 2, 3"
        )
        return list(cursor.fetchall())


@pytest.mark.parametrize("prefix", ["", "Sekisho", "a-b", "x; DROP TABLE records_entry", "a" * 41])
def test_a_prefix_that_is_no_plain_name_is_refused(prefix: str) -> None:
    """What becomes part of SQL is a plain name."""
    with pytest.raises(ValueError, match="prefix"):
        statements(prefix, "postgres", [])
