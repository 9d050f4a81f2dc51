from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.enums import CertificateState
from certificates.models import Certificate
from lms.accounts.roles import Permission
from lms.attendance.models import Presence
from lms.attendance.rules import StandingMark, counted_once
from lms.cohorts.models import Cohort
from lms.completion.enums import Result
from lms.completion.rules import MESSAGES
from lms.enrolment.models import Enrolment
from lms.enrolment.passing import tells_who_passed
from lms.letters.facts import Part
from lms.letters.taking_part import tells_who_took_part
from lms.organisations.access import scope_of
from lms.refusal import Reason, reasons_from_data


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def passed(self):
        """Passed, and the certificate (if made already) is not revoked."""
        return self.filter(result=Result.PASSED, award__certificate__revocation__isnull=True)


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

    def reasons_in_words(self) -> tuple[Reason, ...]:
        return reasons_from_data(self.reasons, MESSAGES)


@tells_who_passed
def passed_pairs(people: Collection[int], families: Collection[UUID]) -> set[tuple[int, UUID]]:
    """For the gates of the room below: each of these people with each family of courses of which she passed one."""
    known = {"enrolment__person__in": people, "enrolment__cohort__course__family__in": families}
    verdicts = Verdict.objects.passed().filter(**known)
    return set(verdicts.values_list("enrolment__person_id", "enrolment__cohort__course__family"))


@tells_who_took_part
def parts_taken(cohort: Cohort) -> dict[int, Part]:
    """For the statements of the room below: in how many sessions each participant was seen, and for how long."""
    marks = Presence.objects.filter(session__cohort=cohort).standing_marks()
    seen = {enrolment: counted_once(listed) for enrolment, listed in marks.items()}
    return {enrolment: Part(len(listed), _minutes(listed)) for enrolment, listed in seen.items() if listed}


def _minutes(marks: list[StandingMark]) -> int:
    return int(sum((mark.ends_at - mark.starts_at for mark in marks), timedelta()).total_seconds() // 60)


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, user):
        """The holder's, her institution's and the deciding offices'; trainers see marks, not certificates."""
        people = Enrolment.objects
        enrolments = (
            people.of(user) | people.nominated_from(user) | people.confirmable_by(user) | people.decidable_by(user)
        )
        return self.filter(verdict__enrolment__in=enrolments)

    def held_by(self, user):
        """One's own, and those of the members whom the institutions one administers have sent."""
        enrolments = Enrolment.objects.of(user) | Enrolment.objects.nominated_from(user)
        return self.filter(verdict__enrolment__in=enrolments)

    def revocable_by(self, user):
        """Of the cohorts of the offices in whose region this person may revoke."""
        region = "verdict__enrolment__cohort__office__region__code"
        return self.filter(scope_of(user).region_filter(Permission.REVOKE_CERTIFICATE, region))

    def in_force(self):
        """Issued as a document and not revoked."""
        return self.filter(certificate__state=CertificateState.ISSUED, certificate__revocation__isnull=True)


class Award(models.Model):
    """The living link: certificate <- award -> verdict -> enrolment -> organisation."""

    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="award")
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="award")

    objects = AwardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.verdict_id} -> {self.certificate_id}"
