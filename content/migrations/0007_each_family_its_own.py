import uuid

from django.db import migrations


def name_families(apps, schema_editor):
    """A course and all its copies, and the copies of these, share a value that no other course has."""
    CoursePage = apps.get_model("content", "CoursePage")
    sources = dict(CoursePage.objects.values_list("pk", "copied_from_id"))
    families = {}
    for pk in sources:
        origin, seen = pk, set()
        while sources.get(origin) is not None and origin not in seen:
            seen.add(origin)
            origin = sources[origin]
        family = families.setdefault(origin, uuid.uuid4())
        CoursePage.objects.filter(pk=pk).update(family=family)


class Migration(migrations.Migration):
    dependencies = [("content", "0006_families_of_courses")]

    operations = [migrations.RunPython(name_families, migrations.RunPython.noop, elidable=True)]
