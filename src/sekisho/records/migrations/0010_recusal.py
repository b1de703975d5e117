"""Who is recused from a case is kept with who sees it; from here on the application's role on PostgreSQL sees what the
person looking may see.
"""

from django.db import migrations, models

from sekisho.records.second_wall import build


def build_wall(apps, schema_editor):
    build(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0009_log_keys")]
    operations = [
        migrations.AddField("access", "recused", models.TextField(default=" ")),
        migrations.RunPython(build_wall, migrations.RunPython.noop),
    ]
