"""Who is recused from a case is kept with who sees it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0007_sight_by_law")]
    operations = [migrations.AddField("access", "recused", models.TextField(default=" "))]
