"""Ways in by oneself: one tap where everybody may join, the code of a class, an application in one or two steps."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from lms.cohorts.enums import CohortStatus, Delivery
from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations import (
    accept_enrolment,
    apply_to_cohort,
    close_class_code,
    cohort_of_code,
    confirm_enrolment,
    join_cohort,
    leave_cohort,
    make_class_code,
    own_person,
)
from lms.organisations.models import Person
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.content import CoursePageFactory, CoursePrerequisiteFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.organisations import (
    MembershipFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]
AT = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def person():
    return PersonFactory(user=UserFactory())


@pytest.fixture
def free():
    """At one's own pace, open to everybody until the end of the year."""
    return CohortFactory(
        opened=True,
        delivery=Delivery.SELF_PACED,
        joins_freely=True,
        nominate_until=date(2026, 7, 23),
    )


@pytest.fixture
def cohort():
    """Open, by nomination, with two seats for Kapuas."""
    return QuotaFactory().cohort


@pytest.fixture
def asking():
    """Takes applications, with two seats for Kapuas."""
    return SeatPlanFactory(cohort=QuotaFactory().cohort, takes_applications=True).cohort


def once(**more):
    return {"once_key": str(uuid.uuid4()), **more}


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


# --- one tap ---------------------------------------------------------------------------------------------------------


def test_somebody_joins_with_one_tap_and_a_second_tap_changes_nothing(login, free, person):
    client, body = login(person.user), once()

    first, second = (client.post(reverse("join", args=[free.pk]), body) for _time in range(2))

    assert first.url == second.url == reverse("join", args=[free.pk])
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.way, enrolment.status) == (person, "self", "accepted")
    assert (enrolment.institution, enrolment.region) == (None, None)


def test_a_second_tap_with_a_new_key_is_answered_in_words(login, free, person):
    client = login(person.user)
    client.post(reverse("join", args=[free.pk]), once())

    response = client.post(reverse("join", args=[free.pk]), once())

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert Enrolment.objects.count() == 1


def test_her_main_membership_is_kept_with_it(free, person):
    MembershipFactory(person=person)
    main = MembershipFactory(person=person, is_primary=True)

    enrolment = join_cohort(free, person, by=person.user, at=AT)

    assert (enrolment.membership, enrolment.institution_name) == (main, main.institution.name)
    assert enrolment.region == main.institution.region


def test_an_account_without_a_row_gets_one_from_a_name_and_a_sex(login, free):
    user = UserFactory()
    client = login(user)

    asked = client.get(reverse("join", args=[free.pk]))
    empty = client.post(reverse("join", args=[free.pk]), once())
    client.post(reverse("join", args=[free.pk]), once(name="Siti  Aminah", sex="female"))

    assert list(asked.context["form"].fields) == ["kode", "name", "sex"]
    assert list(empty.context["form"].errors) == ["name", "sex"]
    assert (user.person.name, Enrolment.objects.get().person_name) == ("Siti Aminah", "Siti Aminah")


def test_own_person_is_made_once(free):
    user = UserFactory()

    first, second = (own_person(user, at=AT, name="Siti", sex="female") for _time in range(2))

    assert first == second == Person.objects.get(user=user)
    with pytest.raises(Refusal) as refusal:
        own_person(UserFactory(), at=AT)
    assert codes(refusal) == ["person_unknown"]


def test_a_refused_newcomer_leaves_no_row_behind(login, cohort):
    user = UserFactory()

    response = login(user).post(reverse("join", args=[cohort.pk]), once(name="Siti", sex="female"))

    assert response.status_code == 200
    assert not Person.objects.filter(user=user).exists()


def test_where_people_are_nominated_nobody_joins_alone(cohort, person):
    with pytest.raises(Refusal) as refusal:
        join_cohort(cohort, person, by=person.user, at=AT)

    assert codes(refusal) == ["not_free"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nominate_until": date(2026, 6, 9)}, "join_too_late"),
        ({"status": CohortStatus.CLOSED, "closed_at": AT}, "closed"),
    ],
)
def test_a_cohort_that_is_over_takes_nobody(free, person, changes, code):
    for name, value in changes.items():
        setattr(free, name, value)
    free.save()

    with pytest.raises(Refusal) as refusal:
        join_cohort(free, person, by=person.user, at=AT)

    assert codes(refusal) == [code]


def test_a_closed_gate_says_what_comes_first(free, person):
    CoursePrerequisiteFactory(page=free.course, course=CoursePageFactory(title="Pembinaan Mental"))

    with pytest.raises(Refusal) as refusal:
        join_cohort(free, person, by=person.user, at=AT)

    assert codes(refusal) == ["gate_closed"]


def test_she_leaves_and_comes_back(login, free, person):
    client = login(person.user)
    client.post(reverse("join", args=[free.pk]), once())

    client.post(reverse("join_leave", args=[free.pk]))
    assert Enrolment.objects.get().status == "withdrawn"
    client.post(reverse("join", args=[free.pk]), once())

    assert sorted(Enrolment.objects.values_list("status", flat=True)) == ["accepted", "withdrawn"]


def test_who_was_nominated_does_not_leave_by_herself(person, cohort):
    enrolment = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(person=person))

    with pytest.raises(Refusal) as refusal:
        leave_cohort(enrolment, by=person.user, at=AT)

    assert codes(refusal) == ["nominated_by_others"]


def test_who_was_declined_asks_the_organiser(free, person):
    EnrolmentFactory(
        cohort=free,
        membership=MembershipFactory(person=person),
        status=EnrolmentStatus.DECLINED,
        ended_at=AT,
        ended_by=UserFactory(),
        ended_why="Belum sesuai.",
    )

    with pytest.raises(Refusal) as refusal:
        join_cohort(free, person, by=person.user, at=AT)

    assert codes(refusal) == ["declined_before"]


def test_nobody_leaves_for_another(login, free, person):
    join_cohort(free, person, by=person.user, at=AT)

    assert login(PersonFactory(user=UserFactory()).user).post(reverse("join_leave", args=[free.pk])).status_code == 404


def test_a_draft_is_found_by_nobody(login, person):
    assert login(person.user).get(reverse("join", args=[CohortFactory().pk])).status_code == 404


def test_a_get_shows_reasons_and_writes_nothing(login, person, cohort):
    response = login(person.user).get(reverse("join", args=[cohort.pk]))

    assert [reason.code for reason in response.context["against"]] == ["not_free"]


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_open_to_her_and_not_what_she_is_in(login, free, asking, cohort, person):
    joined = CohortFactory(
        opened=True, delivery=Delivery.SELF_PACED, joins_freely=True, nominate_until=date(2026, 7, 23)
    )
    join_cohort(joined, person, by=person.user, at=AT)

    response = login(person.user).get(reverse("join_list"))

    assert set(response.context["page"].object_list) == {free, asking}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(login, person, number, django_assert_num_queries):
    for _each in range(number):
        SeatPlanFactory(cohort=CohortFactory(opened=True), takes_applications=True)
    client = login(person.user)
    client.get(reverse("join_list"))

    with django_assert_num_queries(5):
        client.get(reverse("join_list"))


# --- class codes -----------------------------------------------------------------------------------------------------


def test_a_class_joins_with_the_code_of_its_planner(login, cohort, person):
    MembershipFactory(person=person)
    planner = login(RoleGrantFactory(province=True).user)
    planner.post(reverse("class_code_make", args=[cohort.pk]), once())
    code = SeatPlan.objects.get(cohort=cohort).class_code
    client = login(person.user)

    looked = client.post(reverse("class_code"), {"kode": f" {code[:3].lower()}-{code[3:]} "})
    page = client.get(looked.url)
    client.post(looked.url, once(kode=code))

    assert code in planner.get(reverse("class_code_page", args=[cohort.pk])).content.decode()
    assert looked.url == f"{reverse('join', args=[cohort.pk])}?kode={code}"
    assert page.context["against"] == ()
    assert list(Enrolment.objects.values_list("way", "status")) == [("code", "accepted")]
    assert Quota.objects.get().taken == 1


def test_a_class_code_gives_no_more_seats_than_there_are(cohort):
    code = make_class_code(cohort, by=UserFactory(), at=AT)
    people = [MembershipFactory(person__user=UserFactory()).person for _number in range(3)]
    for person in people[:2]:
        join_cohort(cohort, person, by=person.user, at=AT, code=code)

    with pytest.raises(Refusal) as refusal:
        join_cohort(cohort, people[2], by=people[2].user, at=AT, code=code)

    assert refusal.value.reasons
    assert Quota.objects.get().taken == cohort.enrolments.count() == 2


def test_a_new_code_ends_the_old_one_and_closing_ends_all(cohort, person):
    first, second = (make_class_code(cohort, by=UserFactory(), at=AT) for _time in range(2))

    assert (cohort_of_code(first), cohort_of_code(second)) == (None, cohort)
    close_class_code(cohort, by=UserFactory(), at=AT)
    assert cohort_of_code(second) is None
    with pytest.raises(Refusal) as refusal:
        join_cohort(cohort, person, by=person.user, at=AT, code=second)
    assert codes(refusal) == ["code_wrong"]


def test_no_code_is_made_for_a_class_that_is_over(cohort):
    cohort.status, cohort.closed_at = CohortStatus.CLOSED, AT
    cohort.save()

    with pytest.raises(Refusal) as refusal:
        make_class_code(cohort, by=UserFactory(), at=AT)

    assert codes(refusal) == ["closed"]


@pytest.mark.parametrize("code", ["", "ABC", "ZZZZZZ", "\x00", "<b>abc</b>", "x" * 400, "🐟🐟🐟🐟🐟🐟"])
def test_an_unknown_code_is_answered_in_words(login, person, code):
    response = login(person.user).post(reverse("class_code"), {"kode": code})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["kode"]


def test_codes_cannot_be_guessed_one_after_the_other(login, person, cohort):
    client = login(person.user)
    answers = [client.post(reverse("class_code"), {"kode": f"AAAA{number:02}"}).status_code for number in range(11)]

    assert answers == [200] * 10 + [429]
    assert client.post(reverse("join", args=[cohort.pk]), once(kode="AAAAAA")).status_code == 429


def test_only_planners_of_the_office_make_codes(login, cohort):
    aceh = RoleGrantFactory(province=True, region=ProvinceFactory(code="11", name="Aceh")).user

    for name in ("class_code_make", "class_code_close"):
        assert login(aceh).post(reverse(name, args=[cohort.pk]), once()).status_code == 404
        assert login(RoleGrantFactory().user).post(reverse(name, args=[cohort.pk]), once()).status_code == 403
    assert not SeatPlan.objects.exists()


# --- applications ----------------------------------------------------------------------------------------------------


def test_an_application_is_decided_in_two_steps(login, asking, person):
    MembershipFactory(person=person)
    login(person.user).post(reverse("join", args=[asking.pk]), once())
    enrolment = Enrolment.objects.get()
    assert (enrolment.way, enrolment.status, enrolment.nominated_by) == ("application", "nominated", person.user)

    confirm_enrolment(enrolment, by=RoleGrantFactory().user, at=AT)
    accept_enrolment(enrolment, by=RoleGrantFactory(province=True).user, at=AT)

    assert (Enrolment.objects.get().status, Quota.objects.get().taken) == ("accepted", 1)


def test_an_application_is_decided_by_the_province_alone_where_it_says_so(asking, person):
    MembershipFactory(person=person)
    SeatPlan.objects.update(approval_steps=1)
    enrolment = apply_to_cohort(asking, person, by=person.user, at=AT)
    province = RoleGrantFactory(province=True).user

    accept_enrolment(enrolment, by=province, at=AT)

    kept = Enrolment.objects.get()
    assert (kept.status, kept.confirmed_by, kept.accepted_by) == ("accepted", province, province)


def test_somebody_without_an_institution_applies_from_where_she_lives(asking):
    person = PersonFactory(user=UserFactory(), region=RegencyFactory())

    enrolment = apply_to_cohort(asking, person, by=person.user, at=AT)

    assert (enrolment.membership, enrolment.region) == (None, person.region)


@pytest.mark.parametrize(("region", "code"), [(None, "region_unknown"), ("62.10", "region_without_seats")])
def test_an_application_needs_a_region_with_seats(asking, region, code):
    lives = RegencyFactory(code=region, name="Kabupaten Gunung Mas") if region else None
    person = PersonFactory(user=UserFactory(), region=lives)

    with pytest.raises(Refusal) as refusal:
        apply_to_cohort(asking, person, by=person.user, at=AT)

    assert codes(refusal) == [code]


def test_applications_end_with_nominations_and_need_a_cohort_that_takes_them(asking, cohort, person):
    MembershipFactory(person=person)
    asking.nominate_until = date(2026, 6, 9)
    asking.save()

    for each, found in ((asking, "nominations_ended"), (cohort, "no_applications")):
        with pytest.raises(Refusal) as refusal:
            apply_to_cohort(each, person, by=person.user, at=AT)
        assert codes(refusal) == [found]


def test_an_applicant_takes_her_application_back(login, asking, person):
    MembershipFactory(person=person)
    client = login(person.user)
    client.post(reverse("join", args=[asking.pk]), once())

    client.post(reverse("join_leave", args=[asking.pk]))

    assert Enrolment.objects.get().status == "withdrawn"
