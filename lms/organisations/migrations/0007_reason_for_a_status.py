from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0006_recovery_by_two_others")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="status_why",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="reason for the status"),
            preserve_default=False,
        ),
    ]
