from django.db.models import TextChoices


class StandingEvent(TextChoices):
    CHANGED = "standing.changed"
