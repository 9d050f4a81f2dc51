from django.db.models import TextChoices


class AssessmentEvent(TextChoices):
    STARTED = "test.started"
    SUBMITTED = "test.submitted"
