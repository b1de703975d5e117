"""Where a person is told by mail of a new device, and whether they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0019_list_open_cases_newest_first")]
    operations = [
        migrations.AddField("person", "mail", models.EmailField(blank=True, default="", max_length=254)),
        migrations.AddField("signedin", "tried_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("signedin", "told_at", models.DateTimeField(blank=True, null=True)),
    ]
