"""Peserta dampingan: entered and brought by a member of an institution, who sees what became of it."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from lms.cohorts.enums import Delivery
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import bring_assisted
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.content import CoursePageFactory, CoursePrerequisiteFactory
from tests.factories.organisations import MembershipFactory, PersonFactory, RegencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]
AT = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture
def companion():
    return MembershipFactory(person__user=UserFactory()).person


@pytest.fixture
def assisted(companion):
    return PersonFactory(companion=companion, region=RegencyFactory())


@pytest.fixture
def cohort():
    """Open, with two seats for Kapuas."""
    return QuotaFactory().cohort


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def once(person):
    return {"once_key": str(uuid.uuid4()), "person": str(person.pk)}


def test_she_is_brought_once_and_waits_for_the_decisions(login, companion, assisted, cohort):
    client, body = login(companion.user), once(assisted)

    for _time in range(2):
        assert client.post(reverse("assisted_bring", args=[cohort.pk]), body).url == reverse("assisted_status")

    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.accompanied_by, enrolment.role) == (assisted, companion, "assisted")
    assert (enrolment.way, enrolment.status, enrolment.region_id) == ("application", "nominated", "62.03")
    assert list(client.get(reverse("assisted_status")).context["page"].object_list) == [enrolment]


def test_where_everybody_may_join_she_is_a_participant_at_once(companion, assisted):
    free = CohortFactory(opened=True, delivery=Delivery.SELF_PACED, joins_freely=True)

    enrolment = bring_assisted(free, assisted, by=companion.user, at=AT)

    assert (enrolment.way, enrolment.status) == ("self", "accepted")


def test_only_her_companion_brings_her(login, companion, assisted, cohort):
    stranger = MembershipFactory(person__user=UserFactory()).person

    with pytest.raises(Refusal) as refusal:
        bring_assisted(cohort, assisted, by=stranger.user, at=AT)
    response = login(stranger.user).post(reverse("assisted_bring", args=[cohort.pk]), once(assisted))

    assert codes(refusal) == ["not_accompanied"]
    assert list(response.context["form"].errors) == ["person"]
    assert not Enrolment.objects.exists()


def test_every_reason_is_given_at_once(companion, assisted, cohort):
    companion.memberships.update(ends_on=date(2026, 6, 1))
    assisted.region = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    assisted.save()
    CoursePrerequisiteFactory(page=cohort.course, course=CoursePageFactory(title="Pembinaan Mental"))
    cohort.nominate_until = date(2026, 6, 9)
    cohort.save()

    with pytest.raises(Refusal) as refusal:
        bring_assisted(cohort, assisted, by=companion.user, at=AT)

    assert codes(refusal) == ["nominations_ended", "companion_no_member", "region_without_seats", "gate_closed"]


def test_a_second_time_is_answered_in_words(companion, assisted, cohort):
    bring_assisted(cohort, assisted, by=companion.user, at=AT)

    with pytest.raises(Refusal) as refusal:
        bring_assisted(cohort, assisted, by=companion.user, at=AT)

    assert codes(refusal) == ["joined_already"]


def test_she_is_taken_off_the_list_by_her_companion_alone(login, companion, assisted, cohort):
    enrolment = bring_assisted(cohort, assisted, by=companion.user, at=AT)
    url = reverse("assisted_withdraw", args=[enrolment.pk])

    assert login(UserFactory()).post(url).status_code == 404
    assert login(companion.user).post(url).status_code == 302
    assert Enrolment.objects.get().status == "withdrawn"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_queries(login, companion, number, cohort, django_assert_num_queries):
    for _each in range(number):
        person = PersonFactory(companion=companion, region=RegencyFactory())
        bring_assisted(cohort, person, by=companion.user, at=AT)
    client = login(companion.user)
    client.get(reverse("assisted_status"))

    with django_assert_num_queries(7):
        client.get(reverse("assisted_status"))
