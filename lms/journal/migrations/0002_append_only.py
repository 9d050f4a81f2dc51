from django.db import migrations

from lms.journal.append_only import create_triggers, drop_triggers


def create(apps, schema_editor):
    create_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    """The database refuses to change or delete rows of the journal. See ``lms/journal/append_only.py``."""

    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
