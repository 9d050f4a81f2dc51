"""A public briefing, a meeting or an accompaniment may be held without a course."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("content", "__first__"), ("cohorts", "0003_parallel_groups")]

    operations = [
        migrations.AlterField(
            "cohort",
            "course",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cohorts",
                to="content.coursepage",
                verbose_name="course",
            ),
        ),
        migrations.AddConstraint(
            "cohort",
            models.CheckConstraint(
                condition=Q(course__isnull=False) | (~Q(kind__in=("bimtek", "training")) & ~Q(delivery="self_paced")),
                name="cohorts_cohort_has_the_course_it_needs",
                violation_error_message="A bimtek or a training rests on a course. Choose one.",
            ),
        ),
    ]
