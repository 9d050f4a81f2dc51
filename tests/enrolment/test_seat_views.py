import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment, KindReservation, SeatPlan
from lms.enrolment.operations import accept_enrolment, reserve_confirmed, withdraw_enrolment
from lms.organisations.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, KindReservationFactory, SeatPlanFactory
from tests.factories.organisations import (
    KindFactory,
    MembershipFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
AFTER = datetime(2026, 7, 11, 2, tzinfo=UTC)


@pytest.fixture
def province(login):
    return login(RoleGrantFactory(province=True).user)


@pytest.fixture
def institution():
    return RegistrationPaperFactory().institution


@pytest.fixture
def cohort():
    """Open, with one seat for Kapuas and one for Palangka Raya."""
    cohort = QuotaFactory(seats=1).cohort
    QuotaFactory(cohort=cohort, seats=1, region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    return cohort


@pytest.fixture
def seated(cohort, institution):
    one = EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)
    accept_enrolment(one, by=UserFactory(), at=AT)
    return one


@pytest.fixture
def reserve(cohort, seated, institution):
    person = PersonFactory(user=UserFactory())
    one = EnrolmentFactory(
        cohort=cohort,
        confirmed=True,
        membership=MembershipFactory(institution=institution, person=person),
    )
    reserve_confirmed(cohort, by=UserFactory(), at=AT)
    return one


@pytest.fixture
def offered(seated, reserve):
    withdraw_enrolment(seated, by=UserFactory(), at=AT)
    return Enrolment.objects.get(pk=reserve.pk)


def words(response):
    return response.content.decode()


def status_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).status


def promotion_of(enrolment):
    with translation.override("id"):
        return str(enrolment.promotion)


def plan_body(**more):
    body = {
        "once_key": str(uuid.uuid4()),
        "total": "",
        "per_institution": "2",
        "women_percent": "30",
        "cascade": "reserves",
        "accept_within_hours": "48",
        "approval_steps": "2",
        "seed": "77",
    }
    return {**body, **more}


def test_the_rules_of_the_seats_are_written_while_the_cohort_is_a_draft(province):
    cohort, kind = CohortFactory(), KindFactory()
    url = reverse("seat_plan", args=[cohort.pk])

    assert province.get(url).status_code == 200
    body = plan_body(**{f"kind_{kind.code}": "1"}, total="4")
    first, second = (province.post(url, body) for _time in range(2))
    province.post(url, plan_body(total="5", **{f"kind_{kind.code}": "2"}))

    assert (first.url, second.url) == (url, url)
    plan = SeatPlan.objects.get()
    assert (plan.total, plan.per_institution, plan.women_percent, plan.seed) == (5, 2, 30, 77)
    assert list(KindReservation.objects.values_list("kind", "seats")) == [(kind.code, 2)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"total": "0"}, "total"),
        ({"women_percent": "101"}, "women_percent"),
        ({"women_percent": ""}, "women_percent"),
        ({"cascade": "x"}, "cascade"),
        ({"seed": "9" * 30}, "seed"),
        ({"total": "\x00"}, "total"),
        ({"approval_steps": "3"}, "approval_steps"),
        ({"total": "1", "kind_PSKS-04": "2"}, "__all__"),
        ({"kind_PSKS-04": "-1"}, "kind_PSKS-04"),
    ],
)
def test_impossible_rules_are_answered_in_words(province, body, field):
    KindFactory()

    response = province.post(reverse("seat_plan", args=[CohortFactory().pk]), plan_body(**body))

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not SeatPlan.objects.exists()


def test_after_opening_the_rules_are_read_and_not_written(province, cohort):
    KindReservationFactory(plan=SeatPlanFactory(cohort=cohort, women_percent=30))
    url = reverse("seat_plan", args=[cohort.pk])

    page = province.get(url)
    response = province.post(url, plan_body(women_percent="0"))

    assert ("30 %" in words(page), '<form method="post" class="reading"' in words(page)) == (True, False)
    assert response.status_code == 200
    assert SeatPlan.objects.get().women_percent == 30


def test_who_finds_no_seat_is_put_on_the_reserve_list_by_one_press(province, cohort, seated, institution):
    late = EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)
    page = province.get(reverse("participant_list", args=[cohort.pk]))
    assert (page.context["board"].may_accept, page.context["board"].may_reserve) == (0, 1)

    response = province.post(reverse("reserve_confirmed", args=[cohort.pk]))
    province.post(reverse("reserve_confirmed", args=[cohort.pk]))

    assert response.url == reverse("participant_list", args=[cohort.pk])
    assert status_of(late) == EnrolmentStatus.RESERVE


def test_one_nominee_is_put_on_the_reserve_list(province, cohort, seated, institution):
    late = EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)

    province.post(reverse("enrolment_reserve", args=[late.pk]))
    again = province.post(reverse("enrolment_reserve", args=[late.pk]), follow=True)

    assert status_of(late) == EnrolmentStatus.RESERVE
    assert [message.level_tag for message in again.context["messages"]][-1] in {"error", "danger"}


def test_unused_seats_flow_on_by_a_press_after_the_deadline(login, cohort, reserve):
    officer = RoleGrantFactory(province=True).user
    early = login(officer).post(reverse("seats_flow", args=[cohort.pk]), follow=True)
    assert [message.level_tag for message in early.context["messages"]][-1] in {"error", "danger"}

    with time_machine.travel(AFTER, tick=False):
        province = login(officer)
        province.post(reverse("seats_flow", args=[cohort.pk]))
        page = province.get(reverse("participant_list", args=[cohort.pk]))

    reserve.refresh_from_db()
    assert status_of(reserve) == EnrolmentStatus.OFFERED
    assert promotion_of(reserve) in words(page)


def test_a_trainee_takes_the_seat_that_is_offered_to_her(login, offered):
    client = login(offered.person.user)

    page = client.get(reverse("seat_offers"))
    response = client.post(reverse("offer_accept", args=[offered.pk]))

    assert ("12 Juni 2026" in words(page), promotion_of(offered) in words(page)) == (True, True)
    assert (response.url, status_of(offered)) == (reverse("seat_offers"), EnrolmentStatus.ACCEPTED)


def test_an_institution_and_a_regency_answer_for_their_people(login, offered):
    admin = login(RoleGrantFactory(institution_admin=True, institution=offered.institution).user)
    kapuas = login(RoleGrantFactory().user)

    assert offered.person_name in words(kapuas.get(reverse("seat_offers")))
    admin.post(reverse("offer_decline", args=[offered.pk]))
    again = kapuas.post(reverse("offer_accept", args=[offered.pk]), follow=True)

    assert status_of(offered) == EnrolmentStatus.WITHDRAWN
    assert [message.level_tag for message in again.context["messages"]][-1] in {"error", "danger"}


def test_strangers_see_and_answer_no_offer(login, offered):
    client = login(UserFactory())

    assert offered.person_name not in words(client.get(reverse("seat_offers")))
    for name in ("offer_accept", "offer_decline"):
        assert client.post(reverse(name, args=[offered.pk])).status_code == 404
    assert status_of(offered) == EnrolmentStatus.OFFERED


def test_a_participant_is_replaced_by_a_member_of_her_region(province, cohort, seated, institution):
    member = MembershipFactory(institution=institution)
    foreign = MembershipFactory(institution__region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    url = reverse("enrolment_replace", args=[seated.pk])

    page = province.get(url)
    wrong = province.post(url, {"once_key": str(uuid.uuid4()), "member": str(foreign.pk), "why": "Sakit."})
    body = {"once_key": str(uuid.uuid4()), "member": str(member.pk), "why": "Ada rapat desa."}
    first, second = (province.post(url, body) for _time in range(2))

    assert (member.person.name in words(page), foreign.person.name in words(page)) == (True, False)
    assert list(wrong.context["form"].errors) == ["member"]
    assert first.url == second.url == reverse("participant_list", args=[cohort.pk])
    assert status_of(seated) == EnrolmentStatus.REPLACED
    assert (Enrolment.objects.count(), Quota.objects.get(region="62.03").taken) == (2, 1)


def test_the_inbox_leaves_out_what_goes_to_the_province_at_once(login, province, cohort):
    SeatPlanFactory(cohort=cohort, takes_applications=True, approval_steps=1)
    application = EnrolmentFactory(cohort=cohort, way="application")
    kapuas = login(RoleGrantFactory().user)

    assert application.person_name not in words(kapuas.get(reverse("nomination_list")))
    province.post(reverse("enrolment_accept", args=[application.pk]))

    application.refresh_from_db()
    assert (application.status, application.confirmed_by == application.accepted_by) == ("accepted", True)


def test_another_province_does_not_see_them(login, cohort, seated):
    south = login(RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user)

    answers = [
        south.get(reverse("seat_plan", args=[cohort.pk])),
        south.post(reverse("seats_flow", args=[cohort.pk])),
        south.post(reverse("reserve_confirmed", args=[cohort.pk])),
        south.post(reverse("enrolment_reserve", args=[seated.pk])),
        south.get(reverse("enrolment_replace", args=[seated.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


@pytest.mark.parametrize("rows", [1, 3])
def test_the_offers_take_the_same_queries_for_one_and_three(login, django_assert_num_queries, cohort, rows):
    admin = login(RoleGrantFactory(institution_admin=True, institution=RegistrationPaperFactory().institution).user)
    for _number in range(rows):
        EnrolmentFactory(
            cohort=cohort,
            confirmed=True,
            status="reserve",
            reserved_at=AT,
            membership__institution=RegistrationPaperFactory._meta.model.objects.get().institution,
        )
    url = reverse("seat_offers")
    admin.get(url)

    with django_assert_num_queries(5):
        response = admin.get(url)

    assert len(response.context["page"].object_list) == rows


def test_who_accompanies_somebody_answers_the_seat_offered_to_her(login, cohort, offered):
    companion = MembershipFactory(person__user=UserFactory()).person
    Enrolment.objects.filter(pk=offered.pk).update(role="assisted", accompanied_by=companion)
    Person.objects.filter(pk=offered.person_id).update(companion=companion, user=None)  # no account of her own
    client = login(companion.user)

    assert offered.person_name in words(client.get(reverse("seat_offers")))
    client.post(reverse("offer_accept", args=[offered.pk]))

    assert status_of(offered) == EnrolmentStatus.ACCEPTED


def test_an_institution_does_not_answer_for_a_member_who_came_by_herself(login, offered):
    Enrolment.objects.filter(pk=offered.pk).update(way="application")
    admin = login(RoleGrantFactory(institution_admin=True, institution=offered.institution).user)

    assert admin.post(reverse("offer_decline", args=[offered.pk])).status_code == 404
    assert status_of(offered) == EnrolmentStatus.OFFERED


def test_the_plan_says_whether_people_apply_by_themselves(province):
    url = reverse("seat_plan", args=[CohortFactory().pk])
    assert province.post(url, plan_body(takes_applications="on", approval_steps="1")).url == url

    plan = SeatPlan.objects.get()
    assert (plan.takes_applications, plan.approval_steps) == (True, 1)
