from django.db.models import TextChoices


class LearningEvent(TextChoices):
    FINISHED = "lesson.finished"
