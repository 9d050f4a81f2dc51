from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import LessonPage
from lms.enrolment.models import Enrolment


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class LessonProgress(models.Model):
    """How far a trainee is in a lesson. ``furthest_index`` counts blocks from 0 and never goes back."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="progress")
    last_block = models.CharField(_("last block"), max_length=36, blank=True)  # id of the stream block to resume at
    furthest_index = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="learning_lessonprogress_once_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.lesson_id}"
