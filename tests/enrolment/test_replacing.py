from datetime import UTC, datetime

import pytest

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.invariants import plans_are_kept, seats_taken_are_accepted_people
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import (
    accept_enrolment,
    end_of_cancelled,
    mark_completed,
    mark_present,
    replace_enrolment,
)
from lms.enrolment.tasks import end_after_cancelling
from lms.journal.models import Event
from lms.journal.operations import record
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
WHY = "Ada rapat desa."
AT_THE_DOOR = datetime(2026, 7, 22, 1, tzinfo=UTC)  # long after nominations ended


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def cohort():
    """Open and full: one seat for Kapuas."""
    return QuotaFactory(seats=1).cohort


@pytest.fixture
def seated(cohort, officer):
    institution = RegistrationPaperFactory().institution
    enrolment = EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)
    accept_enrolment(enrolment, by=officer, at=AT)
    return enrolment


def events(name):
    return list(Event.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


def test_somebody_else_takes_the_seat_in_one_action_at_the_door(seated, officer):
    member = MembershipFactory(institution=seated.institution)

    new = replace_enrolment(seated, member, why=WHY, by=officer, at=AT_THE_DOOR)

    seated.refresh_from_db()
    assert (seated.status, seated.ended_by, seated.ended_why) == (EnrolmentStatus.REPLACED, officer, WHY)
    assert new.replaces == seated
    new = Enrolment.objects.get(pk=new.pk)
    assert (new.status, new.person, new.accepted_at, new.accepted_by) == (
        EnrolmentStatus.ACCEPTED,
        member.person,
        AT_THE_DOOR,
        officer,
    )
    assert Quota.objects.get().taken == 1
    assert list(seats_taken_are_accepted_people(at=AT)) == []
    assert events("enrolment.replaced") == [{"by": new.pk}]
    assert events("enrolment.accepted")[-1] == {"replaces": seated.pk}


def test_who_was_replaced_is_not_replaced_again(seated, officer):
    first, second = (MembershipFactory(institution=seated.institution) for _time in range(2))
    replace_enrolment(seated, first, why=WHY, by=officer, at=AT)

    with pytest.raises(Refusal) as refusal:
        replace_enrolment(seated, second, why=WHY, by=officer, at=AT)

    assert "step_not_allowed" in [reason.code for reason in refusal.value.reasons]
    assert (Enrolment.objects.count(), Quota.objects.get().taken) == (2, 1)


def test_a_replacement_fits_the_rules_without_the_old_one(cohort, seated, officer):
    SeatPlanFactory(cohort=cohort, women_percent=100, taken=1)
    elsewhere = InstitutionFactory(region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    RegistrationPaperFactory(institution=elsewhere)
    man = MembershipFactory(institution=elsewhere, person__sex="male")

    with pytest.raises(Refusal) as refusal:
        replace_enrolment(seated, man, why=WHY, by=officer, at=AT)

    assert {reason.code for reason in refusal.value.reasons} == {"no_quota"}
    seated.refresh_from_db()
    assert (seated.status, Quota.objects.get().taken) == (EnrolmentStatus.ACCEPTED, 1)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda here, officer: MembershipFactory(institution=here, person__user=officer), "own_nomination"),
        (lambda here, officer: MembershipFactory(), "institution_unregistered"),
    ],
)
def test_a_replacement_is_refused_like_a_nominee(seated, officer, make, code):
    with pytest.raises(Refusal) as refusal:
        replace_enrolment(seated, make(seated.institution, officer), why=WHY, by=officer, at=AT)

    assert code in [reason.code for reason in refusal.value.reasons]


def test_who_takes_part_already_replaces_nobody(cohort, seated, officer):
    with pytest.raises(Refusal) as refusal:
        replace_enrolment(seated, seated.membership, why=WHY, by=officer, at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["nominated_already"]


def test_who_came_is_present_once(seated, officer, django_assert_num_queries):
    waiting = EnrolmentFactory(cohort=seated.cohort)

    assert mark_present([seated.pk, waiting.pk], by=officer, at=AT) == 1
    with django_assert_num_queries(3):  # a savepoint around one question
        assert mark_present([seated.pk, waiting.pk], by=officer, at=AT_THE_DOOR) == 0

    seated.refresh_from_db()
    waiting.refresh_from_db()
    assert (seated.status, seated.present_at, waiting.status) == ("present", AT, "nominated")
    assert events("enrolment.present") == [{}]


@pytest.mark.parametrize("people", [1, 20])
def test_many_are_completed_in_few_statements(officer, django_assert_num_queries, people):
    cohort = CohortFactory(opened=True)
    keys = [EnrolmentFactory(cohort=cohort, accepted=True).pk for _number in range(people)]

    with django_assert_num_queries(5):
        assert mark_completed(keys, by=officer, at=AT) == people

    assert mark_completed(keys, by=officer, at=AT) == 0
    assert set(Enrolment.objects.values_list("status", "completed_at")) == {("completed", AT)}


def test_a_cancelled_cohort_lets_everybody_go_and_says_why(cohort, seated, officer):
    plan = SeatPlanFactory(cohort=cohort, taken=1)
    waiting = EnrolmentFactory(cohort=cohort)
    ended = EnrolmentFactory(cohort=cohort, status="declined", ended_at=AT, ended_why="Tidak bisa.")
    event = record("cohort.cancelled", subject=cohort, by=officer, at=AT)

    end_after_cancelling(event)
    end_after_cancelling(event)

    for enrolment in (seated, waiting, ended):
        enrolment.refresh_from_db()
    assert (seated.status, waiting.status, ended.status) == ("withdrawn", "withdrawn", "declined")
    assert (seated.ended_by, seated.ended_why) == (officer, "Kegiatan ini dibatalkan oleh penyelenggara.")
    plan.refresh_from_db()
    assert (Quota.objects.get().taken, plan.taken) == (0, 0)
    assert len(events("enrolment.withdrawn")) == 2
    assert end_of_cancelled(cohort, by=officer, at=AT) == 0
    assert [*seats_taken_are_accepted_people(at=AT), *plans_are_kept(at=AT)] == []


def test_who_comes_instead_of_an_assisted_participant_records_for_herself(seated, officer):
    Enrolment.objects.filter(pk=seated.pk).update(role="assisted")

    new = replace_enrolment(seated, MembershipFactory(institution=seated.institution), why=WHY, by=officer, at=AT)

    assert new.role == "participant"
