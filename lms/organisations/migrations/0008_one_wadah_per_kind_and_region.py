from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("organisations", "0007_reason_for_a_status")]

    operations = [
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.UniqueConstraint(
                condition=Q(is_wadah=True, status="active"),
                fields=("kind", "region"),
                name="organisations_institution_one_wadah_per_kind_and_region",
                violation_error_message="This kabupaten or kota already has an active wadah of this kind.",
            ),
        ),
    ]
