"""An entry's leaf has one index, by the entry; what looked through all leaves has an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0021_epochs_and_judgements'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='leaf',
            name='leaf_by_log',
        ),
        migrations.AlterField(
            model_name='leaf',
            name='hash',
            field=models.CharField(max_length=64),
        ),
        migrations.AddIndex(
            model_name='leaf',
            index=models.Index(condition=models.Q(('batch', ''), _negated=True), fields=['batch'], name='leaf_by_batch'),
        ),
        migrations.AddIndex(
            model_name='leaf',
            index=models.Index(condition=models.Q(('sequence__lte', 1)), fields=['log'], name='leaf_first_of_log'),
        ),
        migrations.AddConstraint(
            model_name='leaf',
            constraint=models.UniqueConstraint(condition=models.Q(('sequence__gt', 0)), fields=('case', 'sequence'), name='leaf_of_entry_once'),
        ),
    ]
