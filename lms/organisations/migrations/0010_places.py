from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Cast, Concat, Replace, Substr


def place():
    code = Substr(Concat("region", models.Value(".00")), 1, 5)
    number = Cast(Replace(code, models.Value("."), models.Value("")), models.IntegerField())
    return models.GeneratedField(db_persist=True, expression=number, output_field=models.IntegerField())


def add(apps, schema_editor):
    """As in 0005: a part of a name is found by its trigrams."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX organisations_personplace_search ON organisations_personplace"
            " USING gin (search_text gin_trgm_ops)"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX organisations_personplace_search")



class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0009_merged_institutions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('place', models.IntegerField()),
                ('search_text', models.CharField(max_length=150)),
            ],
        ),
        migrations.AlterModelOptions(
            name='institution',
            options={'ordering': ['place', 'name', 'pk']},
        ),
        migrations.RemoveIndex(
            model_name='institution',
            name='organisations_inst_by_region',
        ),
        migrations.AddField(
            model_name='institution',
            name='place',
            field=place(),
        ),
        migrations.AddField(
            model_name='person',
            name='place',
            field=place(),
        ),
        migrations.AddIndex(
            model_name='institution',
            index=models.Index(fields=['place', 'name', 'id'], name='organisations_inst_by_place'),
        ),
        migrations.AddIndex(
            model_name='personplace',
            index=models.Index(fields=['place', 'search_text', 'person'], name='organisations_personplace_list'),
        ),
        migrations.AddConstraint(
            model_name='personplace',
            constraint=models.UniqueConstraint(fields=('person', 'place'), name='organisations_personplace_once'),
        ),
        migrations.RunPython(add, remove),
    ]
