from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.organisations.enums import KindCategory, RegionLevel, Zone


class Region(models.Model):
    """A province, kabupaten/kota or kecamatan under its Kemendagri code.

    Source: Kepmendagri 300.2.2-2138 Tahun 2025. Codes are text: ``62.10`` is not ``62.1``.
    """

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=150)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone, default=Zone.WIB)

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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """``Kab. Kapuas`` for lists and tables."""
        return self.name.replace("Kabupaten ", "Kab. ", 1)


class PSKSKind(models.Model):
    """One of the kinds of PSKS; rows, not an enum, since provinces add their own. Source: Permensos 8/2012."""

    code = models.CharField(max_length=20, primary_key=True)
    slug = models.SlugField(unique=True)
    name_id = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150)
    category = models.CharField(max_length=15, choices=KindCategory)
    is_local = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_id

    @property
    def name(self) -> str:
        """In the reader's language; documents always say ``name_id``."""
        return self.name_en if get_language() == "en" else self.name_id


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
