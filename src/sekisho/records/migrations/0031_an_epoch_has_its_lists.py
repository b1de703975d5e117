"""The warning lists that an epoch has regard to stand with it; its triggers are made anew, since SQLite makes the table anew."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import arm


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on epochs."""
    arm(schema_editor.connection, ("records_linkepoch",))


class Migration(migrations.Migration):
    dependencies = [("records", "0030_ground_without_references")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard),
        migrations.AddField("linkepoch", "lists", models.JSONField(default=list)),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
