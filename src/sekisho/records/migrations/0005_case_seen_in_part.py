"""Who sees only a part of a case is kept too; every case's access is derived anew, from the pack's rules of sight."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_erasures")]
    operations = [
        migrations.AddField("access", "part", models.TextField(default=" ")),
        migrations.RunSQL(
            'INSERT INTO records_disturbance ("case") SELECT id FROM records_case',
            migrations.RunSQL.noop,
        ),
    ]
