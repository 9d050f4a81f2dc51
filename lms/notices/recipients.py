"""Who is told, and how each of them may be disturbed; a fixed number of queries for any number of people."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F, Q

from lms.accounts.models import User
from lms.accounts.roles import REGION_ROLES, Permission, Role
from lms.cohorts.models import Cohort, CohortTrainer
from lms.enrolment.enums import EnrolmentRole
from lms.enrolment.models import Enrolment
from lms.notices.models import Preference
from lms.notices.rules import Quiet, prefixes
from lms.organisations.access import permissions_of
from lms.organisations.enums import Zone
from lms.organisations.models import Institution, Membership, Person, RoleGrant


@dataclass(frozen=True)
class Recipient:
    user_id: int
    zone: str
    quiet: Quiet | None
    has_mail: bool  # a verified address, and the wish to be written to


def officers_of(codes: Iterable[str], permission: Permission) -> set[int]:
    """Accounts that hold ``permission`` in any of these regions or above them."""
    above = Q(region__in=prefixes(codes)) | Q(region__isnull=True)
    grants = RoleGrant.objects.in_force().filter(above, role__in=REGION_ROLES)
    return {grant.user_id for grant in grants if permission in permissions_of(grant)}


def admins_in(codes: Iterable[str], *, but_not: Iterable[int] = ()) -> set[int]:
    """Accounts that administer an active institution of these regions, other than those named."""
    institutions = Institution.objects.active().filter(region__in=set(codes)).exclude(pk__in=set(but_not))
    grants = RoleGrant.objects.in_force().filter(role=Role.INSTITUTION_ADMIN, institution__in=institutions)
    return set(grants.values_list("user", flat=True))


def participants_of(cohort: Cohort) -> set[int]:
    """Accounts of those who take part, and of whoever brings one that has none."""
    accepted = Enrolment.objects.accepted().filter(cohort=cohort)
    brought = accepted.filter(role=EnrolmentRole.ASSISTED, person__user__isnull=True)
    own, companions = (
        people.order_by().values_list(user, flat=True)
        for people, user in ((accepted, "person__user"), (brought, "person__companion__user"))
    )
    return {user for user in own.union(companions) if user is not None}


def trainers_of(cohort: Cohort) -> set[int]:
    return set(CohortTrainer.objects.filter(cohort=cohort).values_list("user", flat=True))


def reachable(ids: Iterable[int]) -> list[Recipient]:
    """Those of these accounts that are in use, by id, with how they may be disturbed."""
    users = {user.pk: user for user in User.objects.confirmed().filter(pk__in=set(ids), is_active=True)}
    verified = set(
        EmailAddress.objects.filter(user__in=users, verified=True, email=F("user__email")).values_list(
            "user", flat=True
        )
    )
    wishes = {wish.user_id: wish for wish in Preference.objects.filter(user__in=users)}
    zones = zones_of(users)
    return [
        Recipient(
            pk,
            zones[pk],
            wishes[pk].quiet(zones[pk]) if pk in wishes else default_quiet(zones[pk]),
            pk in verified and (pk not in wishes or wishes[pk].wants_mail),
        )
        for pk in sorted(users)
    ]


def default_quiet(zone: str) -> Quiet:
    return Quiet(settings.PILAR_QUIET_FROM, settings.PILAR_QUIET_UNTIL, zone)


def zones_of(ids: Iterable[int]) -> dict[int, str]:
    """The zone of each account: of her role, of her institution, of where she lives; the nearest to her wins."""
    ids = list(ids)
    found = dict.fromkeys(ids, settings.TIME_ZONE)
    grants = RoleGrant.objects.in_force().filter(user__in=ids, region__isnull=False)
    found.update(grants.values_list("user", "region__zone"))
    members = Membership.objects.filter(person__user__in=ids, ends_on__isnull=True)
    found.update(members.values_list("person__user", "institution__region__zone"))
    people = Person.objects.filter(user__in=ids, region__isnull=False)
    found.update(people.values_list("user", "region__zone"))
    return {pk: zone if zone in Zone.values else settings.TIME_ZONE for pk, zone in found.items()}
