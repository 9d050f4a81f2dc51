from datetime import UTC, datetime

import pytest

from lms.enrolment.invariants import plans_are_kept, seats_taken_are_accepted_people
from tests.factories.cohorts import QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.organisations import InstitutionFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, tzinfo=UTC)


def test_seats_and_people_that_agree_say_nothing():
    quota = QuotaFactory(taken=1)
    EnrolmentFactory(cohort=quota.cohort, accepted=True)
    EnrolmentFactory(cohort=quota.cohort, confirmed=True)

    assert list(seats_taken_are_accepted_people(at=AT)) == []


def test_a_seat_nobody_sits_on_is_named():
    quota = QuotaFactory(taken=1)

    assert list(seats_taken_are_accepted_people(at=AT)) == [f"quota {quota.pk}: 1 seats taken, 0 people accepted"]


def test_people_without_a_quota_are_named():
    enrolment = EnrolmentFactory(accepted=True)

    assert list(seats_taken_are_accepted_people(at=AT)) == [
        f"cohort {enrolment.cohort_id}, region 62.03: 1 people accepted without a quota"
    ]


def test_a_region_with_more_people_than_seats_is_named():
    quota = QuotaFactory(seats=1, taken=1)
    for _person in range(2):
        EnrolmentFactory(cohort=quota.cohort, accepted=True)

    assert f"quota {quota.pk}: 2 people on 1 seats" in list(seats_taken_are_accepted_people(at=AT))


def test_an_institution_with_more_people_than_the_plan_allows_is_named():
    quota, institution = QuotaFactory(taken=2), InstitutionFactory()
    plan = SeatPlanFactory(cohort=quota.cohort, per_institution=1, taken=2)
    for _person in range(2):
        EnrolmentFactory(cohort=quota.cohort, accepted=True, membership__institution=institution)

    assert list(plans_are_kept(at=AT)) == [f"plan {plan.pk}: institution {institution.pk} holds 2 of 1"]
