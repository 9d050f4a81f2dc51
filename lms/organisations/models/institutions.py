from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Lower, Replace
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import place_of, scope_of
from lms.organisations.enums import (
    IN_REGISTER,
    AgeGroup,
    Delivery,
    InstitutionStatus,
    Level,
    Owner,
    YouthGrade,
)
from lms.organisations.models.papers import RegistrationPaper
from lms.organisations.models.regions import PPKSKind, PSKSKind, Region
from lms.organisations.models.words import holds_each_word


def has_paper_in_date(day: date) -> IsNull:
    """Asked for each row that is shown; ``Exists`` would let PostgreSQL read all papers of the register first."""
    papers = RegistrationPaper.objects.in_date(day).filter(institution=OuterRef("pk"))
    return IsNull(Subquery(papers.values("pk")[:1]), False)


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def visible_to(self, user):
        """Of the register: the institutions one administers, and those in the areas where one may see reports."""
        scope = scope_of(user)
        here = scope.place_filter("place", Permission.SEE_REPORTS, Permission.CONFIRM_NOMINATION)
        return self.in_register().filter(Q(pk__in=scope.institution_ids()) | here)

    def editable_by(self, user):
        """In the areas whose register one keeps."""
        return self.in_register().filter(scope_of(user).place_filter("place", Permission.MANAGE_REGISTER))

    def serviced_by(self, user):
        """Whose contact and services one enters: the institutions one administers, and those one keeps."""
        return self.in_register().filter(pk__in=scope_of(user).institution_ids()) | self.editable_by(user)

    def verifiable_by(self, user):
        """In the areas where one decides whether papers are genuine."""
        return self.in_register().filter(scope_of(user).place_filter("place", Permission.VERIFY_INSTITUTION))

    def listed(self, day: date):
        """In the public directory: active, and either a paper in date or an officer's word stands for it."""
        return self.active().filter(Q(verified_on__isnull=False) | Q(has_paper_in_date(day)))

    def living(self):
        """Not merged into another row."""
        return self.filter(merged_into__isnull=True)

    def in_register(self):
        return self.living().filter(status__in=IN_REGISTER)

    def active(self):
        return self.living().filter(status=InstitutionStatus.ACTIVE)

    def numbered(self, number: str):
        """The one of this register number, or the one into which that was merged."""
        return self.filter(Q(number=number) | Q(merged__number=number))

    def with_registration(self, day: date):
        """Annotate ``is_registered``: *terdaftar*, a paper in date on ``day``."""
        return self.annotate(is_registered=has_paper_in_date(day))

    def numbers_of_merged(self, numbers: Iterable[str]) -> dict[str, int]:
        """Of these register numbers those of merged institutions, with the id of the remaining one."""
        merged = self.filter(merged_into__isnull=False, number__in=numbers)
        return dict(merged.values_list("number", "merged_into_id"))

    def matching(self, text: str, *, kinds: Iterable[str] = (), needs: Iterable[str] = ()):
        """Whose name, short name or number holds each word of ``text``; case and spaces do not matter.

        Also those of ``kinds``, and those that serve ``needs``: codes of what the text means (``kinds.KindBook``); and
        the one into which an institution of exactly this number was merged.
        """
        named = holds_each_word(text)
        if any(sign.isdigit() for sign in text):
            old = Institution.objects.filter(merged_into__isnull=False, number__iexact="".join(text.split()))
            named |= Q(pk=Subquery(old.values("merged_into")[:1]))  # a value asked for once: both sides have an index
        if not named or not (kinds or needs):
            return self.filter(named)
        served = Institution.serves.through.objects.filter(ppkskind__in=needs).values("institution")
        return self.filter(named | Q(kind__in=kinds) | Q(pk__in=served))


class Institution(models.Model):
    """A body on which certification is counted: an LKS, Karang Taruna, LK3, forum, company or *wadah*.

    Source: registry fields of Permensos 5/2024 and dinsos practice. Counts only, never names of those it serves.
    """

    # identity
    number = models.CharField(_("register number"), max_length=30, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=150)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.ForeignKey(PSKSKind, on_delete=models.PROTECT, verbose_name=_("kind"))
    is_wadah = models.BooleanField(_("holds people of a kind without a body of its own"), default=False)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.REGENCY)
    status = models.CharField(_("status"), max_length=10, choices=InstitutionStatus, default=InstitutionStatus.ACTIVE)
    status_why = models.CharField(_("reason for the status"), max_length=300, blank=True)
    is_legal_entity = models.BooleanField(_("legal entity"), default=False)
    owner = models.CharField(_("owner"), max_length=10, choices=Owner, default=Owner.COMMUNITY)
    founded_year = models.PositiveSmallIntegerField(_("year of founding"), null=True, blank=True)
    # legal
    deed_number = models.CharField(_("number of the notarial deed"), max_length=40, blank=True)
    deed_on = models.DateField(_("date of the deed"), null=True, blank=True)
    notary = models.CharField(_("notary"), max_length=150, blank=True)
    decree_number = models.CharField(_("number of the ministry of law decree"), max_length=60, blank=True)
    decree_on = models.DateField(_("date of the decree"), null=True, blank=True)
    npwp = models.CharField(_("NPWP of the body"), max_length=16, blank=True)
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    fundraising_permit = models.CharField(_("fundraising permit (PUB)"), max_length=80, blank=True)
    # place
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name=_("kabupaten or kota"))
    district = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kecamatan")
    )
    village_code = models.CharField(_("code of the desa or kelurahan"), max_length=13, blank=True)
    village = models.CharField(_("desa or kelurahan"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    rt_rw = models.CharField(_("RT/RW"), max_length=12, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    work_area = models.ManyToManyField(Region, related_name="served_by", blank=True, verbose_name=_("work area"))
    # contact and people, as counts
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    staff_female = models.PositiveIntegerField(_("board and staff, female"), null=True, blank=True)
    staff_male = models.PositiveIntegerField(_("board and staff, male"), null=True, blank=True)
    # services
    serves = models.ManyToManyField(PPKSKind, blank=True, verbose_name=_("whom it serves"))
    delivery = models.CharField(_("form of service"), max_length=12, choices=Delivery, blank=True)
    capacity = models.PositiveIntegerField(_("capacity, people"), null=True, blank=True)
    # standing
    youth_grade = models.CharField(_("classification"), max_length=10, choices=YouthGrade, blank=True)
    verified_on = models.DateField(_("last verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    search_text = models.GeneratedField(
        expression=Replace(
            Lower(Concat("name", Value("|"), "short_name", Value("|"), "number")), Value(" "), Value("")
        ),
        output_field=models.CharField(max_length=240),
        db_persist=True,
    )

    place = models.GeneratedField(expression=place_of("region"), output_field=models.IntegerField(), db_persist=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["place", "name", "pk"]
        indexes = [
            models.Index(fields=["place", "name", "id"], name="organisations_inst_by_place"),
            models.Index(fields=["name", "id"], name="organisations_inst_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(status__in=["applying", "rejected"]),
                name="organisations_institution_in_the_register_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(npwp="") | Q(npwp__regex=r"^[0-9]{15}[0-9]?$"),
                name="organisations_institution_npwp_form",
                violation_error_message=_("An NPWP has 15 or 16 digits."),
            ),
            models.CheckConstraint(
                condition=Q(nib="") | Q(nib__regex=r"^[0-9]{13}$"),
                name="organisations_institution_nib_form",
                violation_error_message=_("An NIB has 13 digits."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-11, latitude__lte=6.5, longitude__gte=94, longitude__lte=142),
                name="organisations_institution_lies_in_indonesia",
                violation_error_message=_("Give both coordinates, of a place in Indonesia."),
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="organisations_institution_verified_by_somebody_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["kind", "region"],
                condition=Q(is_wadah=True, status=InstitutionStatus.ACTIVE, merged_into__isnull=True),
                name="organisations_institution_one_wadah_per_kind_and_region",
                violation_error_message=_("This kabupaten or kota already has an active wadah of this kind."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="organisations_institution_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.status == InstitutionStatus.ACTIVE and self.merged_into_id is None


class RegisterCounter(models.Model):
    """The last register number given for a kind in a kabupaten/kota; raised under lock, never used twice."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    kind = models.ForeignKey(PSKSKind, on_delete=models.PROTECT)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind"], name="organisations_registercounter_one_per_region_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.region_id}: {self.last}"


class BeneficiaryCount(models.Model):
    """How many an institution served on a day, by age group and sex. Counts only, never a name."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="beneficiaries")
    as_of = models.DateField(_("as of"))
    age_group = models.CharField(_("age group"), max_length=10, choices=AgeGroup)
    female = models.PositiveIntegerField(_("female"))
    male = models.PositiveIntegerField(_("male"))

    class Meta:
        ordering = ["-as_of", "age_group"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "as_of", "age_group"],
                name="organisations_beneficiarycount_once_per_day",
                violation_error_message=_("There are other counts of this day on file."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.age_group}"
