"""The run is on the database that it says it is on."""

from __future__ import annotations

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_run_is_on_the_database_that_its_header_names(database_kind: str) -> None:
    """Nothing falls back to SQLite without a word."""
    assert connection.vendor == database_kind
    assert (database_kind == "postgresql") == ("DATABASE_URL" in os.environ)


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
def test_sqlite_is_a_file_with_a_write_ahead_log() -> None:
    """The tests run on what is used in earnest: a file in WAL mode, not a database in memory."""
    with connection.cursor() as cursor:
        cursor.execute("pragma journal_mode")
        assert cursor.fetchone() == ("wal",)
