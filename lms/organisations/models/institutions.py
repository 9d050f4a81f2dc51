from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import scope_of
from lms.organisations.models.regions import PSKSKind, Region


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def visible_to(self, user):
        """The institutions one administers, and those in the areas where one may see reports."""
        scope = scope_of(user)
        return self.filter(
            Q(pk__in=scope.institution_ids())
            | scope.region_filter(Permission.SEE_REPORTS, "region__code")
            | scope.region_filter(Permission.CONFIRM_NOMINATION, "region__code")
        )

    def with_registration(self, day: date):
        """Annotate ``is_registered``: *terdaftar*, a paper in date on ``day``."""
        papers = RegistrationPaper.objects.in_date(day).filter(institution=OuterRef("pk"))
        return self.annotate(is_registered=Exists(papers))


class Institution(models.Model):
    """A body on which certification is counted: an LKS, Karang Taruna, LK3, forum, company or wadah."""

    number = models.CharField(_("register number"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.ForeignKey(PSKSKind, on_delete=models.PROTECT, verbose_name=_("kind"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name=_("kabupaten or kota"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["region", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class RegistrationPaperQuerySet(models.QuerySet["RegistrationPaper"]):
    def in_date(self, day: date):
        return self.filter(Q(issued_on__lte=day) & (Q(expires_on__isnull=True) | Q(expires_on__gte=day)))


class RegistrationPaper(models.Model):
    """A paper that makes an institution *terdaftar*: STP, SIOP and their other names. Source: Permensos 5/2024."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind of paper"), max_length=80)
    number = models.CharField(_("number"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=150)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    objects = RegistrationPaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"], name="organisations_registrationpaper_number_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="organisations_registrationpaper_issued_before_it_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
