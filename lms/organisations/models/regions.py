from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.organisations.enums import KindCategory, ProblemGroup, RegionLevel, Zone


class RegionQuerySet(models.QuerySet["Region"]):
    def on(self, day: date):
        """The tree as it stood on ``day``."""
        return self.filter(
            (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        )


class Region(models.Model):
    """A province, kabupaten/kota or kecamatan under its Kemendagri code, from a day to a day.

    Codes are text: ``62.10`` is not ``62.1``. A code that no longer exists stays, with its last day and its successors,
    so that last year's report and an old NIK keep their meaning. Source: Kepmendagri 300.2.2-2138 Tahun 2025.
    """

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=150)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone, default=Zone.WIB)
    valid_from = models.DateField(_("from"), null=True, blank=True)  # none: since before this register
    valid_to = models.DateField(_("last day in force"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?$"), name="organisations_region_code_form"
            ),
            models.CheckConstraint(
                condition=Q(level=RegionLevel.PROVINCE, parent__isnull=True)
                | (~Q(level=RegionLevel.PROVINCE) & Q(parent__isnull=False)),
                name="organisations_region_only_provinces_have_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organisations_region_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """``Kab. Kapuas`` for lists and tables."""
        return self.name.replace("Kabupaten ", "Kab. ", 1)


class RegionSuccession(models.Model):
    """``new`` took over (a part of) ``old`` on a day: a split has several rows for one ``old``."""

    old = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="organisations_regionsuccession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="organisations_regionsuccession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Holiday(models.Model):
    """A day without service: national, or of one region. Source: the yearly joint decree of three ministers."""

    day = models.DateField()
    name = models.CharField(max_length=150)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True)  # none: the whole nation

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(region__isnull=True), name="organisations_holiday_national_once"
            ),
            models.UniqueConstraint(
                fields=["day", "region"], condition=Q(region__isnull=False), name="organisations_holiday_regional_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class KindRow(models.Model):
    """What both lists of kinds have: rows, not an enum, since provinces add their own."""

    code = models.CharField(max_length=20, primary_key=True)
    slug = models.SlugField(unique=True, max_length=80)
    name_id = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150)
    is_local = models.BooleanField(default=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # local to
    synonyms = models.JSONField(default=list)  # old words people still search for, in lower case

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_local=True, region__isnull=False) | Q(is_local=False, region__isnull=True),
                name="%(app_label)s_%(class)s_local_kinds_have_a_region",
            )
        ]

    def __str__(self) -> str:
        return self.name_id

    @property
    def name(self) -> str:
        """In the reader's language; documents always say ``name_id``."""
        return self.name_en if get_language() == "en" else self.name_id


class PSKSKind(KindRow):
    """One of the kinds of PSKS. Source: Permensos 8/2012."""

    category = models.CharField(max_length=15, choices=KindCategory)


class PPKSKind(KindRow):
    """One of the kinds of PPKS, whom institutions serve. Source: Permensos 8/2012; groups: UU 11/2009 art. 5(2)."""

    group = models.CharField(max_length=10, choices=ProblemGroup, blank=True)


class Office(models.Model):
    """A social-affairs office (dinsos). Its name, letterhead and signatory are data: they change over time."""

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="office")
    name = models.CharField(_("name"), max_length=150)
    unit_code = models.CharField(_("unit code"), max_length=40, unique=True)  # {unit} in numbers: DINSOS-KALTENG
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=80)  # where its documents are dated
    signatory_title = models.CharField(_("signatory's title"), max_length=150)
    signatory_name = models.CharField(_("signatory's name"), max_length=150)
    signatory_nip = models.CharField(_("signatory's NIP"), max_length=18, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_code__regex=r"^[A-Z0-9-]+$"),
                name="organisations_office_unit_code_form",
                violation_error_message=_("Use capital letters, digits and hyphens only."),
            )
        ]

    def __str__(self) -> str:
        return self.name
