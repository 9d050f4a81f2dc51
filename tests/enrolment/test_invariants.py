from datetime import UTC, datetime

import pytest

from lms.enrolment.invariants import seats_taken_are_accepted_people
from tests.factories.cohorts import QuotaFactory
from tests.factories.enrolment import EnrolmentFactory

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
