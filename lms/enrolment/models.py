from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.enums import LIVE, EnrolmentStatus
from lms.enrolment.rules import EnrolmentFacts
from lms.organisations.access import scope_of
from lms.organisations.enums import Position
from lms.organisations.models import Membership, Person, Region


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def accepted(self):
        return self.filter(status=EnrolmentStatus.ACCEPTED)

    def live(self):
        return self.filter(status__in=LIVE)

    def of(self, user):
        """The trainee's own."""
        return self.filter(person__user_id=scope_of(user).user_id, person__user__isnull=False)

    def nominated_from(self, user):
        """From the institutions this person administers."""
        return self.filter(membership__institution__in=scope_of(user).institution_ids())

    def confirmable_by(self, user):
        """From the kabupaten/kota in which this person confirms nominations."""
        return self.filter(scope_of(user).region_filter(Permission.CONFIRM_NOMINATION, "region__code"))

    def decidable_by(self, user):
        """In the cohorts of the offices in whose region this person decides."""
        return self.filter(scope_of(user).region_filter(Permission.DECIDE_ENROLMENT, "cohort__office__region__code"))

    def visible_to(self, user):
        taught = Q(cohort__in=Cohort.objects.taught_by(user), status=EnrolmentStatus.ACCEPTED)
        own = self.of(user) | self.nominated_from(user) | self.confirmable_by(user) | self.decidable_by(user)
        return self.filter(Q(pk__in=own.values("pk")) | taught)


class Enrolment(models.Model):
    """A person, sent by an organisation, in a cohort. Institution, kind, position and region are kept as they were."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="enrolments")
    person_name = models.CharField(max_length=150)
    institution_name = models.CharField(max_length=150)
    institution_number = models.CharField(max_length=30)
    kind_name = models.CharField(max_length=150)
    position = models.CharField(max_length=12, choices=Position)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    status = models.CharField(_("status"), max_length=10, choices=EnrolmentStatus, default=EnrolmentStatus.NOMINATED)
    nominated_at = models.DateTimeField()
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # declined or withdrawn
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["region", "person_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(status__in=["nominated", "confirmed", "accepted"]),
                name="enrolment_enrolment_one_live_per_person",
                violation_error_message=_("This person is already nominated for this cohort."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="enrolment_enrolment_confirmed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="enrolment_enrolment_accepted_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False, confirmed_at__isnull=False),
                name="enrolment_enrolment_accepted_after_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["declined", "withdrawn"], ended_at__isnull=False, ended_by__isnull=False)
                | (~Q(status__in=["declined", "withdrawn"]) & Q(ended_at__isnull=True, ended_by__isnull=True)),
                name="enrolment_enrolment_ended_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.cohort}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def facts(self) -> EnrolmentFacts:
        return EnrolmentFacts(self.person_name, self.region.short_name, EnrolmentStatus(self.status))
