from itertools import groupby

from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from content.models import Choice
from lms.assessment.rules import AttemptFacts, BankQuestion
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def taken_by(self, user):
        """Where she has a place, or whom she accompanies has one: the only ones she may answer or read."""
        return self.filter(enrolment__in=Enrolment.objects.learnt_by(user))

    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def best_scores(self, enrolments) -> dict[int, int]:
        """Enrolment id to best submitted score in percent; nobody without a submitted attempt. One query."""
        submitted = self.submitted().filter(enrolment__in=enrolments).order_by()
        return dict(submitted.values_list("enrolment").annotate(Max("score_percent")))


class Attempt(models.Model):
    """One sitting of the post-test. Questions are frozen with random option ids; the key never leaves the server.

    ``questions``: list of
    ``{"id", "question_id", "module", "prompt", "options": [{"id", "text", "feedback"}], "key"}``.
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
                | Q(submitted_at__isnull=False, submitted_at__gte=F("started_at"), score_percent__isnull=False),
                name="assessment_attempt_submitted_has_a_score",
            ),
            models.CheckConstraint(
                condition=Q(score_percent__isnull=True) | Q(score_percent__lte=100),
                name="assessment_attempt_score_within_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} #{self.number}"


def bank_of(cohort: Cohort) -> list[BankQuestion]:
    """Questions in use of the course's bank, on modules of the frozen syllabus, that have a right answer. One query."""
    codes = {module.page_id: module.code for module in cohort.frozen_syllabus().modules}
    choices = (
        Choice.objects.filter(
            question__course=cohort.course_id, question__is_active=True, question__module__in=list(codes)
        )
        .select_related("question")
        .order_by("question", "sort_order", "pk")
    )
    bank = []
    for question, group in groupby(choices, key=lambda choice: choice.question):
        listed = tuple((choice.text, choice.feedback, choice.is_key) for choice in group)
        if any(is_key for _text, _feedback, is_key in listed):
            bank.append(BankQuestion(question.pk, codes[question.module_id], question.prompt, listed))
    return bank


def attempt_facts(enrolment: Enrolment, cohort: Cohort, *, bank_size: int) -> AttemptFacts:
    attempts = list(enrolment.attempts.values_list("score_percent", flat=True))
    scores = [score for score in attempts if score is not None]  # an open attempt has none
    return AttemptFacts(
        is_accepted=enrolment.is_participant,
        cohort_status=cohort.status,
        starts_on=cohort.starts_on,
        submitted=len(scores),
        has_open_attempt=len(scores) < len(attempts),
        best_score=max(scores, default=None),
        bank_size=bank_size,
    )
