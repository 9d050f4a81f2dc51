from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.enrolment.models import Enrolment


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Attempt(models.Model):
    """One sitting of the post-test. Questions are frozen with random option ids; the key never leaves the server.

    ``questions``: list of ``{"id", "question_id", "module", "prompt", "options": [{"id", "text", "feedback"}], "key"}``.
    ``answers``: ``{question id: option id}``.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    questions = models.JSONField()
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    score_percent = models.PositiveIntegerField(_("score"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="assessment_attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(submitted_at__isnull=True), name="assessment_attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, score_percent__isnull=True)
                | Q(submitted_at__gte=F("started_at"), score_percent__isnull=False),
                name="assessment_attempt_submitted_has_a_score",
            ),
            models.CheckConstraint(
                condition=Q(score_percent__isnull=True) | Q(score_percent__lte=100),
                name="assessment_attempt_score_within_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} #{self.number}"
