"""Room for an entry's leaf in its own row, and for a leaf's hash at its place: 0027 moves there what is kept."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import disarm


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers on SQLite, where none may name what is not there while a table is made anew; 0028 arms them again."""
    if schema_editor.connection.vendor == "sqlite":
        disarm(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0025_frequencies_are_rows")]
    operations = [
        migrations.RunPython(unguard, migrations.RunPython.noop),
        migrations.AddField("entry", "leaf", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("entry", "reads", models.JSONField(default=dict)),
        migrations.AddField("leaf", "after", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("position", "hash", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddField(
            "position",
            "entry",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="position",
                to="records.entry",
            ),
        ),
        migrations.AlterField(
            "position",
            "leaf",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="position",
                to="records.leaf",
            ),
        ),
        migrations.AddField("checkpoint", "entries", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("checkpoint", "leaves", models.PositiveBigIntegerField(default=0)),
    ]
