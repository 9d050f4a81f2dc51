from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import nothing, scope_of
from lms.organisations.enums import Level, Position
from lms.organisations.models import Institution, Region
from lms.registration.enums import EDITABLE, OPEN, ApplicationStatus
from lms.registration.rules import Clock


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, user):
        """The applicant's own."""
        return self.filter(applicant_id=scope_of(user).user_id, applicant__isnull=False)

    def sent(self):
        return self.filter(submitted_at__isnull=False)

    def open(self):
        return self.filter(status__in=OPEN)

    def examined_by(self, user):
        """Sent to a dinsos in whose area this person verifies institutions: she may look at them."""
        return self.sent().filter(scope_of(user).region_filter(Permission.VERIFY_INSTITUTION, "region__code"))

    def decidable_by(self, user):
        """Sent to the very dinsos in which this person decides: a province leaves the regency's to the regency."""
        areas = [area for area in scope_of(user).areas(Permission.VERIFY_INSTITUTION) if area]
        return self.sent().filter(region__in=areas)

    def visible_to(self, user):
        own = Q(applicant_id=scope_of(user).user_id) if scope_of(user).user_id else nothing()
        return self.filter(own | Q(pk__in=self.model.objects.examined_by(user).values("pk")))


class Application(models.Model):
    """An institution asks to come into the register; the responsible dinsos decides within its published term.

    ``term_days``, ``used_days`` and ``runs_from`` are the service clock (``rules.Clock``); it stands still while the
    application lies with the applicant. Source: Permensos 5/2024; UU 11/2009 art. 46.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    position = models.CharField(_("position of the applicant"), max_length=12, choices=Position, blank=True)
    chair_name = models.CharField(_("name of the chair"), max_length=150, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)  # none: work area not stated yet
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")  # whose dinsos decides
    status = models.CharField(_("status"), max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # the service clock
    term_days = models.PositiveSmallIntegerField(default=0)
    used_days = models.PositiveSmallIntegerField(default=0)
    runs_from = models.DateField(null=True)
    due_on = models.DateField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["region", "status", "due_on"], name="registration_app_inbox")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(status__in=["draft", "submitted", "returned"]),
                name="registration_application_one_open_per_institution",
                violation_error_message=_("An application of this institution is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | (Q(submitted_at__isnull=False, region__isnull=False) & ~Q(level="") & ~Q(position="")),
                name="registration_application_sent_to_an_office",
            ),
            models.CheckConstraint(
                condition=(Q(status="submitted", runs_from__isnull=False, due_on__isnull=False))
                | (~Q(status="submitted") & Q(runs_from__isnull=True)),
                name="registration_application_clock_runs_while_examined",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["approved", "rejected"], decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(status__in=["approved", "rejected"]) & Q(decided_at__isnull=True, decided_by__isnull=True)),
                name="registration_application_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(reason=""),
                name="registration_application_turned_down_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="registration_application_withdrawn_at",
            ),
        ]

    def __str__(self) -> str:
        return f"application #{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.status == ApplicationStatus.DRAFT

    @property
    def is_examined(self) -> bool:
        return self.status == ApplicationStatus.SUBMITTED

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def state(self) -> ApplicationStatus:
        return ApplicationStatus(self.status)

    @property
    def clock(self) -> Clock:
        return Clock(self.term_days, self.used_days, self.runs_from)

    def local_date(self, at: datetime) -> date:
        """The day at the responsible office, else at the seat."""
        place = self.region or self.institution.region
        return at.astimezone(ZoneInfo(place.zone)).date()
