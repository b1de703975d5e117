"""Room for an entry's leaf in its own row, and for a leaf's hash at its place: 0027 moves there what is kept.

A leaf whose salts were stored, as those of entries were until their salts came from the key of the case, would lose them:
the migration stops before anything is done where there is one.
"""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import disarm
from sekisho.records.second_wall import assessing
from sekisho.records.upkeep import Unfit

SALTED = "SELECT count(*) FROM records_leafsecret JOIN records_leaf leaf ON leaf.id = leaf_id WHERE leaf.sequence > 0"


def look(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Raise ``Unfit`` where a leaf would lose its salts."""
    with assessing(), schema_editor.connection.cursor() as cursor:
        cursor.execute(SALTED)
        if salted := cursor.fetchone()[0]:
            raise Unfit(
                f"{salted}件の記録の葉のソルトが保存されており、この版に移せない。保存した版でログを書き出すこと / {salted} leaves of"
                " entries have stored salts, for which this release has no room: export the log with the release that stored them"
            )


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers on SQLite, where none may name what is not there while a table is made anew; 0028 arms them again."""
    if schema_editor.connection.vendor == "sqlite":
        disarm(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0025_frequencies_are_rows")]
    operations = [
        migrations.RunPython(look, migrations.RunPython.noop),
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
