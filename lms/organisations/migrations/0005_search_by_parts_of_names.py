from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

TABLES = ("institution", "person")


def add(apps, schema_editor):
    """PostgreSQL finds a part of a name by an index of its trigrams. Source: docs/adr/0011."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE INDEX organisations_{table}_search ON organisations_{table}"
                " USING gin (search_text gin_trgm_ops)"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX organisations_{table}_search")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_one_key_each")]

    operations = [TrigramExtension(), migrations.RunPython(add, remove)]
