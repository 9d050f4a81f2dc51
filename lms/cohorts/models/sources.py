"""What a cohort may be made of: offices, trainers and regions, as they are today."""

from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.roles import Permission, Role
from lms.organisations.access import in_area, scope_of
from lms.organisations.enums import RegionLevel
from lms.organisations.models import Office, Region, RoleGrant


def offices_planned_by(user):
    """The offices of the very regions in which this person plans: hers, not those below."""
    return Office.objects.filter(region__in=scope_of(user).areas(Permission.PLAN_COHORT)).order_by("name")


def trainers_near(office: Office):
    """Who may be assigned to a cohort of this office: people who hold the role of a trainer in its area today."""
    grants = RoleGrant.objects.in_force().filter(in_area(office.region_id, "region__code"), role=Role.TRAINER)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def regencies_of(office: Office):
    """The kabupaten and kota a cohort of this office keeps seats for."""
    return Region.objects.on(timezone.localdate()).filter(in_area(office.region_id, "code"), level=RegionLevel.REGENCY)
