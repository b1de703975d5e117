"""The second wall. It is built from the predicate as it now is, so by the last migration that changes what it reads."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0007_sight_by_law")]
    operations = []
