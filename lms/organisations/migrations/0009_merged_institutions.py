import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0008_one_wadah_per_kind_and_region'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='institution',
            name='organisations_institution_one_wadah_per_kind_and_region',
        ),
        migrations.AddField(
            model_name='institution',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organisations.institution'),
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=models.UniqueConstraint(condition=models.Q(('is_wadah', True), ('merged_into__isnull', True), ('status', 'active')), fields=('kind', 'region'), name='organisations_institution_one_wadah_per_kind_and_region', violation_error_message='This kabupaten or kota already has an active wadah of this kind.'),
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='organisations_institution_merged_into_another'),
        ),
        migrations.AlterConstraint(
            model_name='beneficiarycount',
            name='organisations_beneficiarycount_once_per_day',
            constraint=models.UniqueConstraint(fields=('institution', 'as_of', 'age_group'), name='organisations_beneficiarycount_once_per_day', violation_error_message='There are other counts of this day on file.'),
        ),
    ]
