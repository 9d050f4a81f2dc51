"""A kabupaten or kota with another number of seats than the others; and where nobody divides seats at all."""

import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lms.cohorts.enums import CohortStatus, Delivery
from lms.cohorts.models import Cohort, Quota
from lms.cohorts.operations import open_cohort
from lms.enrolment.boards import participant_board
from lms.enrolment.operations import accept_enrolment, join_cohort, plan_seats
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, ready_cohort
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.organisations import InstitutionFactory, PersonFactory, RegencyFactory, RoleGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
KAPUAS, PALANGKA = "62.03", "62.71"
CHOICES = {
    "total": None,
    "per_institution": None,
    "women_percent": 0,
    "cascade": "reserves",
    "opens_kept_seats": False,
    "seed": 1,
    "accept_within_hours": 48,
    "takes_applications": False,
    "approval_steps": 2,
}


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def province(login):
    return login(RoleGrantFactory(province=True).user)


def body(**more):
    first = {name: "" if value is None else str(value) for name, value in CHOICES.items() if value is not False}
    return {**first, "once_key": str(uuid.uuid4()), **more}


def seats():
    return dict(Quota.objects.order_by("region").values_list("region", "seats"))


def test_palangka_raya_gets_four_seats_and_the_others_two(province, officer):
    cohort = ready_cohort()
    url = reverse("seat_plan", args=[cohort.pk])

    assert province.post(url, body(**{f"region_{PALANGKA}": "4"})).url == url
    draft = province.get(url).content.decode()
    open_cohort(cohort, by=officer, at=AT)
    opened = province.get(url).content.decode()

    assert seats() == {KAPUAS: 2, PALANGKA: 4}
    assert f'name="region_{PALANGKA}" value="4"' in draft
    assert "0 dari 4" in opened


def test_a_number_that_is_taken_back_is_that_of_the_others_again(province, officer):
    cohort = ready_cohort()
    url = reverse("seat_plan", args=[cohort.pk])

    province.post(url, body(**{f"region_{PALANGKA}": "4"}))
    province.post(url, body(**{f"region_{PALANGKA}": ""}))
    Cohort.objects.update(seats_per_region=3)
    cohort.refresh_from_db()
    open_cohort(cohort, by=officer, at=AT)

    assert seats() == {KAPUAS: 3, PALANGKA: 3}


@pytest.mark.parametrize("number", ["0", "-1", "x", "9999999"])
def test_an_impossible_number_is_answered_at_its_field(province, number):
    RegencyFactory()
    cohort = CohortFactory()

    response = province.post(reverse("seat_plan", args=[cohort.pk]), body(**{f"region_{KAPUAS}": number}))

    assert list(response.context["form"].errors) == [f"region_{KAPUAS}"]
    assert not Quota.objects.exists()


def test_a_region_elsewhere_gets_no_seat(officer):
    RegencyFactory()

    with pytest.raises(Refusal) as refusal:
        plan_seats(CohortFactory(), {}, {"63.01": 2}, by=officer, at=AT, **CHOICES)

    assert [reason.code for reason in refusal.value.reasons] == ["region_outside"]


def test_kept_seats_are_compared_with_the_sum_of_all_numbers(officer):
    RegencyFactory(), RegencyFactory(code=PALANGKA, name="Kota Palangka Raya")
    kind = InstitutionFactory().kind_id
    cohort = CohortFactory(seats_per_region=1)

    with pytest.raises(Refusal):
        plan_seats(cohort, {kind: 3}, {}, by=officer, at=AT, **CHOICES)

    assert plan_seats(cohort, {kind: 3}, {PALANGKA: 2}, by=officer, at=AT, **CHOICES).pk


def test_a_full_region_is_refused_with_its_own_number(officer):
    cohort = ready_cohort()
    plan_seats(cohort, {}, {KAPUAS: 1}, by=officer, at=AT, **CHOICES)
    open_cohort(cohort, by=officer, at=AT)
    first, second = (
        EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution__region_id=KAPUAS) for _one in range(2)
    )
    accept_enrolment(first, by=officer, at=AT)

    with pytest.raises(Refusal) as refusal:
        accept_enrolment(second, by=officer, at=AT)

    (reason,) = refusal.value.reasons
    assert (reason.code, dict(reason.values)["seats"]) == ("no_seat", 1)


# --- where everybody may join ----------------------------------------------------------------------------------------


@pytest.fixture
def free(officer):
    """An online activity everybody may join, open."""
    cohort = ready_cohort(delivery=Delivery.ONLINE, joins_freely=True)
    open_cohort(cohort, by=officer, at=AT)
    return cohort


def test_where_everybody_may_join_nobody_divides_seats_and_joining_is_immediate(province, free):
    assert not Quota.objects.exists()

    people = [join_cohort(free, PersonFactory(region=None), by=UserFactory(), at=AT) for _number in range(5)]

    assert {one.status for one in people} == {"accepted"}
    assert "5 orang" in province.get(reverse("participant_list", args=[free.pk])).content.decode()


def test_an_empty_list_of_those_who_join_does_not_ask_to_open_the_cohort(province, free):
    page = province.get(reverse("participant_list", args=[free.pk]))

    assert (page.status_code, page.context["board"].rows, page.context["is_open"]) == (200, (), True)


def test_a_total_that_was_set_holds_for_who_joins_too(officer):
    cohort = ready_cohort(delivery=Delivery.ONLINE, joins_freely=True)
    plan_seats(cohort, {}, {}, by=officer, at=AT, **{**CHOICES, "total": 1})
    open_cohort(cohort, by=officer, at=AT)
    join_cohort(cohort, PersonFactory(region=None), by=UserFactory(), at=AT)

    with pytest.raises(Refusal) as refusal:
        join_cohort(cohort, PersonFactory(region=None), by=UserFactory(), at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["cohort_full"]


def test_numbers_of_a_plan_go_when_the_draft_is_opened_to_everybody(officer):
    cohort = ready_cohort(delivery=Delivery.ONLINE)
    plan_seats(cohort, {}, {KAPUAS: 4}, by=officer, at=AT, **CHOICES)
    Cohort.objects.update(joins_freely=True)
    cohort.refresh_from_db()

    open_cohort(cohort, by=officer, at=AT)

    assert not Quota.objects.exists()


def test_quotas_from_before_do_not_divide_a_free_cohort():
    cohort = CohortFactory(opened=True, delivery=Delivery.ONLINE, joins_freely=True, status=CohortStatus.OPEN)
    Quota.objects.create(cohort=cohort, region=RegencyFactory(), seats=1)
    SeatPlanFactory(cohort=cohort)

    board = participant_board(cohort, at=AT)

    assert (board.rows, board.seats) == ((), None)
