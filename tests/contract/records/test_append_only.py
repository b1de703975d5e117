"""The database itself refuses to change, delete or replace what was recorded, whatever the application
does.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from sekisho.records import models
from sekisho.records.append import append
from sekisho.records.defence import APPEND_ONLY, unarmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(material: Any) -> None:
    """One row in every append-only table."""
    first, _ = material.opened()
    access = models.Access.objects.get()
    at = material.noon
    leaf = models.Leaf.objects.create(log="real", leaf_class="read", data=b"leaf", committed_at=at)
    models.Checkpoint.objects.create(log="real", size=1, root="0" * 64, note="note", signed_at=at)
    models.Tile.objects.create(log="real", level=0, index=0, data=b"tile")
    models.Refusal.objects.create(case=first.case, realm="real", refused_at=at, sealed=b"x")
    read = models.ReadRecord.objects.create(
        person="person-one", kind="object", subject="object-one", realm="real", read_at=at
    )
    models.LogKey.objects.create(leaf=leaf, log="real", number=2, old="old", new="new")
    models.Erasure.objects.create(
        leaf=leaf, case=first.case, realm="real", through=1, due=at.date(), erased_at=at
    )
    models.Cosignature.objects.create(log="real", size=1, witness="w", line="line", signed_at=at)
    models.ReadPlace.objects.create(read=read, leaf=leaf, index=0)
    batch = models.Batch.objects.create(case_id=first.case, realm="real", size=1, received_at=at)
    kept = models.IntelObject.objects.create(
        batch=batch, realm="real", marking=access, sealed=b"x", taken_at=at
    )
    incident = models.Incident.objects.create(batch=batch, realm="real", marking=access, document={})
    judgement = models.Judgement.objects.create(realm="real", kind="dismissed", made_at=at, leaf=leaf)
    judgement.incidents.add(incident)
    epoch = models.LinkEpoch.objects.create(realm="real", number=1, opened_at=at, incidents=1)
    models.LinkFrequency.objects.create(epoch=epoch, key=-1, incidents=2)
    models.Position.objects.create(leaf=leaf, log="real", index=0, hash="0" * 64)
    models.Receipt.objects.create(batch=batch, position=0, outcome="taken", object=kept)


def _refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="sekisho"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _a_column(table: str) -> str:
    with connection.cursor() as cursor:
        return str(connection.introspection.get_table_description(cursor, table)[1].name)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_update_is_refused(filled: None, table: str) -> None:
    """No row of an append-only table can be changed."""
    column = _a_column(table)
    _refused(f'UPDATE {table} SET "{column}" = "{column}"')


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_delete_is_refused(filled: None, table: str) -> None:
    """No row of an append-only table can be deleted."""
    _refused(f"DELETE FROM {table}")
    assert _count(table) == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_wiping_or_replacing_a_table_is_refused(filled: None, table: str) -> None:
    """Neither truncation (PostgreSQL) nor replacement by a row of the same key (SQLite) gets round the
    triggers.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _refused(f"TRUNCATE {table} CASCADE")
    else:
        _refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_every_trigger_is_there_after_migration() -> None:
    """The check that the record is defended finds nothing missing in a migrated database."""
    assert unarmed(connection) == []


def test_a_dropped_trigger_is_noticed() -> None:
    """The check names a trigger that somebody dropped."""
    with connection.cursor() as cursor:
        suffix = " ON records_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER records_entry_no_update{suffix}")
    assert unarmed(connection) == ["records_entry_no_update"]


HARMLESS = {
    "sqlite": (
        "DROP TRIGGER records_entry_no_update",
        "CREATE TRIGGER records_entry_no_update BEFORE UPDATE ON records_entry FOR EACH ROW WHEN 0"
        " BEGIN SELECT RAISE(ABORT, 'x'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION harmless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE OR REPLACE TRIGGER records_entry_no_update BEFORE UPDATE ON records_entry"
        " FOR EACH ROW EXECUTE FUNCTION harmless()",
    ),
}


def test_a_trigger_replaced_by_a_harmless_one_of_the_same_name_is_noticed() -> None:
    """What counts is what a trigger does, not what it is called."""
    with connection.cursor() as cursor:
        for statement in HARMLESS[connection.vendor]:
            cursor.execute(statement)
    assert unarmed(connection) == ["records_entry_no_update"]


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("how", ["ENABLE REPLICA", "DISABLE"])
def test_a_trigger_that_is_off_for_writers_is_noticed(how: str) -> None:
    """One that fires in replication only is as good as none."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE records_entry {how} TRIGGER records_entry_no_update")
    assert unarmed(connection) == ["records_entry_no_update"]


@pytest.mark.only_on("postgresql")
def test_a_function_that_refuses_nothing_any_more_is_noticed() -> None:
    """The triggers are as they were; what they call is not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION sekisho_refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NEW; END $$"
        )
    assert "records_entry_no_update" in unarmed(connection)


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_case_has_no_gap_and_no_number_twice(material: Any, sequence: int) -> None:
    """After entry 1 only entry 2 can come, whatever the application believes."""
    first, key = material.opened()
    second = material.entry(first.case, first)
    row_of = models.Entry.objects.get(case=first.case)
    row = models.Entry(
        **{**_columns(row_of), "sequence": sequence, "hash": second.hash, "previous": first.hash}
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    assert append(material.write(second, key)) is None


def test_an_entry_that_does_not_follow_the_last_one_is_refused(material: Any) -> None:
    """An entry with the right number but another predecessor breaks the chain and is refused."""
    first, _ = material.opened()
    row_of = models.Entry.objects.get(case=first.case)
    row = models.Entry(**{**_columns(row_of), "sequence": 2, "hash": "c" * 64, "previous": "d" * 64})
    with pytest.raises(DatabaseError, match="not the next entry"), transaction.atomic():
        row.save(force_insert=True)


def test_a_judgement_in_the_log_gets_no_further_incident(filled: None) -> None:
    """What it is about is what its leaf commits to: nobody widens it afterwards."""
    known = models.Incident.objects.get()
    other = models.Incident.objects.create(
        batch=known.batch, realm="real", marking=known.marking, digest="2", document={}
    )
    with pytest.raises(DatabaseError, match="in the log already"), transaction.atomic():
        models.Judgement.objects.get().incidents.add(other)


def test_positions_of_a_log_have_no_gap(filled: None, material: Any) -> None:
    """The sequencer cannot leave out a place in the tree."""
    material.opened()
    entry = models.Entry.objects.last()
    with pytest.raises(DatabaseError, match="not the next position"), transaction.atomic():
        models.Position.objects.create(entry=entry, log="real", index=2, hash="0" * 64)


def test_a_place_is_that_of_one_leaf(filled: None) -> None:
    """Of an entry's or of another: not of both, and not of none."""
    entry = models.Entry.objects.get()
    leaf = models.Leaf.objects.create(
        log="real", leaf_class="read", data=b"x", committed_at=entry.recorded_at
    )
    for of in ({"entry": entry, "leaf": leaf}, {}):
        with pytest.raises(IntegrityError, match="position_of_one"), transaction.atomic():
            models.Position.objects.create(**of, log="real", index=1, hash="0" * 64)


def _columns(row: models.Entry) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name != "id"}
