import uuid

from django.db import migrations, models

from lms.organisations.models.people import new_person_code


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_keys_and_states")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="code",
            field=models.CharField(
                default=new_person_code, editable=False, max_length=12, unique=True, verbose_name="person code"
            ),
        ),
        migrations.AlterField(
            model_name="person", name="uuid", field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.RemoveField(model_name="institution", name="is_active"),
    ]
