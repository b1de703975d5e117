"""Who sees a case by law is kept too; what a person may see is read from the register, no longer from a column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0006_cosignatures")]
    operations = [
        migrations.AddField("access", "by_law", models.TextField(default=" ")),
        migrations.RemoveField("person", "clearance"),
        migrations.RemoveField("person", "compartments"),
        migrations.RunSQL(
            'INSERT INTO records_disturbance ("case") SELECT id FROM records_case',
            migrations.RunSQL.noop,
        ),
    ]
