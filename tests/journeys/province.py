"""The ground the journey stands on: the seeded province, before anything is held in it."""

from dataclasses import dataclass
from datetime import datetime

from content.models import CoursePage
from lms.organisations.models import Institution, Membership
from lms.seed.operations import seed_course, seed_empty
from lms.seed.people import (
    Staff,
    seed_institutions,
    seed_members,
    seed_offices,
    seed_staff,
    seed_trainee_accounts,
)
from tests.factories.journal import run_outbox


@dataclass(frozen=True)
class Province:
    staff: Staff
    institutions: list[Institution]
    members: list[Membership]
    course: CoursePage


def build_province(now: datetime) -> Province:
    seed_empty()
    seed_offices()
    staff = seed_staff(now)
    institutions = seed_institutions(now)
    members = seed_members(institutions, now)
    seed_trainee_accounts(members, now)
    province = Province(staff, institutions, members, seed_course(staff))
    run_outbox()
    return province
