from django.db import migrations


def fill(apps, _schema_editor):
    """What an enrolment keeps from now on, for those made before: as the register says today."""
    Enrolment = apps.get_model("enrolment", "Enrolment")
    for enrolment in Enrolment.objects.select_related("person", "membership__kind", "membership__institution__kind"):
        institution = enrolment.membership.institution
        enrolment.institution = institution
        enrolment.kind_code = (enrolment.membership.kind or institution.kind).code
        enrolment.sex = enrolment.person.sex
        enrolment.save(update_fields=["institution", "kind_code", "sex"])


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0002_more_ways_in")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
