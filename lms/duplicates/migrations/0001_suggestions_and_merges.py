import django.db.models.deletion
import lms.organisations.encryption
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_keys_and_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('person', models.BigIntegerField(primary_key=True, serialize=False)),
                ('digest', models.BigIntegerField()),
                ('by_phone', models.BigIntegerField(db_index=True, null=True)),
                ('by_birth', models.BigIntegerField(db_index=True, null=True)),
                ('by_name', models.BigIntegerField(db_index=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_person', models.BigIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('finished_at__gte', models.F('begun_at')), _connector='OR'), name='duplicates_sweep_begins_before_it_is_finished')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('area', models.CharField(blank=True, db_index=True, max_length=13)),
                ('moved', models.JSONField(default=list)),
                ('removed', models.JSONField(default=list)),
                ('corrected', models.JSONField(default=list)),
                ('filled', models.JSONField(default=dict)),
                ('kept_nik_sealed', lms.organisations.encryption.EncryptedTextField(blank=True)),
                ('gone_nik_sealed', lms.organisations.encryption.EncryptedTextField(blank=True)),
                ('confirmations', models.JSONField(default=dict)),
                ('is_nik_of_gone', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merge',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='duplicates_merge_of_two_rows'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('gone',), name='duplicates_merge_one_standing_per_person', violation_error_message='This person is merged already.'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='duplicates_merge_undone_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_a', models.BigIntegerField(db_index=True)),
                ('person_b', models.BigIntegerField(db_index=True)),
                ('area', models.CharField(db_index=True, max_length=13)),
                ('points', models.PositiveSmallIntegerField()),
                ('evidence', models.JSONField(default=list)),
                ('found_at', models.DateTimeField()),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('dismissed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-points', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('person_a', 'person_b'), name='duplicates_suggestion_once_per_pair'), models.CheckConstraint(condition=models.Q(('person_a__lt', models.F('person_b'))), name='duplicates_suggestion_older_row_first'), models.CheckConstraint(condition=models.Q(('points__lte', 100)), name='duplicates_suggestion_points_to_100'), models.CheckConstraint(condition=models.Q(models.Q(('dismissed_at__isnull', True), ('dismissed_by__isnull', True)), models.Q(('dismissed_at__isnull', False), ('dismissed_by__isnull', False)), _connector='OR'), name='duplicates_suggestion_dismissed_by_somebody')],
            },
        ),
    ]
