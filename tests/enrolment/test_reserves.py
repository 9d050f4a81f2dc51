from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.invariants import plans_are_kept, seats_taken_are_accepted_people
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations import (
    accept_confirmed,
    accept_enrolment,
    accept_offer,
    decline_enrolment,
    decline_offer,
    end_lapsed_offers,
    let_seats_flow,
    reserve_confirmed,
    reserve_enrolment,
    withdraw_enrolment,
)
from lms.enrolment.tasks import look_after_seats
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, KindReservationFactory, SeatPlanFactory
from tests.factories.organisations import InstitutionFactory, RegencyFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
AFTER = datetime(2026, 7, 11, 2, tzinfo=UTC)  # the day after the deadline
KAPUAS, PALANGKA = "62.03", "62.71"


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def cohort():
    """Open, with two seats each for Kapuas and Palangka Raya."""
    cohort = QuotaFactory().cohort
    QuotaFactory(cohort=cohort, region=RegencyFactory(code=PALANGKA, name="Kota Palangka Raya"))
    return cohort


@pytest.fixture(autouse=True)
def all_seats_are_counted_right():
    yield
    assert [*seats_taken_are_accepted_people(at=AT), *plans_are_kept(at=AT)] == []


def confirmed(cohort, number=1, region=KAPUAS, **more):
    institution = InstitutionFactory(region=RegencyFactory(code=region))
    return [
        EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution, **more)
        for _number in range(number)
    ]


def accepted(cohort, officer, number=1, region=KAPUAS, **more):
    people = confirmed(cohort, number, region, **more)
    for enrolment in people:
        accept_enrolment(enrolment, by=officer, at=AT)
    return people


def reserved(cohort, officer, number=1, region=KAPUAS, **more):
    people = confirmed(cohort, number, region, **more)
    reserve_confirmed(cohort, by=officer, at=AT)
    return people


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def status_of(*enrolments):
    found = dict(Enrolment.objects.values_list("pk", "status"))
    return [str(found[each.pk]) for each in enrolments]


def quotas():
    return dict(Quota.objects.values_list("region", "seats")), dict(Quota.objects.values_list("region", "taken"))


def test_a_nominee_without_a_seat_goes_on_the_reserve_list(cohort, officer):
    accepted(cohort, officer, 2)
    (late,) = confirmed(cohort)

    reserve_enrolment(late, by=officer, at=AT)

    late.refresh_from_db()
    assert (late.status, late.reserved_at) == (EnrolmentStatus.RESERVE, AT)
    assert SeatPlan.objects.get().taken == 2
    assert Event.objects.filter(name="enrolment.reserved", subject_id=late.pk).count() == 1
    with pytest.raises(Refusal) as again:
        reserve_enrolment(late, by=officer, at=AT)
    assert codes(again) == ["step_not_allowed"]


def test_whoever_has_a_seat_to_get_is_not_put_on_the_reserve_list(cohort, officer):
    (early,) = confirmed(cohort)

    with pytest.raises(Refusal) as refusal:
        reserve_enrolment(early, by=officer, at=AT)

    assert (codes(refusal), status_of(early), SeatPlan.objects.exists()) == (["seat_left"], ["confirmed"], False)


def test_nobody_reserves_a_seat_for_herself(cohort, officer):
    accepted(cohort, officer, 2)
    (own,) = confirmed(cohort, membership__person__user=officer)

    with pytest.raises(Refusal) as refusal:
        reserve_enrolment(own, by=officer, at=AT)

    assert codes(refusal) == ["own_nomination"]


def test_a_seat_given_back_goes_to_the_first_confirmed_of_the_same_region(cohort, officer):
    first, _second = accepted(cohort, officer, 2)
    late, early = (reserved(cohort, officer, confirmed_at=datetime(2026, 6, day, tzinfo=UTC))[0] for day in (9, 8))

    withdraw_enrolment(first, by=officer, at=AT)

    assert status_of(first, early, late) == ["withdrawn", "offered", "reserve"]
    early.refresh_from_db()
    assert early.offered_until == AT + timedelta(hours=48)
    assert early.promotion.code == "next_in_region"
    assert "Kapuas" in str(early.promotion)
    assert quotas()[1] == {KAPUAS: 2, PALANGKA: 0}
    assert Event.objects.filter(name="enrolment.promoted", subject_id=early.pk).count() == 1


def test_before_the_deadline_a_seat_does_not_leave_its_region(cohort, officer):
    (there,) = accepted(cohort, officer, 1, PALANGKA)
    accepted(cohort, officer, 2)
    (waiting,) = reserved(cohort, officer)

    decline_enrolment(there, why="Berhalangan", by=officer, at=AT)

    assert (status_of(waiting), quotas()[1]) == (["reserve"], {KAPUAS: 2, PALANGKA: 0})


def test_after_the_deadline_unused_seats_flow_with_a_sentence(cohort, officer):
    accepted(cohort, officer, 2)
    waiting = reserved(cohort, officer, 3)

    offered = let_seats_flow(cohort, by=officer, at=AFTER)

    assert len(offered) == 2
    assert sorted(status_of(*waiting)) == ["offered", "offered", "reserve"]
    assert quotas() == ({KAPUAS: 4, PALANGKA: 0}, {KAPUAS: 4, PALANGKA: 0})
    plan = SeatPlan.objects.get()
    assert (plan.moved, plan.flowed_at, plan.taken) == ({KAPUAS: 2, PALANGKA: -2}, AFTER, 4)
    assert all("Palangka Raya" in str(Enrolment.objects.get(pk=each.pk).promotion) for each in offered)
    assert list(Event.objects.filter(name="enrolment.seats_flowed").values_list("data", flat=True)) == [{"offered": 2}]


def test_seats_flow_once(cohort, officer):
    reserved_one = accepted(cohort, officer, 2) and reserved(cohort, officer)
    let_seats_flow(cohort, by=officer, at=AFTER)

    assert let_seats_flow(cohort, by=officer, at=AFTER) == []
    assert (status_of(*reserved_one), quotas()[1]) == (["offered"], {KAPUAS: 3, PALANGKA: 0})


@pytest.mark.parametrize(
    ("at", "code"),
    [(AT, "nominations_run"), (datetime(2026, 7, 22, 2, tzinfo=UTC), "begun")],
)
def test_seats_do_not_flow_too_early_or_too_late(cohort, officer, at, code):
    accepted(cohort, officer, 2)
    (waiting,) = reserved(cohort, officer)

    with pytest.raises(Refusal) as refusal:
        let_seats_flow(cohort, by=officer, at=at)

    assert (codes(refusal), status_of(waiting)) == ([code], ["reserve"])


def test_seats_wait_for_whoever_is_confirmed_and_not_decided_on(cohort, officer):
    accepted(cohort, officer, 2)
    reserved(cohort, officer)
    confirmed(cohort, 1, PALANGKA)

    with pytest.raises(Refusal) as refusal:
        let_seats_flow(cohort, by=officer, at=AFTER)

    assert codes(refusal) == ["undecided"]


def test_a_plan_may_let_seats_stay_empty(cohort, officer):
    SeatPlanFactory(cohort=cohort, cascade=SeatPlan.Cascade.NONE)
    accepted(cohort, officer, 2)
    reserved(cohort, officer)

    with pytest.raises(Refusal) as refusal:
        let_seats_flow(cohort, by=officer, at=AFTER)

    assert codes(refusal) == ["seats_stay"]


def test_seats_kept_for_a_kind_stay_kept_in_the_flow(cohort, officer):
    plan = SeatPlanFactory(cohort=cohort)
    KindReservationFactory(plan=plan, seats=1, kind__code="PSKS-11", kind__slug="tksk")
    accepted(cohort, officer, 2)
    people = reserved(cohort, officer, 2)

    offered = let_seats_flow(cohort, by=officer, at=AFTER)

    assert (len(offered), sorted(status_of(*people))) == (1, ["offered", "reserve"])


def test_kept_seats_open_after_the_flow_where_the_plan_says_so(cohort, officer):
    SeatPlanFactory(cohort=cohort, women_percent=100, opens_kept_seats=True)
    accepted(cohort, officer, 2, sex="female")
    men = reserved(cohort, officer, 2, sex="male")

    let_seats_flow(cohort, by=officer, at=AFTER)

    assert status_of(*men) == ["offered", "offered"]
    assert {Enrolment.objects.get(pk=man.pk).promotion.code for man in men} == {"kept_opened"}


def test_an_offered_seat_is_taken(cohort, officer):
    (first, _other), (waiting,) = accepted(cohort, officer, 2), reserved(cohort, officer)
    withdraw_enrolment(first, by=officer, at=AT)
    trainee = UserFactory()

    accept_offer(waiting, by=trainee, at=AT + timedelta(hours=47))

    waiting.refresh_from_db()
    assert (waiting.status, waiting.accepted_by, quotas()[1][KAPUAS]) == (EnrolmentStatus.ACCEPTED, trainee, 2)
    with pytest.raises(Refusal) as again:
        accept_offer(waiting, by=trainee, at=AT + timedelta(hours=47))
    assert codes(again) == ["no_offer"]


def test_an_offered_seat_that_is_not_wanted_goes_to_the_next(cohort, officer):
    (first, _other), waiting = accepted(cohort, officer, 2), reserved(cohort, officer, 2)
    withdraw_enrolment(first, by=officer, at=AT)

    decline_offer(waiting[0], by=officer, at=AT)

    assert (status_of(*waiting), quotas()[1][KAPUAS]) == (["withdrawn", "offered"], 2)


def test_an_offer_that_lapsed_says_why_and_the_next_is_asked(cohort, officer):
    (first, _other), waiting = accepted(cohort, officer, 2), reserved(cohort, officer, 2)
    withdraw_enrolment(first, by=officer, at=AT)
    late = AT + timedelta(hours=48)

    with pytest.raises(Refusal) as refusal:
        accept_offer(waiting[0], by=officer, at=late)
    ended = end_lapsed_offers(cohort, at=late)

    assert (codes(refusal), ended, end_lapsed_offers(cohort, at=late)) == (["no_offer"], waiting[:1], [])
    lapsed = Enrolment.objects.get(pk=waiting[0].pk)
    assert (lapsed.status, lapsed.ended_by, lapsed.ended_why) == (
        EnrolmentStatus.WITHDRAWN,
        None,
        "Tawaran kursi tidak dijawab sampai batas waktunya.",
    )
    assert status_of(waiting[1]) == ["offered"]


def test_after_the_flow_a_seat_given_back_flows_to_another_region(cohort, officer):
    (there, _other), _here = accepted(cohort, officer, 2, PALANGKA), accepted(cohort, officer, 2)
    (waiting,) = reserved(cohort, officer)
    let_seats_flow(cohort, by=officer, at=AFTER)
    assert status_of(waiting) == ["reserve"]

    withdraw_enrolment(there, by=officer, at=AFTER)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.promotion.code) == (EnrolmentStatus.OFFERED, "given_up")
    assert quotas() == ({KAPUAS: 3, PALANGKA: 1}, {KAPUAS: 3, PALANGKA: 1})


def test_an_offer_ends_at_the_latest_when_the_first_day_begins(cohort, officer):
    (first, _other), (waiting,) = accepted(cohort, officer, 2), reserved(cohort, officer)
    eve = datetime(2026, 7, 21, 2, tzinfo=UTC)

    withdraw_enrolment(first, by=officer, at=eve)

    waiting.refresh_from_db()
    assert waiting.offered_until == datetime(2026, 7, 21, 17, tzinfo=UTC)  # midnight in WIB


def test_when_the_cohort_has_begun_nobody_is_promoted_any_more(cohort, officer):
    (first, _other), (waiting,) = accepted(cohort, officer, 2), reserved(cohort, officer)

    withdraw_enrolment(first, by=officer, at=datetime(2026, 7, 22, 2, tzinfo=UTC))

    assert status_of(waiting) == ["reserve"]


def test_a_party_waits_until_there_are_seats_for_all_of_it(cohort, officer):
    accepted(cohort, officer, 2), accepted(cohort, officer, 1, PALANGKA)
    pair = reserved(cohort, officer, 2, party="a")

    let_seats_flow(cohort, by=officer, at=AFTER)

    assert status_of(*pair) == ["reserve", "reserve"]


def test_a_party_is_not_parted_by_a_seat_given_back(cohort, officer):
    first, second = accepted(cohort, officer, 2)
    pair = reserved(cohort, officer, 2, party="a")
    (alone,) = reserved(cohort, officer)

    withdraw_enrolment(first, by=officer, at=AT)
    assert status_of(*pair, alone) == ["reserve", "reserve", "offered"]

    decline_offer(alone, by=officer, at=AT)
    assert status_of(*pair) == ["reserve", "reserve"]
    withdraw_enrolment(second, by=officer, at=AT)
    assert status_of(*pair) == ["offered", "offered"]


@time_machine.travel(AFTER, tick=False)
def test_every_hour_lapsed_offers_end_and_seats_flow(cohort, officer):
    accepted(cohort, officer, 2)
    (waiting,) = reserved(cohort, officer)
    undecided = QuotaFactory(cohort=CohortFactory(opened=True), seats=1).cohort
    accepted(undecided, officer)
    reserved(undecided, officer)
    confirmed(undecided)

    look_after_seats()
    look_after_seats()

    assert status_of(waiting) == ["offered"]
    assert Event.objects.filter(name="enrolment.seats_flowed").count() == 1


def test_all_without_a_seat_are_reserved_at_once_in_few_statements(cohort, officer, django_assert_max_num_queries):
    accepted(cohort, officer, 2)
    people = confirmed(cohort, 5)

    with django_assert_max_num_queries(16):
        outcome = reserve_confirmed(cohort, by=officer, at=AT)

    assert (len(outcome.accepted), set(status_of(*people))) == (5, {"reserve"})


@pytest.mark.parametrize("people", [3, 30])
def test_accepting_all_takes_the_same_statements_for_few_and_many(officer, django_assert_num_queries, people):
    cohort = QuotaFactory(seats=20).cohort
    SeatPlanFactory(cohort=cohort, total=15, per_institution=12, women_percent=10)
    confirmed(cohort, people, sex="female")

    with django_assert_num_queries(15):
        outcome = accept_confirmed(cohort, by=officer, at=AT)

    assert len(outcome.accepted) == min(people, 12)


def test_a_rule_of_the_plan_refuses_beside_the_quota(cohort, officer):
    SeatPlanFactory(cohort=cohort, per_institution=1, total=3)
    first, second = confirmed(cohort, 2)
    accept_enrolment(first, by=officer, at=AT)

    with pytest.raises(Refusal) as refusal:
        accept_enrolment(second, by=officer, at=AT)

    assert codes(refusal) == ["institution_full"]
