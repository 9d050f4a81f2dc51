from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortTrainerFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import PersonFactory, ProvinceFactory, RegencyFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"confirmed_at": NOW}, "enrolment_enrolment_confirmed_at_and_by"),
        ({"confirmed": True, "confirmed_by": None}, "enrolment_enrolment_confirmed_at_and_by"),
        ({"confirmed": True, "accepted_at": NOW}, "enrolment_enrolment_accepted_at_and_by"),
        ({"accepted": True, "accepted_by": None}, "enrolment_enrolment_accepted_at_and_by"),
        ({"status": EnrolmentStatus.ACCEPTED}, "enrolment_enrolment_accepted_after_confirmed"),
        (
            {"accepted": True, "confirmed_at": None, "confirmed_by": None},
            "enrolment_enrolment_accepted_after_confirmed",
        ),
        ({"status": EnrolmentStatus.DECLINED}, "enrolment_enrolment_ended_at_and_by"),
        ({"ended_at": NOW}, "enrolment_enrolment_ended_at_and_by"),
    ],
)
def test_the_database_refuses(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EnrolmentFactory(**values)


def test_the_database_keeps_one_live_enrolment_per_person_and_cohort():
    first = EnrolmentFactory()

    with pytest.raises(IntegrityError, match="enrolment_enrolment"), transaction.atomic():
        EnrolmentFactory(cohort=first.cohort, membership=first.membership)


def test_an_ended_enrolment_leaves_room_for_another():
    first = EnrolmentFactory(status=EnrolmentStatus.DECLINED, ended_at=NOW, ended_by=UserFactory())

    second = EnrolmentFactory(cohort=first.cohort, membership=first.membership)

    assert list(Enrolment.objects.live()) == [second]


def test_an_enrolment_is_seen_by_those_it_concerns():
    trainee = UserFactory()
    enrolment = EnrolmentFactory(membership__person=PersonFactory(user=trainee), accepted=True)
    other = EnrolmentFactory(membership__institution__region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    institution = enrolment.membership.institution
    trainer = CohortTrainerFactory(cohort=enrolment.cohort, user=RoleGrantFactory(trainer=True).user).user

    for user in (
        trainee,
        RoleGrantFactory(institution_admin=True, institution=institution).user,
        RoleGrantFactory().user,
        trainer,
    ):
        assert list(Enrolment.objects.visible_to(user)) == [enrolment]
    assert set(Enrolment.objects.visible_to(RoleGrantFactory(province=True).user)) == {enrolment, other}
    south = RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user
    assert list(Enrolment.objects.visible_to(south)) == []
    assert list(Enrolment.objects.visible_to(UserFactory())) == []


def test_a_trainer_does_not_see_people_who_are_not_accepted():
    enrolment = EnrolmentFactory(confirmed=True)
    trainer = CohortTrainerFactory(cohort=enrolment.cohort, user=RoleGrantFactory(trainer=True).user).user

    assert list(Enrolment.objects.visible_to(trainer)) == []
