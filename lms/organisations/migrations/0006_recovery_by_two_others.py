from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_search_by_parts_of_names")]

    operations = [
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=~Q(user=F("asked_by")) & (Q(confirmed_by__isnull=True) | ~Q(user=F("confirmed_by"))),
                name="organisations_recovery_not_of_ones_own_account",
                violation_error_message="Nobody gives back her own account.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(token_hash__isnull=False),
                name="organisations_recovery_used_by_its_link",
            ),
        ),
    ]
