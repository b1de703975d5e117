"""What a migration may do to a table that is full while people write: nothing for which they would have to wait long."""

from __future__ import annotations

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, ForeignKey

BEFORE_THERE_WAS_ANY = "0021"
"""Up to this one no installation existed that a migration could have held up."""
AT_ONCE = (
    operations.CreateModel,
    operations.RemoveField,
    operations.RemoveIndex,
    operations.DeleteModel,
    operations.RemoveConstraint,
    operations.AlterModelOptions,
    AddIndexConcurrently,
    AddConstraintNotValid,
    ValidateConstraint,
)
"""What takes a moment however full a table is (postgresql.org/docs: ALTER TABLE, CREATE INDEX CONCURRENTLY)."""
ARGUED = {
    "0022_leaves_found_by_their_entry": "before the first release: nobody's log is long enough to be waited for",
    "0023_passkeys_are_kept": "makes a trigger: a moment's lock on the table, whatever its length",
    "0024_ground_of_placing": "reads the few rows of epochs and fills a table that nobody knows yet; then makes a trigger",
    "0025_frequencies_are_rows": "makes a trigger on a table of a few rows",
    "0026_an_entrys_leaf_in_its_row": "before the first release, as 0022",
    "0027_leaves_of_entries_moved": "before the first release, as 0022",
    "0028_no_entry_without_leaf": "before the first release, as 0022",
    "0029_who_is_left_by_themselves": "a column of a table of one row a realm",
    "0030_ground_without_references": "before the first release, as 0022: a column of the places, and an index of none of them",
    "0031_an_epoch_has_its_lists": "a column and a trigger of a table of a few rows",
    "0032_entries_found_by_realm": "before the first release, as 0022",
}
"""Others since, by migration, each with why nobody waits long."""


def holds_up(operation: Operation) -> bool:
    """Whether writers might wait for as long as a full table takes to be read or written anew."""
    if isinstance(operation, operations.AddField):
        field = operation.field
        filled = not field.null and field.db_default is NOT_PROVIDED
        return filled or field.unique or field.db_index or isinstance(field, ForeignKey)
    return not isinstance(operation, AT_ONCE)


@pytest.mark.django_db
def test_no_migration_holds_writers_up() -> None:
    """Whoever adds one that might says here why it does not."""
    found = {
        name: [each for each in migration.operations if holds_up(each)]
        for (app, name), migration in MigrationLoader(connection).disk_migrations.items()
        if app == "records" and name[:4] > BEFORE_THERE_WAS_ANY
    }
    assert {name for name, held in found.items() if held} == set(ARGUED), found


def test_what_reads_or_writes_a_whole_table_is_recognised() -> None:
    from django.db import models

    plain = models.CharField(max_length=5, default="")
    quick = models.CharField(max_length=5, db_default="")
    index = models.Index(fields=["opened_at"], name="by_opening")
    assert holds_up(operations.AddIndex("case", index))
    assert not holds_up(AddIndexConcurrently("case", index))
    assert holds_up(operations.AddField("case", "word", plain))
    assert not holds_up(operations.AddField("case", "word", quick))
    assert holds_up(operations.AlterField("case", "word", quick))
    assert holds_up(operations.RunPython(lambda *_: None))
