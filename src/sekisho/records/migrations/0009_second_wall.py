"""Build the second wall: from here on the application's role on PostgreSQL sees what the person looking may see."""

from django.db import migrations

from sekisho.records.second_wall import build


def build_wall(apps, schema_editor):
    build(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0008_recusal")]
    operations = [migrations.RunPython(build_wall, migrations.RunPython.noop)]
