from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0003_fill_snapshots")]

    operations = [
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('nominated', 'confirmed', 'reserve', 'offered', 'accepted', 'present', 'completed'))), fields=('cohort', 'person'), name='enrolment_enrolment_one_live_per_person', violation_error_message='This person is already nominated for this cohort.'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('accepted', 'present', 'completed')), _negated=True), ('accepted_at__isnull', False), _connector='OR'), name='enrolment_enrolment_participants_were_accepted'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('accepted', 'present', 'completed')), ('way__in', ['nomination', 'application']), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='enrolment_enrolment_accepted_after_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way', 'nomination'), _negated=True), ('membership__isnull', False), _connector='OR'), name='enrolment_enrolment_nominated_by_membership'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('institution__isnull', True), ('membership__isnull', True)), models.Q(('institution__isnull', False), ('membership__isnull', False), ('region__isnull', False), models.Q(('institution_name', ''), _negated=True), models.Q(('position', ''), _negated=True)), _connector='OR'), name='enrolment_enrolment_snapshot_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'reserve'), _negated=True), ('reserved_at__isnull', False), _connector='OR'), name='enrolment_enrolment_reserved_since'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'offered'), _negated=True), models.Q(('offered_at__isnull', False), ('offered_until__isnull', False)), _connector='OR'), name='enrolment_enrolment_offered_until'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'present'), _negated=True), ('present_at__isnull', False), _connector='OR'), name='enrolment_enrolment_present_since'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'completed'), _negated=True), ('completed_at__isnull', False), _connector='OR'), name='enrolment_enrolment_completed_since'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gate_by__isnull', True), ('gate_why', '')), models.Q(models.Q(('gate_why', ''), _negated=True), ('gate_by__isnull', False)), _connector='OR'), name='enrolment_enrolment_gate_why_and_by'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('status__in', ('declined', 'replaced', 'withdrawn')), models.Q(('ended_by__isnull', False), models.Q(('ended_why', ''), _negated=True), _connector='OR')), models.Q(models.Q(('status__in', ('declined', 'replaced', 'withdrawn')), _negated=True), ('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='enrolment_enrolment_ended_at_and_by'),
        ),
    ]
