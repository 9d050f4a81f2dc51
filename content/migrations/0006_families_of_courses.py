import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0005_evaluation_and_rtl_forms")]

    # Every course there is gets the same value for now; the next migration gives each family its own.
    operations = [
        migrations.AddField(
            model_name="coursepage",
            name="family",
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
    ]
