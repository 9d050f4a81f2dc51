"""What is written down while an activity is planned: terms of reference, committee, partners."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import CommitteeRole, PartnerSort

LONGEST = 5_000


class TermsOfReference(models.Model):
    """The KAK/TOR of an activity. Its subjects and timetable are derived from the cohort, never typed twice."""

    cohort = models.OneToOneField("cohorts.Cohort", on_delete=models.PROTECT, related_name="terms")
    background = models.TextField(_("background"), max_length=LONGEST, blank=True)
    legal_basis = models.TextField(_("legal basis"), max_length=LONGEST, blank=True)
    purpose = models.TextField(_("purpose"), max_length=LONGEST, blank=True)
    audience = models.TextField(_("who it is for"), max_length=LONGEST, blank=True)
    budget = models.TextField(_("budget"), max_length=LONGEST, blank=True)  # words and a reference; no sums are kept
    outputs = models.TextField(_("what comes of it"), max_length=LONGEST, blank=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"KAK · {self.cohort}"


class CommitteeMember(models.Model):
    """Who runs the activity, as the decree (SK) names her; with an account or without."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="committee")
    role = models.CharField(_("part in the committee"), max_length=10, choices=CommitteeRole)
    name = models.CharField(_("name"), max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decree_number = models.CharField(_("number of the decree (SK)"), max_length=80, blank=True)
    decree_on = models.DateField(_("date of the decree"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "role", "name"],
                name="cohorts_committeemember_once",
                violation_error_message=_("This person has this task already."),
            ),
            models.CheckConstraint(
                condition=Q(decree_on__isnull=True) | ~Q(decree_number=""),
                name="cohorts_committeemember_decree_has_a_number",
                violation_error_message=_("A decree with a date has a number too."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.cohort}"


class Partner(models.Model):
    """Who organises the activity together with the office."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(_("name"), max_length=150)
    sort = models.CharField(_("sort"), max_length=10, choices=PartnerSort)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "name"],
                name="cohorts_partner_once",
                violation_error_message=_("This partner is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
