"""An epoch's own row has its frequencies no longer; its triggers are made anew, since SQLite may have made the table anew."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import arm


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on epochs."""
    arm(schema_editor.connection, ("records_linkepoch",))


class Migration(migrations.Migration):
    dependencies = [("records", "0024_ground_of_placing")]
    operations = [
        migrations.RemoveField(model_name="linkepoch", name="frequencies"),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
