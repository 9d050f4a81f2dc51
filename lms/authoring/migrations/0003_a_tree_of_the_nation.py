import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('authoring', '0002_steps_of_review'),
        ('organisations', '0010_places'),
    ]

    operations = [
        migrations.AlterField(
            model_name='officetree',
            name='office',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tree', to='organisations.office'),
        ),
        migrations.AddField(
            model_name='officetree',
            name='is_national',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='officetree',
            constraint=models.UniqueConstraint(condition=models.Q(('is_national', True)), fields=('is_national',), name='authoring_officetree_one_of_the_nation'),
        ),
        migrations.AddConstraint(
            model_name='officetree',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_national', True), ('office__isnull', True)), models.Q(('is_national', False), ('office__isnull', False)), _connector='OR'), name='authoring_officetree_of_an_office_or_the_nation'),
        ),
    ]
