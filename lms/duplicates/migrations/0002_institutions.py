import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duplicates', '0001_suggestions_and_merges'),
        ('organisations', '0009_merged_institutions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InstitutionFingerprint',
            fields=[
                ('institution', models.BigIntegerField(primary_key=True, serialize=False)),
                ('digest', models.BigIntegerField()),
                ('by_name', models.BigIntegerField(db_index=True, null=True)),
                ('by_whole_name', models.BigIntegerField(db_index=True, null=True)),
                ('by_phone', models.BigIntegerField(db_index=True, null=True)),
                ('by_email', models.BigIntegerField(db_index=True, null=True)),
                ('by_npwp', models.BigIntegerField(db_index=True, null=True)),
                ('by_nib', models.BigIntegerField(db_index=True, null=True)),
                ('by_decree', models.BigIntegerField(db_index=True, null=True)),
                ('by_paper', models.BigIntegerField(db_index=True, null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='sweep',
            name='last_person',
            field=models.BigIntegerField(db_column='last_person', default=0),
        ),
        migrations.RenameField(
            model_name='sweep',
            old_name='last_person',
            new_name='last_id',
        ),
        migrations.CreateModel(
            name='InstitutionMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(blank=True, db_index=True, max_length=13)),
                ('moved', models.JSONField(default=list)),
                ('removed', models.JSONField(default=list)),
                ('corrected', models.JSONField(default=list)),
                ('filled', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.institution')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.institution')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merge',
                'ordering': ['-at', '-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='duplicates_institutionmerge_of_two_rows'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='duplicates_institutionmerge_undone_by_somebody'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('gone',), name='duplicates_institutionmerge_one_standing_per_institution', violation_error_message='This institution is merged already.')],
            },
        ),
        migrations.CreateModel(
            name='InstitutionSuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(db_index=True, max_length=13)),
                ('points', models.PositiveSmallIntegerField()),
                ('evidence', models.JSONField(default=list)),
                ('found_at', models.DateTimeField()),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('institution_a', models.BigIntegerField(db_index=True)),
                ('institution_b', models.BigIntegerField(db_index=True)),
                ('dismissed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-points', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('points__lte', 100)), name='duplicates_institutionsuggestion_points_to_100'), models.CheckConstraint(condition=models.Q(models.Q(('dismissed_at__isnull', True), ('dismissed_by__isnull', True)), models.Q(('dismissed_at__isnull', False), ('dismissed_by__isnull', False)), _connector='OR'), name='duplicates_institutionsuggestion_dismissed_by_somebody'), models.UniqueConstraint(fields=('institution_a', 'institution_b'), name='duplicates_institutionsuggestion_once_per_pair'), models.CheckConstraint(condition=models.Q(('institution_a__lt', models.F('institution_b'))), name='duplicates_institutionsuggestion_older_row_first')],
            },
        ),
    ]
