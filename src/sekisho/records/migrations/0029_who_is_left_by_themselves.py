"""Whom placing left by themselves stands with the ground, until it is laid anew."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0028_no_entry_without_leaf")]
    operations = [migrations.AddField("linkground", "left", models.JSONField(default=list))]
