from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import scope_of
from lms.organisations.enums import IN_REGISTER, Level, Verification
from lms.organisations.models.files import StoredFile


class RegistrationPaperQuerySet(models.QuerySet["RegistrationPaper"]):
    def in_date(self, day: date):
        """In force on ``day`` and not found to be false."""
        return self.filter(
            Q(issued_on__lte=day)
            & (Q(expires_on__isnull=True) | Q(expires_on__gte=day))
            & ~Q(state=Verification.INVALID)
        )

    def readable_by(self, user):
        """Whose scans one may open, since names stand in them: of one's own institution, or where one sees names."""
        scope = scope_of(user)
        own = Q(institution__in=scope.institution_ids())
        named = scope.region_filter(Permission.SEE_NAMES, "institution__region__code")
        return self.filter(own | named, institution__status__in=IN_REGISTER, institution__merged_into__isnull=True)


class RegistrationPaper(models.Model):
    """A paper that makes an institution *terdaftar*: STP, SIOP and their other names. Source: Permensos 5/2024."""

    institution = models.ForeignKey("organisations.Institution", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind of paper"), max_length=80)
    number = models.CharField(_("number"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=150)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.REGENCY)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        _("result of the check"), max_length=10, choices=Verification, default=Verification.UNCHECKED
    )
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    check_note = models.CharField(_("note on the check"), max_length=300, blank=True)

    objects = RegistrationPaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"],
                name="organisations_registrationpaper_number_once",
                violation_error_message=_("This paper is on file already."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="organisations_registrationpaper_issued_before_it_expires",
                violation_error_message=_("The paper ends before it was issued."),
            ),
            models.CheckConstraint(
                condition=Q(state="unchecked", checked_by__isnull=True, checked_at__isnull=True)
                | (~Q(state="unchecked") & Q(checked_by__isnull=False, checked_at__isnull=False)),
                name="organisations_registrationpaper_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Accreditation(models.Model):
    """A grade of BALKS, recorded here and never issued. Grades and years are data. Source: Permensos 8/2025."""

    institution = models.ForeignKey(
        "organisations.Institution", on_delete=models.PROTECT, related_name="accreditations"
    )
    grade = models.CharField(_("grade"), max_length=20)
    number = models.CharField(_("number"), max_length=80)
    regulation = models.CharField(_("under which regulation"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"],
                name="organisations_accreditation_number_once",
                violation_error_message=_("This accreditation is on file already."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="organisations_accreditation_issued_before_it_expires",
                violation_error_message=_("The accreditation ends before it was issued."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.number}"
