"""What has moved is taken away: an entry has its leaf, and a place is that of an entry's leaf or of another."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import arm, disarm


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    arm(schema_editor.connection)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them again, before the tables are made anew."""
    disarm(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0027_leaves_of_entries_moved")]
    operations = [
        migrations.RemoveConstraint("leaf", "leaf_of_entry_once"),
        migrations.RemoveIndex("leaf", "leaf_first_of_log"),
        migrations.RemoveField("leaf", "case"),
        migrations.RemoveField("leaf", "sequence"),
        migrations.RemoveField("leaf", "reads"),
        migrations.RemoveField("leaf", "hash"),
        migrations.AlterField("leaf", "log", models.CharField(db_index=True, max_length=80)),
        migrations.AddConstraint(
            "entry", models.CheckConstraint(condition=~models.Q(leaf=b""), name="entry_has_leaf")
        ),
        migrations.AddConstraint(
            "position",
            models.CheckConstraint(
                condition=models.Q(entry=None, leaf__isnull=False) | models.Q(entry__isnull=False, leaf=None),
                name="position_of_one",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
