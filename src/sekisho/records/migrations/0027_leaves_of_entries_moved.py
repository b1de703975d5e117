"""The leaves of entries move into the entries' rows, and each place keeps its hash; no byte of a leaf changes.

There is no way back once there are entries: theirs would be lost.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import arm, disarm
from sekisho.records.second_wall import assessing
from sekisho.records.upkeep import Unfit

OF_ENTRY = 'leaf."case" = records_entry.case_id AND leaf.sequence = records_entry.sequence AND leaf.sequence > 0'
"""The last is said for PostgreSQL, whose index is of such leaves alone."""
AFTER = (
    "UPDATE records_leaf SET after = coalesce((SELECT max(e.id) FROM records_entry e JOIN records_leaf earlier"
    ' ON earlier."case" = e.case_id AND earlier.sequence = e.sequence WHERE earlier.sequence > 0 AND earlier.id < records_leaf.id), 0)'
    " WHERE sequence = 0 AND NOT EXISTS (SELECT 1 FROM records_position WHERE leaf_id = records_leaf.id)"
)
"""Only those need it that wait for their place."""
SETTLED = (
    "UPDATE records_checkpoint SET entries = coalesce((SELECT min(e.id) - 1 FROM records_entry e LEFT JOIN records_position p"
    " ON p.entry_id = e.id WHERE e.realm = records_checkpoint.log AND p.id IS NULL), (SELECT max(id) FROM records_entry), 0),"
    " leaves = coalesce((SELECT min(leaf.id) - 1 FROM records_leaf leaf LEFT JOIN records_position p ON p.leaf_id = leaf.id"
    " WHERE leaf.log = records_checkpoint.log AND p.id IS NULL), (SELECT max(id) FROM records_leaf), 0)"
    " WHERE size = (SELECT max(size) FROM records_checkpoint latest WHERE latest.log = records_checkpoint.log)"
)
"""The last checkpoint of each log says from where to look for what waits."""
MOVED = (
    AFTER,
    f"UPDATE records_entry SET leaf = leaf.data, reads = leaf.reads FROM records_leaf leaf WHERE {OF_ENTRY}",
    "UPDATE records_position SET hash = (SELECT hash FROM records_leaf leaf WHERE leaf.id = leaf_id),"
    f" entry_id = (SELECT records_entry.id FROM records_entry JOIN records_leaf leaf ON {OF_ENTRY} WHERE leaf.id = leaf_id)",
    "UPDATE records_position SET leaf_id = NULL WHERE entry_id IS NOT NULL",
    "DELETE FROM records_leaf WHERE sequence > 0",
    SETTLED,
)


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Move them, with the triggers off, which refuse every change; on SQLite they stay so until the tables are as they will be."""
    disarm(schema_editor.connection)
    with assessing(), schema_editor.connection.cursor() as cursor:
        for statement in MOVED:
            cursor.execute(statement)
    if schema_editor.connection.vendor == "postgresql":
        arm(schema_editor.connection)


def stay(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Raise ``Unfit`` where there are entries: going back would drop their leaves."""
    with assessing(), schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_entry")
        if cursor.fetchone()[0]:
            raise Unfit("記録の葉が失われるため、前の版には戻せない / there is no way back: the leaves of entries would be lost")


class Migration(migrations.Migration):
    dependencies = [("records", "0026_an_entrys_leaf_in_its_row")]
    operations = [migrations.RunPython(move, stay)]
