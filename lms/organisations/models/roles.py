from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User, UserQuerySet
from lms.accounts.roles import OFFICER_ROLES, REGION_ROLES, Permission, Role
from lms.organisations.access import NATION, in_area, nothing, permissions_of, scope_of
from lms.organisations.enums import GrantState
from lms.organisations.models.institutions import Institution
from lms.organisations.models.people import Membership, Person
from lms.organisations.models.regions import Region
from lms.organisations.rules.roles import Scopes, Term


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, day: date | None = None):
        """A delegated role works only as long as the role it was taken from, and as its holder may sign in."""
        day = day or timezone.localdate()
        origin = Q(delegated_from__isnull=True) | (
            Q(delegated_from__starts_on__lte=day)
            & (Q(delegated_from__ends_on__isnull=True) | Q(delegated_from__ends_on__gt=day))
            & Q(delegated_from__user__is_active=True)
        )
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day)) & origin)

    def coming(self, day: date):
        return self.filter(Q(starts_on__gt=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))))

    def ended(self, day: date):
        """Ended by itself or with the role it was taken from."""
        own = Q(ends_on__lte=day) | Q(ends_on=F("starts_on"))
        origin = Q(delegated_from__ends_on__lte=day) | Q(delegated_from__user__is_active=False)
        return self.filter(own | (origin & Q(starts_on__lte=day)))

    def unended(self, day: date):
        """In force or coming."""
        return self.filter(Q(ends_on__isnull=True) | (Q(ends_on__gt=day) & Q(ends_on__gt=F("starts_on"))))

    def overlapping(self, term: Term):
        begun = Q() if term.ends_on is None else Q(starts_on__lt=term.ends_on)
        never_began = Q(ends_on=F("starts_on"))
        return self.filter(begun & (Q(ends_on__isnull=True) | Q(ends_on__gt=term.starts_on))).exclude(never_began)

    def original(self):
        return self.filter(delegated_from__isnull=True)

    def of(self, user):
        return self.filter(user_id=scope_of(user).user_id)

    def handed_over_by(self, user):
        return self.filter(delegated_from__isnull=False, delegated_from__user_id=scope_of(user).user_id)

    def of_giver_or_receiver(self, user):
        """Roles handed over that this person may end early: the giver and the receiver."""
        user_id = scope_of(user).user_id
        return self.filter(Q(delegated_from__user_id=user_id) | Q(delegated_from__isnull=False, user_id=user_id))

    def with_places(self):
        """With what a line about each needs."""
        return self.select_related("user", "region", "institution__region", "delegated_from__user")

    def matching(self, text: str):
        """Whose holder's name, address or number holds ``text``."""
        return self.filter(
            Q(user__name__icontains=text) | Q(user__email__icontains=text) | Q(user__phone__icontains=text)
        )


class RoleGrant(models.Model):
    """A role held in something: an institution, or a region (none = the nation).

    From ``starts_on`` on, until the day before ``ends_on``: a role ended today no longer works at the next request.
    The three scopes of an officer are independent of each other. Source: house security rules 1.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True)
    can_edit = models.BooleanField(_("may edit and decide"), default=True)
    sees_sums = models.BooleanField(_("may see figures"), default=True)
    sees_names = models.BooleanField(_("may see names"), default=True)
    delegated_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
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
                violation_error_message=_("The role ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(delegated_from__isnull=True) | Q(ends_on__isnull=False),
                name="organisations_rolegrant_delegated_until_a_day",
                violation_error_message=_("Say until when the role is handed over."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def place(self) -> Region | Institution | None:
        """None is the nation."""
        return self.institution or self.region

    @property
    def short_role(self) -> str:
        return Role(self.role).short

    @property
    def is_officer(self) -> bool:
        """Only the grants of officers have scopes that can be narrowed."""
        return self.role in OFFICER_ROLES

    @property
    def scopes(self) -> Scopes:
        return Scopes(self.can_edit, self.sees_sums, self.sees_names)

    @property
    def term(self) -> Term:
        return Term(self.starts_on, self.ends_on)

    @property
    def last_on(self) -> date | None:
        return self.ends_on and self.ends_on - timedelta(days=1)

    def state_on(self, day: date) -> GrantState:
        """Its own, and that of the role it was taken from."""
        own = self.term.state_on(day)
        origin = self.delegated_from
        if own != GrantState.IN_FORCE or origin is None:
            return own
        works = origin.user.is_active and origin.term.state_on(day) == GrantState.IN_FORCE
        return GrantState.IN_FORCE if works else GrantState.ENDED

    def state(self) -> dict[str, Any]:
        """What the journal keeps of it: who may do what, where, how wide and how long."""
        return {
            "user": self.user_id,
            "role": str(self.role),
            "region": self.region_id,
            "institution": self.institution_id,
            "can_edit": self.can_edit,
            "sees_sums": self.sees_sums,
            "sees_names": self.sees_names,
            "delegated_from": self.delegated_from_id,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
        }


def accounts_helped_by(user: Any) -> UserQuerySet:
    """Accounts this officer may help to give back: of people of her area, never her own, never a superuser's.

    An officer's account only by officers of a province that holds all her roles, and by superusers; a superuser helps
    officers alone. Source: house security rules 1 and 5.
    """
    scope, today = scope_of(user), timezone.localdate()
    officers = RoleGrant.objects.unended(today).filter(role__in=OFFICER_ROLES)
    accounts = User.objects.confirmed().filter(is_active=True, is_superuser=False).exclude(pk=scope.user_id)
    if scope.is_superuser:
        return accounts.filter(pk__in=officers.values("user"))
    right = Permission.RECOVER_ACCOUNTS
    members = Membership.objects.on(today).filter(scope.region_filter(right, "institution__region__code"))
    people = Person.objects.living().filter(
        Q(user__isnull=False) & (Q(pk__in=members.values("person")) | scope.region_filter(right, "region__code"))
    )
    roles = RoleGrant.objects.unended(today).filter(
        scope.region_filter(right, "region__code") | scope.region_filter(right, "institution__region__code")
    )
    here = Q(pk__in=people.values("user")) | Q(pk__in=roles.values("user"))
    provinces = nothing()
    for grant in scope.grants:
        if grant.role == Role.PROVINCE_OFFICER and right in permissions_of(grant):
            provinces |= in_area(grant.region_id or NATION, "region__code")
    above = Q(pk__in=officers.filter(provinces).values("user")) & ~Q(pk__in=officers.exclude(provinces).values("user"))
    return accounts.filter((here & ~Q(pk__in=officers.values("user"))) | above)


def accounts_to_hand_over_to(user: Any) -> UserQuerySet:
    """Colleagues: officers, and whoever has a second factor already."""
    officers = RoleGrant.objects.unended(timezone.localdate()).filter(role__in=OFFICER_ROLES)
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    accounts = User.objects.confirmed().filter(is_active=True).exclude(pk=scope_of(user).user_id)
    return accounts.filter(Q(pk__in=officers.values("user")) | Q(pk__in=factors.values("user")))
