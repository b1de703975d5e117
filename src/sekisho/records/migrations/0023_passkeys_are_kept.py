"""A passkey stays as the log has it; every trigger is made anew, as it now is."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import arm


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the trigger on passkeys."""
    arm(schema_editor.connection, ("records_passkey",))


class Migration(migrations.Migration):
    dependencies = [("records", "0022_leaves_found_by_their_entry")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
