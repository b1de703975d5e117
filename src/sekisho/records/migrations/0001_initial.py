"""The tables of the record."""

import django.db.models.deletion
import sekisho.records.outside
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.marking_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('level_rank', models.PositiveSmallIntegerField()),
                ('team', models.TextField()),
                ('compartments', models.TextField()),
                ('marking', models.JSONField(default=dict)),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Disturbance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.CharField(db_index=True, max_length=48)),
            ],
        ),
        migrations.CreateModel(
            name='IntelObject',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.object_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('supplier', models.CharField(max_length=80)),
                ('stix_id', models.CharField(db_index=True, max_length=200)),
                ('type', models.CharField(max_length=80)),
                ('known_type', models.BooleanField(default=True)),
                ('digest', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=48)),
                ('sealed', models.BinaryField()),
                ('taken_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(max_length=80)),
                ('leaf_class', models.CharField(max_length=80)),
                ('case', models.CharField(blank=True, default='', max_length=48)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('batch', models.CharField(blank=True, default='', max_length=48)),
                ('reads', models.JSONField(default=dict)),
                ('data', models.BinaryField()),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('committed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Observable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=80)),
                ('value', models.CharField(max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name='PayloadKey',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.key_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(max_length=80)),
                ('index', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ReadRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=48)),
                ('act_of', models.CharField(blank=True, default='', max_length=80)),
                ('kind', models.CharField(max_length=80)),
                ('subject', models.CharField(db_index=True, max_length=48)),
                ('realm', models.CharField(max_length=80)),
                ('read_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('place', models.CharField(max_length=300)),
                ('stix_id', models.CharField(blank=True, default='', max_length=200)),
                ('type', models.CharField(blank=True, default='', max_length=80)),
                ('outcome', models.CharField(max_length=20)),
                ('findings', models.JSONField(default=list)),
            ],
            options={
                'ordering': ('batch', 'position'),
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.refusal_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('case', models.CharField(db_index=True, max_length=48)),
                ('realm', models.CharField(max_length=80)),
                ('step', models.CharField(max_length=80)),
                ('act_of', models.CharField(max_length=80)),
                ('outcome', models.CharField(max_length=20)),
                ('recorded_by', models.CharField(max_length=48)),
                ('refused_at', models.DateTimeField()),
                ('verdict', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=48)),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='StepState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=80)),
                ('office', models.CharField(max_length=80)),
                ('outcome', models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(max_length=80)),
                ('level', models.PositiveSmallIntegerField()),
                ('index', models.PositiveBigIntegerField()),
                ('data', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.CharField(default=sekisho.records.outside.person_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('login', models.CharField(max_length=80, unique=True)),
                ('name_ja', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('language', models.CharField(default='ja', max_length=2)),
                ('clearance', models.CharField(default='open', max_length=20)),
                ('compartments', models.TextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_ja', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='person_named')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.CharField(editable=False, max_length=48, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80)),
                ('realm', models.CharField(max_length=80)),
                ('pack', models.CharField(max_length=64)),
                ('opened_at', models.DateTimeField()),
                ('head', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('named', models.PositiveIntegerField(default=0)),
                ('closed', models.BooleanField(default=False)),
                ('title_ja', models.CharField(blank=True, default='', max_length=300)),
                ('title_en', models.CharField(blank=True, default='', max_length=300)),
                ('changes_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=48)),
                ('access', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='records.access')),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.batch_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('supplier', models.CharField(max_length=80)),
                ('given_by', models.CharField(max_length=48)),
                ('name', models.CharField(max_length=300)),
                ('format', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('digests', models.JSONField(default=list)),
                ('received_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='records.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=80)),
                ('element', models.CharField(blank=True, default='', max_length=80)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='records.case')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backlinks', to='records.case')),
            ],
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('frontier', models.JSONField(default=list)),
                ('note', models.TextField()),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('log', 'size'), name='checkpoint_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.CharField(max_length=48)),
                ('step', models.CharField(max_length=80)),
                ('fields', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=80)),
                ('outside', models.CharField(max_length=200)),
                ('bearer', models.CharField(max_length=80)),
                ('towards', models.CharField(blank=True, default='', max_length=80)),
                ('element', models.JSONField(default=dict)),
                ('text_ja', models.TextField()),
                ('text_en', models.TextField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('due', models.DateTimeField(null=True)),
                ('blocks', models.JSONField(default=list)),
                ('discharged_by', models.JSONField(default=list)),
                ('cite', models.JSONField(default=list)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='records.case')),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('previous', models.CharField(max_length=64)),
                ('realm', models.CharField(max_length=80)),
                ('step', models.CharField(max_length=80)),
                ('act_of', models.CharField(max_length=80)),
                ('recorded_by', models.CharField(max_length=48)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('pack', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.case')),
            ],
            options={
                'ordering': ('case', 'sequence'),
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.incident_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('supplier', models.CharField(max_length=80)),
                ('source', models.CharField(max_length=300)),
                ('date', models.DateField(null=True)),
                ('title', models.CharField(blank=True, default='', max_length=300)),
                ('digest', models.CharField(max_length=64)),
                ('document', models.JSONField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='records.batch')),
                ('marking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='records.access')),
            ],
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.CharField(default=sekisho.records.outside.candidate_id, editable=False, max_length=48, primary_key=True, serialize=False)),
                ('realm', models.CharField(max_length=80)),
                ('found_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('fingerprint', models.CharField(db_index=True, max_length=64)),
                ('score', models.BigIntegerField(default=0)),
                ('title_ja', models.CharField(max_length=300)),
                ('title_en', models.CharField(max_length=300)),
                ('explanation', models.JSONField()),
                ('incidents', models.ManyToManyField(related_name='candidates', to='records.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Normalised',
            fields=[
                ('object', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='normalised', serialize=False, to='records.intelobject')),
                ('document', models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name='intelobject',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='records.batch'),
        ),
        migrations.AddField(
            model_name='intelobject',
            name='marking',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marked_objects', to='records.access'),
        ),
        migrations.CreateModel(
            name='LeafSecret',
            fields=[
                ('leaf', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='secret', serialize=False, to='records.leaf')),
                ('salts', models.JSONField()),
            ],
        ),
        migrations.AddIndex(
            model_name='leaf',
            index=models.Index(fields=['log', 'id'], name='leaf_by_log'),
        ),
        migrations.AddField(
            model_name='observable',
            name='object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='observables', to='records.intelobject'),
        ),
        migrations.AddField(
            model_name='position',
            name='leaf',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='position', to='records.leaf'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='records.batch'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='object',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='records.intelobject'),
        ),
        migrations.AddField(
            model_name='stepstate',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='step_states', to='records.case'),
        ),
        migrations.AddConstraint(
            model_name='tile',
            constraint=models.UniqueConstraint(fields=('log', 'level', 'index'), name='tile_once'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['realm', 'kind', 'closed'], name='case_by_kind'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['changes_at'], name='case_by_change'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(fields=('source', 'role', 'target', 'element'), name='link_once'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('person', 'case', 'step'), name='draft_once'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(fields=['bearer', 'due'], name='duty_by_bearer'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('case', 'sequence'), name='entry_number_once'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.UniqueConstraint(fields=('realm', 'supplier', 'digest'), name='incident_once_each'),
        ),
        migrations.AddIndex(
            model_name='intelobject',
            index=models.Index(fields=['realm', 'type'], name='object_by_type'),
        ),
        migrations.AddConstraint(
            model_name='intelobject',
            constraint=models.UniqueConstraint(fields=('realm', 'supplier', 'digest'), name='object_once_each'),
        ),
        migrations.AddIndex(
            model_name='observable',
            index=models.Index(fields=['kind', 'value'], name='observable_by_value'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('log', 'index'), name='position_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('batch', 'position'), name='receipt_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['taken', 'known', 'rejected'])), name='receipt_outcome'),
        ),
        migrations.AddIndex(
            model_name='stepstate',
            index=models.Index(fields=['office', 'outcome'], name='step_by_office'),
        ),
        migrations.AddConstraint(
            model_name='stepstate',
            constraint=models.UniqueConstraint(fields=('case', 'step', 'office'), name='step_state_once'),
        ),
    ]
