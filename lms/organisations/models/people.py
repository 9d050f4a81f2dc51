from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import REGION_ROLES, Permission, Role
from lms.organisations.access import scope_of
from lms.organisations.enums import BOARD, Position, Sex
from lms.organisations.models.institutions import Institution
from lms.organisations.models.regions import Region


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user):
        """Oneself, and the members one may see."""
        members = Membership.objects.visible_to(user).values("person")
        return self.filter(Q(user_id=scope_of(user).user_id, user__isnull=False) | Q(pk__in=members))


class Person(models.Model):
    """One human, with at most one account. Somebody without e-mail or phone can exist."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("full name with titles"), max_length=150)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user):
        """Of the institutions one administers, and of the areas where one decides about people; sums need no names."""
        scope = scope_of(user)
        return self.filter(
            Q(institution__in=scope.institution_ids())
            | scope.region_filter(Permission.CONFIRM_NOMINATION, "institution__region__code")
            | scope.region_filter(Permission.DECIDE_ENROLMENT, "institution__region__code")
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
    position = models.CharField(_("position"), max_length=12, choices=Position, default=Position.MEMBER)
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
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.institution}"

    @property
    def is_board(self) -> bool:
        return self.position in BOARD


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, day: date | None = None):
        day = day or timezone.localdate()
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day)))


class RoleGrant(models.Model):
    """A role held in something: an institution, or a region (none = the nation).

    From ``starts_on`` on, until the day before ``ends_on``: a role ended today no longer works at the next request.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.INSTITUTION_ADMIN, institution__isnull=False, region__isnull=True)
                | Q(role=Role.MINISTRY_OFFICER, institution__isnull=True, region__isnull=True)
                | Q(
                    role__in=[r.value for r in REGION_ROLES if r != Role.MINISTRY_OFFICER],
                    institution__isnull=True,
                    region__isnull=False,
                ),
                name="organisations_rolegrant_is_held_in_its_place",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="organisations_rolegrant_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
