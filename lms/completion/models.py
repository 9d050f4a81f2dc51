from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from lms.completion.enums import Result
from lms.enrolment.models import Enrolment


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Verdict(models.Model):
    """What came of an enrolment, stored whatever it says, with its reasons and the version of the policy."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="verdict")
    result = models.CharField(_("result"), max_length=10, choices=Result)
    reasons = models.JSONField(default=list)  # codes and values of rules.Reason, empty when passed
    planned_jp = models.PositiveIntegerField()
    attended_jp = models.PositiveIntegerField()
    score_percent = models.PositiveIntegerField(null=True)
    policy = models.JSONField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attended_jp__lte=models.F("planned_jp")), name="completion_verdict_jp_within_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.result}"


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, user):
        return self.filter(verdict__enrolment__in=Enrolment.objects.visible_to(user))


class Award(models.Model):
    """The living link: certificate <- award -> verdict -> enrolment -> organisation."""

    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="award")
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="award")

    objects = AwardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.verdict_id} -> {self.certificate_id}"
