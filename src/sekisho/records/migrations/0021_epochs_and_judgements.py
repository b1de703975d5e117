"""Epochs of linking and judgements of people: the latter never change, and both stand behind the second wall."""

import django.db.models.deletion
import sekisho.records.outside
from django.db import migrations, models

from sekisho.records.defence import arm
from sekisho.records.second_wall import build

TABLES = ("records_judgement", "records_judgement_incidents")


def guard(apps, schema_editor):
    arm(schema_editor.connection, TABLES)
    build(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0020_new_device_by_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkEpoch',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.epoch_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('incidents', models.PositiveIntegerField()),
                ('frequencies', models.JSONField()),
                ('changes', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('realm', 'number'), name='epoch_once')],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.judgement_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('kind', models.CharField(max_length=80)),
                ('said', models.JSONField(default=dict)),
                ('reason', models.TextField()),
                ('person', models.CharField(max_length=48)),
                ('act_of', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('salt', models.CharField(default=sekisho.records.outside.draw_salt, editable=False, max_length=32)),
                ('incidents', models.ManyToManyField(related_name='judgements', to='records.incident')),
                ('leaf', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='judgement', to='records.leaf')),
                ('takes_back', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_back_by', to='records.judgement')),
            ],
            options={
                'indexes': [models.Index(fields=['realm', 'made_at'], name='judgement_by_realm')],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
