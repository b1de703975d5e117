"""The entries of a realm are found by an index, in the order in which they were written."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0031_an_epoch_has_its_lists")]
    operations = [
        migrations.AddIndex("entry", models.Index(fields=["realm", "id"], name="entry_by_realm")),
    ]
