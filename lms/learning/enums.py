from django.db.models import TextChoices


class LearningEvent(TextChoices):
    FINISHED = "lesson.finished"


class MarkKind(TextChoices):
    """What a device tells of later."""

    FINISH = "finish"
    PLACE = "place"
    ANSWER = "answer"


class MarkState(TextChoices):
    """What came of a mark that arrived."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"
