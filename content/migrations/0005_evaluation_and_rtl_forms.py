from django.db import migrations
from django.db.models import JSONField, Value

import content.course_forms.defaults
import content.fields

FORMS = {
    "trainer_evaluation": content.course_forms.defaults.trainer_lines,
    "organiser_evaluation": content.course_forms.defaults.organiser_lines,
    "rtl_form": content.course_forms.defaults.rtl_lines,
}


def give_forms(apps, schema_editor):
    """Courses written before get the forms every new one begins with.

    Past the field: here it knows no blocks and would keep none of the lines.
    """
    lines = {name: Value(make(), output_field=JSONField()) for name, make in FORMS.items()}
    apps.get_model("content", "CoursePage").objects.update(**lines)


class Migration(migrations.Migration):

    dependencies = [
        ("content", "0004_copies_know_their_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="coursepage",
            name="trainer_evaluation",
            field=content.fields.BlocksField(blank=True, default=FORMS["trainer_evaluation"], help_text="Filled in once for each trainer and subject, without a name.", verbose_name="evaluation of a trainer"),
        ),
        migrations.AddField(
            model_name="coursepage",
            name="organiser_evaluation",
            field=content.fields.BlocksField(blank=True, default=FORMS["organiser_evaluation"], help_text="Filled in once at the end, without a name.", verbose_name="evaluation of the organisers"),
        ),
        migrations.AddField(
            model_name="coursepage",
            name="rtl_form",
            field=content.fields.BlocksField(blank=True, default=FORMS["rtl_form"], help_text="What each trainee plans to do at home, and later what came of it.", verbose_name="follow-up plan (RTL)"),
        ),
        migrations.RunPython(give_forms, migrations.RunPython.noop),
    ]
