"""Bringing a filled database up to date: writers go on, the record stays as it was, one process at a time."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from sekisho.records import models
from sekisho.records.append import append
from sekisho.records.defence import arm, unarmed
from sekisho.records.second_wall import build, unguarded
from sekisho.records.upkeep import behind, one_at_a_time, owns


@pytest.mark.only_on("postgresql")
def test_writers_go_on_while_the_tables_of_a_filled_database_are_armed_again(
    committed: None, material: Any
) -> None:
    """What every migration ends with takes its locks one table at a time: nobody is refused, and nothing is lost."""
    last, key = material.opened()
    stop, written = threading.Event(), [last]

    def write() -> None:
        try:
            while not stop.is_set() or len(written) < 5:
                entry = material.entry(last.case, written[-1])
                if append(material.write(entry, key)) is not None:
                    return
                written.append(entry)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(3):
        arm(connection)
        build(connection)
    stop.set()
    writer.join(60)
    assert len(written) >= 5
    assert unarmed(connection) == unguarded(connection) == []
    assert models.Entry.objects.filter(case=last.case).count() == len(written)


@pytest.mark.django_db
def test_the_tables_are_up_to_date_and_the_tests_own_them() -> None:
    """A migrated database lacks nothing; whoever made the tables may change them."""
    assert behind() == []
    assert owns()


@pytest.mark.django_db
def test_one_process_migrates_at_a_time() -> None:
    """The lock is free again afterwards, however often it is taken."""
    for _ in range(2):
        with one_at_a_time():
            assert behind() == []
