"""Statements of attendance, for activities that end without a certificate."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("invitation", "Invitation"),
    ("assignment", "Assignment letter"),
    ("confirmation", "List of confirmed participants"),
    ("statement", "Statement of attendance"),
]
BUNDLES = [
    ("invitation", "Invitations"),
    ("assignment", "Assignment letters"),
    ("statement", "Statements of attendance"),
    ("badges", "Name badges"),
    ("desk_names", "Desk names"),
    ("biodata", "Biodata forms"),
]


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_numbers_and_letters")]

    operations = [
        migrations.AlterField("letter", "kind", models.CharField("kind", choices=KINDS, max_length=12)),
        migrations.AlterField("bundle", "kind", models.CharField(choices=BUNDLES, max_length=12)),
        migrations.RemoveConstraint("letter", "letters_letter_names_its_addressee"),
        migrations.RemoveConstraint("bundle", "letters_bundle_only_letters_come_apart"),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                condition=Q(kind="invitation", region__isnull=False, enrolment__isnull=True)
                | Q(kind__in=["assignment", "statement"], region__isnull=True, enrolment__isnull=False)
                | Q(kind="confirmation", region__isnull=True, enrolment__isnull=True),
                name="letters_letter_names_its_addressee",
            ),
        ),
        migrations.AddConstraint(
            "letter",
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(kind="statement", state__in=["intended", "issued"]),
                name="letters_letter_one_statement_in_force",
                violation_error_message="This participant has a statement of attendance already.",
            ),
        ),
        migrations.AddConstraint(
            "bundle",
            models.CheckConstraint(
                condition=Q(form="pdf") | Q(kind__in=["invitation", "assignment", "statement"]),
                name="letters_bundle_only_letters_come_apart",
                violation_error_message="These papers come as one PDF.",
            ),
        ),
    ]
