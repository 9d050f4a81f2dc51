from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0004_states_hold")]

    operations = [
        migrations.AddField(
            model_name="seatplan",
            name="opens_kept_seats",
            field=models.BooleanField(default=False, verbose_name="kept seats nobody claimed open to others"),
        ),
        migrations.AddField(model_name="seatplan", name="taken", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="seatplan", name="moved", field=models.JSONField(default=dict)),
        migrations.AddConstraint(
            model_name="seatplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__isnull", True), ("taken__lte", models.F("total")), _connector="OR"),
                name="enrolment_seatplan_total_is_never_exceeded",
                violation_error_message="All seats of this cohort are taken.",
            ),
        ),
    ]
