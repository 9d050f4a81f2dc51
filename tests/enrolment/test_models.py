from datetime import UTC, datetime

import factory
import pytest
from django.db import IntegrityError, transaction

from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortTrainerFactory
from tests.factories.enrolment import EnrolmentFactory, KindReservationFactory, SeatPlanFactory
from tests.factories.organisations import PersonFactory, ProvinceFactory, RegencyFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 12, 2, tzinfo=UTC)
SOMEBODY, OFFICER = factory.SubFactory(PersonFactory), factory.SubFactory(UserFactory)
BARE = {
    "institution": None,
    "person_name": "Sari",
    "sex": "",
    "institution_name": "",
    "institution_number": "",
    "kind_code": "",
    "kind_name": "",
    "position": "",
    "region": None,
}


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"confirmed_at": NOW}, "enrolment_enrolment_confirmed_at_and_by"),
        ({"confirmed": True, "confirmed_by": None}, "enrolment_enrolment_confirmed_at_and_by"),
        ({"confirmed": True, "accepted_at": NOW}, "enrolment_enrolment_accepted_at_and_by"),
        ({"accepted": True, "accepted_by": None}, "enrolment_enrolment_accepted_at_and_by"),
        ({"confirmed": True, "status": EnrolmentStatus.ACCEPTED}, "enrolment_enrolment_participants_were_accepted"),
        ({"confirmed": True, "status": EnrolmentStatus.PRESENT, "present_at": NOW}, "participants_were_accepted"),
        ({"membership": None, "person": SOMEBODY, **BARE}, "enrolment_enrolment_nominated_by_membership"),
        ({"way": "self", "institution": None}, "enrolment_enrolment_snapshot_is_whole"),
        ({"institution_name": ""}, "enrolment_enrolment_snapshot_is_whole"),
        ({"position": ""}, "enrolment_enrolment_snapshot_is_whole"),
        ({"status": EnrolmentStatus.RESERVE}, "enrolment_enrolment_reserved_since"),
        ({"status": EnrolmentStatus.OFFERED}, "enrolment_enrolment_offered_until"),
        ({"status": EnrolmentStatus.OFFERED, "offered_at": NOW}, "enrolment_enrolment_offered_until"),
        ({"accepted": True, "status": EnrolmentStatus.PRESENT}, "enrolment_enrolment_present_since"),
        ({"accepted": True, "status": EnrolmentStatus.COMPLETED}, "enrolment_enrolment_completed_since"),
        ({"gate_why": "Sudah lulus di tempat lain."}, "enrolment_enrolment_gate_why_and_by"),
        ({"gate_by": OFFICER}, "enrolment_enrolment_gate_why_and_by"),
        (
            {"accepted": True, "confirmed_at": None, "confirmed_by": None},
            "enrolment_enrolment_accepted_after_confirmed",
        ),
        ({"status": EnrolmentStatus.DECLINED}, "enrolment_enrolment_ended_at_and_by"),
        ({"status": EnrolmentStatus.WITHDRAWN, "ended_at": NOW}, "enrolment_enrolment_ended_at_and_by"),
        ({"ended_at": NOW}, "enrolment_enrolment_ended_at_and_by"),
    ],
)
def test_the_database_refuses(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EnrolmentFactory(**values)


def test_an_offer_nobody_answered_ends_by_a_rule_that_says_why():
    lapsed = EnrolmentFactory(status=EnrolmentStatus.WITHDRAWN, ended_at=NOW, ended_why="Tidak dijawab.")

    assert (lapsed.is_live, lapsed.ended_by) == (False, None)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"total": 0}, "enrolment_seatplan_has_a_seat"),
        ({"per_institution": 0}, "enrolment_seatplan_institution_has_a_seat"),
        ({"women_percent": 101}, "enrolment_seatplan_women_percent"),
        ({"approval_steps": 3}, "enrolment_seatplan_one_or_two_steps"),
        ({"total": 26, "taken": 27}, "enrolment_seatplan_total_is_never_exceeded"),
    ],
)
def test_the_database_refuses_a_plan(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SeatPlanFactory(**values)


def test_a_plan_without_a_total_counts_as_many_as_come():
    assert SeatPlanFactory(taken=400).taken == 400


def test_the_database_keeps_one_plan_a_cohort_and_one_reservation_a_kind():
    kept = KindReservationFactory()

    with pytest.raises(IntegrityError, match="enrolment_seatplan"), transaction.atomic():
        SeatPlanFactory(cohort=kept.plan.cohort)
    with pytest.raises(IntegrityError, match="enrolment_kindreservation"), transaction.atomic():
        KindReservationFactory(plan=kept.plan, kind=kept.kind)
    with pytest.raises(IntegrityError, match="enrolment_kindreservation_has_a_seat"), transaction.atomic():
        KindReservationFactory(seats=0)


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
