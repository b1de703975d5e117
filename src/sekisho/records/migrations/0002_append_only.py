"""Arm the append-only tables: from here on the database itself refuses to change what was recorded."""

from django.db import migrations

from sekisho.records.defence import arm, disarm

TABLES = (
    "records_entry",
    "records_leaf",
    "records_position",
    "records_checkpoint",
    "records_tile",
    "records_batch",
    "records_receipt",
    "records_intelobject",
    "records_refusal",
    "records_readrecord",
)


def arm_tables(apps, schema_editor):
    arm(schema_editor.connection, TABLES)


def disarm_tables(apps, schema_editor):
    disarm(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(arm_tables, disarm_tables)]
