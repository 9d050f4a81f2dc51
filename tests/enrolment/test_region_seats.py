"""A kabupaten or kota with another number of seats than the others; and where nobody divides seats at all."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from lms.cohorts.enums import CohortStatus, Delivery
from lms.cohorts.models import Cohort, Quota
from lms.cohorts.operations import open_cohort, repeat_cohort
from lms.cohorts.papers import terms_facts
from lms.enrolment.boards import participant_board
from lms.enrolment.models import SeatPlan
from lms.enrolment.operations import accept_enrolment, join_cohort, plan_seats
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, ready_cohort
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.journal import run_outbox
from tests.factories.organisations import (
    InstitutionFactory,
    KindFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
KAPUAS, PALANGKA = "62.03", "62.71"
AGAIN = {"title": "Bimtek LKS 2027", "starts_on": date(2027, 3, 2), "nominate_until": date(2027, 2, 20)}
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


def test_a_draft_says_its_exceptions_and_counts_no_seats_yet(province):
    cohort = ready_cohort()
    province.post(reverse("seat_plan", args=[cohort.pk]), body(**{f"region_{PALANGKA}": "4"}))

    rules, page, listed, people, steps = (
        province.get(reverse(name, args=args)).content.decode()
        for name, args in (
            ("seat_plan", [cohort.pk]),
            ("cohort_detail", [cohort.pk]),
            ("cohort_list", []),
            ("participant_list", [cohort.pk]),
            ("committee_home", [cohort.pk]),
        )
    )

    assert "Kota Palangka Raya 4." in rules
    assert "2; Kota Palangka Raya 4" in page
    assert ["dari 4" in each for each in (page, listed, people, steps)] == [False] * 4


def test_the_kak_names_the_exceptions_before_and_after_opening(province, officer):
    cohort = ready_cohort()
    province.post(reverse("seat_plan", args=[cohort.pk]), body(**{f"region_{PALANGKA}": "4"}))
    draft = dict(terms_facts(cohort, on=AT.date())["identity"])["Peserta"]

    open_cohort(cohort, by=officer, at=AT)

    said = "2 orang dari tiap kabupaten/kota, kecuali Kota Palangka Raya 4 orang"
    assert draft == said
    assert dict(terms_facts(cohort, on=AT.date())["identity"])["Peserta"] == f"{said} (6 orang dari 2 daerah)"


def test_a_repetition_takes_the_rules_of_the_seats_along_as_they_were_planned(officer):
    source = ready_cohort()
    kind = KindFactory().code
    chosen = {**CHOICES, "women_percent": 30, "takes_applications": True, "approval_steps": 1}
    plan_seats(source, {kind: 1}, {PALANGKA: 4}, by=officer, at=AT, **chosen)
    open_cohort(source, by=officer, at=AT)
    Quota.objects.filter(region=KAPUAS).update(seats=1)  # one seat flowed on
    Quota.objects.filter(region=PALANGKA).update(seats=5)
    SeatPlan.objects.update(moved={KAPUAS: -1, PALANGKA: 1}, flowed_at=AT, class_code="ABCDEF")

    cohort = repeat_cohort(source, **AGAIN, by=officer, at=AT)
    run_outbox()

    plan = SeatPlan.objects.get(cohort=cohort)
    assert {name: getattr(plan, name) for name in chosen} == chosen
    assert (plan.moved, plan.flowed_at, plan.class_code, plan.taken) == ({}, None, None, 0)
    assert list(plan.reservations.values_list("kind", "seats")) == [(kind, 1)]
    assert list(cohort.quotas.values_list("region", "seats")) == [(PALANGKA, 4)]


def test_rules_written_meanwhile_are_not_overwritten_by_those_of_the_source(officer):
    source = ready_cohort()
    plan_seats(source, {}, {PALANGKA: 4}, by=officer, at=AT, **CHOICES)
    cohort = repeat_cohort(source, **AGAIN, by=officer, at=AT)
    plan_seats(cohort, {}, {KAPUAS: 3}, by=officer, at=AT, **CHOICES)

    run_outbox()

    assert list(cohort.quotas.values_list("region", "seats")) == [(KAPUAS, 3)]


def test_a_repetition_of_what_had_no_rules_gets_none(officer):
    cohort = repeat_cohort(ready_cohort(), **AGAIN, by=officer, at=AT)

    run_outbox()

    assert not SeatPlan.objects.filter(cohort=cohort).exists()


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
