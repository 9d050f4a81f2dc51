import secrets
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import place_of, scope_of
from lms.organisations.encryption import EncryptedTextField
from lms.organisations.enums import BOARD, Position, Sex
from lms.organisations.models.institutions import Institution
from lms.organisations.models.regions import PSKSKind, Region
from lms.organisations.models.words import holds_each_word

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another


def new_person_code() -> str:
    """The stable key of a person in lists that leave the platform: ``P7K2M9QXWA``; says nothing about her."""
    return "P" + "".join(secrets.choice(CODE_LETTERS) for _ in range(9))


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user):
        """Oneself, those one assists, the members one may see, and who lives in an area whose names one may see."""
        scope = scope_of(user)
        members = Membership.objects.visible_to(user).filter(person=models.OuterRef("pk"))
        return self.living().filter(
            Q(user_id=scope.user_id, user__isnull=False)
            | Q(companion__user_id=scope.user_id, companion__user__isnull=False)
            | scope.place_filter("place", Permission.SEE_NAMES)
            | models.Exists(members)
        )

    def editable_by(self, user):
        """Members of one's own institution, people of the areas whose register one keeps, and those one assists."""
        scope = scope_of(user)
        members = Membership.objects.editable_by(user).filter(person=models.OuterRef("pk"))
        return self.living().filter(
            Q(companion__user_id=scope.user_id, companion__user__isnull=False)
            | scope.place_filter("place", Permission.MANAGE_REGISTER)
            | models.Exists(members)
        )

    def kept_by(self, user, *, on: date | None = None):
        """Who lives, or is a member on the day (without one: ever was), in an area whose register one keeps."""
        scope, right = scope_of(user), Permission.MANAGE_REGISTER
        members = Membership.objects.on(on) if on else Membership.objects.all()
        here = members.filter(scope.place_filter("institution__place", right), person=models.OuterRef("pk"))
        return self.living().filter(scope.place_filter("place", right) | models.Exists(here))

    def living(self):
        """Not merged into another row."""
        return self.filter(merged_into__isnull=True)

    def matching(self, text: str):
        """Whose name holds each word of ``text``; case and spaces do not matter."""
        return self.filter(holds_each_word(text))


class Person(models.Model):
    """One human, with at most one account. Somebody without e-mail or phone can exist (*peserta dampingan*)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("person code"), max_length=12, unique=True, default=new_person_code, editable=False)
    name = models.CharField(_("full name with titles"), max_length=150)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    birth_place = models.CharField(_("place of birth"), max_length=80, blank=True)
    birth_on = models.DateField(_("date of birth"), null=True, blank=True)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)  # to be reached; signing in is the account's
    email = models.EmailField(_("e-mail address"), blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("kabupaten or kota")
    )
    district = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kecamatan")
    )
    companion = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="assisted", verbose_name=_("companion")
    )
    # S3: sealed under the person's uuid; found by a keyed hash. Never verified, only plausible.
    nik_sealed = EncryptedTextField(blank=True)
    nik_lookup = models.CharField(max_length=64, null=True, blank=True, unique=True)
    nik_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nik_confirmed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    erased_at = models.DateTimeField(null=True, blank=True)  # extras dropped at her own request
    search_text = models.GeneratedField(
        expression=Replace(Lower("name"), Value(" "), Value("")),
        output_field=models.CharField(max_length=150),
        db_persist=True,
    )
    place = models.GeneratedField(expression=place_of("region"), output_field=models.IntegerField(), db_persist=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="organisations_person_by_name"),
            models.Index(fields=["birth_on"], name="organisations_person_birth"),
            models.Index(fields=["phone"], name="organisations_person_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nik_sealed="", nik_lookup__isnull=True) | (~Q(nik_sealed="") & Q(nik_lookup__isnull=False)),
                name="organisations_person_nik_sealed_and_found_together",
            ),
            models.CheckConstraint(
                condition=Q(nik_confirmed_by__isnull=True, nik_confirmed_at__isnull=True)
                | Q(nik_confirmed_by__isnull=False, nik_confirmed_at__isnull=False),
                name="organisations_person_nik_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="organisations_person_phone_is_e164",
                violation_error_message=_("Write the phone number like 0812 3456 7890."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (~Q(merged_into=F("id")) & Q(user__isnull=True)),
                name="organisations_person_merged_into_another_without_account",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_assisted(self) -> bool:
        return self.companion_id is not None


class FamilyUnitQuerySet(models.QuerySet["FamilyUnit"]):
    def visible_to(self, user):
        """In the areas whose names one may see."""
        return self.filter(scope_of(user).region_filter(Permission.SEE_NAMES, "wadah__region__code"))

    def editable_by(self, user):
        """In the areas whose register one keeps."""
        return self.filter(scope_of(user).region_filter(Permission.MANAGE_REGISTER, "wadah__region__code"))


class FamilyUnit(models.Model):
    """A *keluarga pioner*: a contact person and counts; no child's identity is kept.

    Its members belong to the *wadah* of the kind in their kabupaten/kota; ``Membership.family`` names the family.
    Source: domain rules on kind 7; UU 27/2022 art. 25.
    """

    name = models.CharField(_("name of the family"), max_length=150)
    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="families", verbose_name=_("contact person")
    )
    wadah = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="families")
    district = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kecamatan")
    )
    village = models.CharField(_("desa or kelurahan"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    adults = models.PositiveSmallIntegerField(_("adults"), null=True, blank=True)
    children = models.PositiveSmallIntegerField(_("children"), null=True, blank=True)
    decree_number = models.CharField(_("number of the decree"), max_length=80, blank=True)
    decree_on = models.DateField(_("date of the decree"), null=True, blank=True)

    objects = FamilyUnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user):
        """Of the institutions one administers, and of the areas whose names one may see; sums need no names."""
        scope = scope_of(user)
        return self.filter(
            Q(institution__in=scope.institution_ids()) | scope.place_filter("institution__place", Permission.SEE_NAMES)
        )

    def editable_by(self, user):
        """Of the institutions one administers, and of the areas whose register one keeps."""
        scope = scope_of(user)
        return self.filter(
            Q(institution__in=scope.institution_ids())
            | scope.place_filter("institution__place", Permission.MANAGE_REGISTER)
        )

    def administered_by(self, user):
        """Members of the institutions this person administers: whom she may nominate."""
        return self.filter(institution__in=scope_of(user).institution_ids())

    def on(self, day: date):
        """Who belonged on ``day``, that day included."""
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day)))


class Membership(models.Model):
    """A person in an institution, in a position, from a day to a day. Nothing is overwritten; several at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="memberships")
    family = models.ForeignKey(FamilyUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    kind = models.ForeignKey(  # of PSKS: a PSM who is treasurer of an LKS has two memberships of two kinds
        PSKSKind, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("kind")
    )
    position = models.CharField(_("position"), max_length=12, choices=Position, default=Position.MEMBER)
    decree_number = models.CharField(_("number of the decree"), max_length=80, blank=True)
    decree_on = models.DateField(_("date of the decree"), null=True, blank=True)
    member_number = models.CharField(_("member number"), max_length=40, blank=True)
    duty_area = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duty area")
    )
    is_primary = models.BooleanField(_("main membership"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["institution", "person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="organisations_membership_starts_before_it_ends",
                violation_error_message=_("The membership ends before it starts."),
            ),
            models.UniqueConstraint(
                fields=["person", "institution", "position"],
                condition=Q(ends_on__isnull=True),
                name="organisations_membership_one_open_per_position",
                violation_error_message=_("This person already holds this position."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_primary=True, ends_on__isnull=True),
                name="organisations_membership_one_primary",
                violation_error_message=_("This person already has a main membership."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.institution}"

    @property
    def is_board(self) -> bool:
        return self.position in BOARD

    def state(self) -> dict[str, Any]:
        """What the journal keeps of it at each step: enough to tell, by replay, who belonged on any day."""
        return {
            "person": self.person_id,
            "institution": self.institution_id,
            "position": self.position,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
        }
