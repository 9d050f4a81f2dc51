import uuid

from django.db import migrations

from lms.organisations.models.people import new_person_code


def fill(apps, schema_editor):
    """Each person gets her keys; an institution that was not active is inactive; the ministry sees figures only."""
    Person = apps.get_model("organisations", "Person")
    for person in Person.objects.filter(uuid=None).iterator():
        person.uuid, person.code = uuid.uuid4(), new_person_code()
        person.save(update_fields=["uuid", "code"])
    apps.get_model("organisations", "Institution").objects.filter(is_active=False).update(status="inactive")
    apps.get_model("organisations", "RoleGrant").objects.filter(role="ministry_officer").update(sees_names=False)


def unfill(apps, schema_editor):
    apps.get_model("organisations", "Institution").objects.exclude(status="active").update(is_active=False)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_register")]

    operations = [migrations.RunPython(fill, unfill)]
