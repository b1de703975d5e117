"""What hangs on a place names it by its number alone, and each place says whether the candidates around it are kept. The
ground follows from the record: it is laid anew.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.second_wall import build


def anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Have every ground laid anew."""
    apps.get_model("records", "LinkGround").objects.all().delete()


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nobody looks at the new tables."""
    build(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0029_who_is_left_by_themselves")]
    operations = [
        migrations.RunPython(anew, migrations.RunPython.noop),
        migrations.DeleteModel("LinkPosting"),
        migrations.DeleteModel("LinkPair"),
        migrations.CreateModel(
            name="LinkPosting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("place_id", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["key", "place_id"], name="posting_by_key")]},
        ),
        migrations.CreateModel(
            name="LinkPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("one_id", models.BigIntegerField()),
                ("other_id", models.BigIntegerField()),
                ("points", models.IntegerField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("one_id", "other_id"), name="pair_once")]},
        ),
        migrations.RemoveField("linkground", "unkept"),
        migrations.AddField("linkplace", "kept", models.BooleanField(default=True)),
        migrations.AddIndex(
            "linkplace",
            models.Index(fields=["realm", "incident"], condition=models.Q(kept=False), name="place_unkept"),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]  # fmt: skip
