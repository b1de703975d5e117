"""Which emergency access opens a thing is kept with who sees it, and the policies of PostgreSQL ask for it."""

from django.db import migrations, models

from sekisho.records.second_wall import build


def build_wall(apps, schema_editor):
    build(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0017_tile_roots")]
    operations = [
        migrations.AddField("access", "emergency", models.TextField(default=" ")),
        migrations.RunPython(build_wall, migrations.RunPython.noop),
    ]
