"""Who is recused from a case is kept with who sees it. (The second wall is built by the last migration that changes it.)"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0009_log_keys")]
    operations = [migrations.AddField("access", "recused", models.TextField(default=" "))]
