"""The ground on which incidents are placed, and the frequencies of each epoch as rows, by number of the key."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sekisho.records.defence import arm
from sekisho.records.ground import key_number
from sekisho.records.second_wall import build


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the frequencies of the epochs that there are as rows."""
    frequency = apps.get_model("records", "LinkFrequency")
    epochs: Any = apps.get_model("records", "LinkEpoch")
    for epoch in epochs.objects.order_by("pk").iterator(chunk_size=1):
        frequency.objects.bulk_create(
            (
                frequency(epoch=epoch, key=key_number(epoch.pk, (kind, value)), incidents=count)
                for kind, value, count in epoch.frequencies
            ),
            batch_size=500,
        )


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Frequencies never change; nobody looks at any of the new tables."""
    arm(schema_editor.connection, ("records_linkfrequency",))
    build(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0023_passkeys_are_kept")]
    operations = [
        migrations.CreateModel(
            name="LinkFrequency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("incidents", models.PositiveIntegerField()),
                ("epoch", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="kept_frequencies", to="records.linkepoch")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("epoch", "key"), name="frequency_once")]},
        ),
        migrations.CreateModel(
            name="LinkGround",
            fields=[
                ("realm", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("means", models.CharField(max_length=64)),
                ("decided", models.JSONField()),
                ("unkept", models.JSONField(default=list)),
                ("epoch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.linkepoch")),
            ],
        ),
        migrations.CreateModel(
            name="LinkPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("realm", models.CharField(max_length=80)),
                ("cluster", models.CharField(default="", max_length=80)),
                ("profile", models.BinaryField(default=b"")),
                ("incident", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.incident")),
            ],
            options={"indexes": [models.Index(fields=["realm", "cluster"], name="place_by_cluster")]},
        ),
        migrations.CreateModel(
            name="LinkPosting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("place", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.linkplace")),
            ],
            options={"indexes": [models.Index(fields=["key", "place"], name="posting_by_key")]},
        ),
        migrations.CreateModel(
            name="LinkPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.IntegerField()),
                ("one", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.linkplace")),
                ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.linkplace")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("one", "other"), name="pair_once")]},
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]  # fmt: skip
