
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0005_search_by_parts_of_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.CharField(blank=True, choices=[('chair', 'Chair'), ('secretary', 'Secretary'), ('treasurer', 'Treasurer'), ('member', 'Member')], max_length=12, verbose_name='position of the applicant')),
                ('chair_name', models.CharField(blank=True, max_length=150, verbose_name='name of the chair')),
                ('level', models.CharField(blank=True, choices=[('village', 'Desa or kelurahan'), ('district', 'Kecamatan'), ('regency', 'Kabupaten or kota'), ('province', 'Province'), ('national', 'National')], max_length=10, verbose_name='level')),
                ('status', models.CharField(choices=[('draft', 'Not sent yet'), ('submitted', 'Being examined'), ('returned', 'Returned for mending'), ('approved', 'Approved'), ('rejected', 'Turned down'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('started_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('term_days', models.PositiveSmallIntegerField(default=0)),
                ('used_days', models.PositiveSmallIntegerField(default=0)),
                ('runs_from', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='organisations.institution')),
                ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.region')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_id', models.CharField(max_length=150)),
                ('label_en', models.CharField(max_length=150)),
                ('help_id', models.CharField(blank=True, max_length=300)),
                ('help_en', models.CharField(blank=True, max_length=300)),
                ('code', models.SlugField(max_length=40)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('needs_file', models.BooleanField(default=False)),
                ('is_required', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('missing', 'Not filled in yet'), ('given', 'Filled in'), ('accepted', 'Accepted'), ('returned', 'To be mended'), ('mended', 'Mended')], default='missing', max_length=10)),
                ('answer', models.TextField(blank=True)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('version', models.PositiveIntegerField(default=1)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='registration.application')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.storedfile')),
            ],
            options={
                'ordering': ['application', 'place', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_id', models.CharField(max_length=150)),
                ('label_en', models.CharField(max_length=150)),
                ('help_id', models.CharField(blank=True, max_length=300)),
                ('help_en', models.CharField(blank=True, max_length=300)),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('level', models.CharField(blank=True, choices=[('village', 'Desa or kelurahan'), ('district', 'Kecamatan'), ('regency', 'Kabupaten or kota'), ('province', 'Province'), ('national', 'National')], max_length=10)),
                ('legal', models.CharField(choices=[('both', 'Of every institution'), ('yes', 'Of legal entities'), ('no', 'Of those that are no legal entity')], default='both', max_length=4)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('needs_file', models.BooleanField(default=True)),
                ('is_required', models.BooleanField(default=True)),
                ('is_active', models.BooleanField(default=True)),
                ('kind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organisations.pskskind')),
            ],
            options={
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('contact', models.CharField(max_length=254, verbose_name='e-mail address or phone number')),
                ('question', models.CharField(max_length=500, verbose_name='question')),
                ('seed', models.CharField(max_length=32)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('opinion', models.CharField(blank=True, choices=[('agree', 'I recommend that this institution be registered'), ('disagree', 'I do not recommend it'), ('note', 'I only leave a note')], max_length=10, verbose_name='opinion')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('answered_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='registration.application')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('items', models.ManyToManyField(blank=True, related_name='+', to='registration.applicationitem')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['region', 'status', 'due_on'], name='registration_app_inbox'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'returned'])), fields=('institution',), name='registration_application_one_open_per_institution', violation_error_message='An application of this institution is under way already.'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'withdrawn']), models.Q(('region__isnull', False), ('submitted_at__isnull', False), models.Q(('level', ''), _negated=True), models.Q(('position', ''), _negated=True)), _connector='OR'), name='registration_application_sent_to_an_office'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('runs_from__isnull', False), ('status', 'submitted')), models.Q(models.Q(('status', 'submitted'), _negated=True), ('runs_from__isnull', True)), _connector='OR'), name='registration_application_clock_runs_while_examined'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['approved', 'rejected'])), models.Q(models.Q(('status__in', ['approved', 'rejected']), _negated=True), ('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='registration_application_decided_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='registration_application_turned_down_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='registration_application_withdrawn_at'),
        ),
        migrations.AddConstraint(
            model_name='applicationitem',
            constraint=models.UniqueConstraint(fields=('application', 'code'), name='registration_applicationitem_once'),
        ),
        migrations.AddConstraint(
            model_name='applicationitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', True), ('needs_file', False)), models.Q(('file__isnull', True), ('needs_file', True), ('state', 'missing')), models.Q(('file__isnull', False), ('needs_file', True), models.Q(('state', 'missing'), _negated=True)), _connector='OR'), name='registration_applicationitem_given_with_its_file'),
        ),
        migrations.AddConstraint(
            model_name='applicationitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='registration_applicationitem_returned_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('opinion', '')), models.Q(('answered_at__isnull', False), models.Q(('opinion', ''), _negated=True)), _connector='OR'), name='registration_review_answered_with_an_opinion'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='registration_review_ends_after_it_was_asked'),
        ),
    ]
