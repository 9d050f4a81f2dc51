import uuid

import pytest
from django.urls import reverse

from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, CohortTrainer, Session
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS
from lms.organisations.enums import Zone
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    CohortTrainerFactory,
    QuotaFactory,
    SessionFactory,
    ready_cohort,
    ready_course,
)
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import (
    InstitutionFactory,
    OfficeFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def planner(login):
    return login(RoleGrantFactory(province=True).user)


@pytest.fixture
def southern_planner(login):
    south = ProvinceFactory(code="63", name="Kalimantan Selatan")
    return login(RoleGrantFactory(province=True, region=south).user)


def plan(course, office, **more):
    return {
        "once_key": str(uuid.uuid4()),
        "office": office.pk,
        "course": course.pk,
        "title": "Bimtek LKS angkatan I",
        "kind": "bimtek",
        "delivery": "face_to_face",
        "venue": "Aula Bapelkesos",
        "city": "Palangka Raya",
        "zone": Zone.WIB.value,
        "starts_on": "2026-07-22",
        "ends_on": "2026-07-24",
        "nominate_until": "2026-07-10",
        "seats_per_region": "2",
        **more,
    }


def line(**more):
    return {
        "once_key": str(uuid.uuid4()),
        "day": "2026-07-22",
        "starts": "09:30",
        "ends": "11:45",
        "kind": "lesson",
        "module_code": "L1",
        "title": "",
        **more,
    }


def key(**more):
    return {"once_key": str(uuid.uuid4()), **more}


def words(response):
    return response.content.decode()


def test_an_officer_plans_fills_and_opens_a_cohort(planner):
    RegencyFactory()
    trainer = RoleGrantFactory(trainer=True).user
    course, office = ready_course(), OfficeFactory()

    planned = planner.post(reverse("cohort_new"), plan(course, office))
    cohort = Cohort.objects.get()
    detail = reverse("cohort_detail", args=[cohort.pk])
    assert planned.url == detail
    assert reverse("cohort_timetable", args=[cohort.pk]) in words(planner.get(detail))

    planner.post(reverse("cohort_timetable", args=[cohort.pk]), key(timetable=BIMTEK_LKS_3_DAYS.key))
    assert reverse("trainer_assign", args=[cohort.pk]) in words(planner.get(detail))

    planner.post(reverse("trainer_assign", args=[cohort.pk]), key(user=trainer.pk))
    assert reverse("cohort_open", args=[cohort.pk]) in words(planner.get(detail))

    opened = planner.post(reverse("cohort_open", args=[cohort.pk]), key(), follow=True)
    cohort.refresh_from_db()
    assert (opened.status_code, cohort.status, cohort.quotas.count()) == (200, CohortStatus.OPEN, 1)
    assert reverse("participant_list", args=[cohort.pk]) in words(opened)


def test_times_are_shown_in_the_zone_of_the_cohort_with_its_name(planner):
    cohort = CohortFactory(zone=Zone.WITA)
    SessionFactory(cohort=cohort)  # 02.30 UTC

    page = words(planner.get(reverse("cohort_detail", args=[cohort.pk])))

    assert "10.30–12.45 WITA" in page


def test_a_session_is_entered_in_local_time(planner):
    cohort = CohortFactory(zone=Zone.WIT, course=ready_course())

    response = planner.post(reverse("session_new", args=[cohort.pk]), line())

    session = Session.objects.get()
    assert response.url == reverse("cohort_detail", args=[cohort.pk])
    assert session.starts_at.isoformat() == "2026-07-22T00:30:00+00:00"
    assert (session.jp, session.title) == (3, "Modul L1")


def test_a_refused_session_says_why_on_the_form(planner):
    cohort = CohortFactory(course=ready_course())
    planner.post(reverse("session_new", args=[cohort.pk]), line())

    response = planner.post(reverse("session_new", args=[cohort.pk]), line(starts="11:00", ends="12:30", title="Lain"))

    assert response.status_code == 200
    assert "Lain" in str(response.context["form"].non_field_errors())
    assert Session.objects.count() == 1


def test_a_session_is_removed(planner):
    cohort = ready_cohort()
    session = cohort.sessions.first()

    planner.post(reverse("session_remove", args=[cohort.pk, session.pk]))

    assert not Session.objects.filter(pk=session.pk).exists()


def test_a_session_is_removed_through_its_own_cohort_alone(planner):
    cohort, other = ready_cohort(), CohortFactory()
    session = cohort.sessions.first()

    response = planner.post(reverse("session_remove", args=[other.pk, session.pk]))

    assert (response.status_code, Session.objects.filter(pk=session.pk).exists()) == (404, True)


def test_opening_too_early_says_everything_that_is_missing(planner):
    cohort = CohortFactory()

    response = planner.post(reverse("cohort_open", args=[cohort.pk]), key(), follow=True)

    assert len(list(response.context["messages"])) == 6
    cohort.refresh_from_db()
    assert cohort.status == CohortStatus.DRAFT


@pytest.mark.parametrize(
    ("name", "body", "count"),
    [
        ("cohort_timetable", {"timetable": BIMTEK_LKS_3_DAYS.key}, Session.objects.count),
        ("session_new", line(module_code="L1"), Session.objects.count),
    ],
)
def test_a_form_sent_twice_does_its_work_once(planner, name, body, count):
    cohort = CohortFactory(course=ready_course())
    body = {**body, "once_key": str(uuid.uuid4())}

    first = planner.post(reverse(name, args=[cohort.pk]), body)
    made = count()
    second = planner.post(reverse(name, args=[cohort.pk]), body)

    assert made > 0
    assert (second.status_code, second.url, count()) == (302, first.url, made)


def test_planning_twice_with_one_key_makes_one_cohort(planner):
    body = plan(CoursePageFactory(), OfficeFactory())

    first, second = planner.post(reverse("cohort_new"), body), planner.post(reverse("cohort_new"), body)

    assert (first.url, Cohort.objects.count()) == (second.url, 1)


def test_opening_and_assigning_twice_is_harmless(planner):
    cohort = ready_cohort()
    trainer = RoleGrantFactory(trainer=True).user
    assign, opening = key(user=trainer.pk), key()

    for _time in range(2):
        assert planner.post(reverse("trainer_assign", args=[cohort.pk]), assign).status_code == 302
    for _time in range(2):
        assert planner.post(reverse("cohort_open", args=[cohort.pk]), opening).status_code == 302

    assert CohortTrainer.objects.filter(user=trainer).count() == 1
    assert cohort.quotas.count() == 2


GETS = ("cohort_detail", "session_new", "trainer_assign")
POSTS = ("cohort_open", "cohort_timetable", "session_new", "trainer_assign")


@pytest.mark.parametrize("name", GETS)
def test_a_foreign_cohort_cannot_be_looked_at(southern_planner, name):
    assert southern_planner.get(reverse(name, args=[CohortFactory().pk])).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_a_foreign_cohort_cannot_be_changed(southern_planner, name):
    cohort = ready_cohort()

    assert southern_planner.post(reverse(name, args=[cohort.pk]), key()).status_code == 404
    cohort.refresh_from_db()
    assert cohort.status == CohortStatus.DRAFT


@pytest.mark.parametrize("make", [UserFactory, lambda: RoleGrantFactory().user])
def test_planning_is_closed_to_the_wrong_role(login, make):
    cohort, client = ready_cohort(), login(make())

    answers = [client.get(reverse("cohort_new")).status_code]
    answers += [client.post(reverse(name, args=[cohort.pk]), key()).status_code for name in POSTS]

    assert answers == [403] * 5


def test_visitors_are_sent_to_sign_in(client):
    assert client.get(reverse("cohort_list")).url.startswith("/akun/")


def test_a_draft_stays_hidden_from_the_regencies_until_it_opens(login):
    draft = CohortFactory()
    QuotaFactory(cohort=draft)

    assert login(RoleGrantFactory().user).get(reverse("cohort_detail", args=[draft.pk])).status_code == 404


def test_each_role_is_led_to_its_own_next_step(login):
    cohort = QuotaFactory().cohort
    url = reverse("cohort_detail", args=[cohort.pk])
    admin = RoleGrantFactory(institution_admin=True, institution=InstitutionFactory()).user
    officer = RoleGrantFactory().user

    assert reverse("nominate", args=[cohort.pk]) in words(login(admin).get(url))
    assert f'class="button button-primary" href="{reverse("nomination_list")}"' in words(login(officer).get(url))


def test_a_trainer_sees_the_cohort_and_may_not_change_it(login):
    cohort = ready_cohort()
    user = CohortTrainerFactory(cohort=cohort, user=RoleGrantFactory(trainer=True).user).user

    page = words(login(user).get(reverse("cohort_detail", args=[cohort.pk])))

    assert "Modul L1" in page
    assert reverse("session_new", args=[cohort.pk]) not in page
    assert reverse("cohort_open", args=[cohort.pk]) not in page


def test_choices_end_at_the_border_of_the_region(planner):
    south = OfficeFactory(region=ProvinceFactory(code="63", name="Kalimantan Selatan"), name="Dinsos Kalsel")
    foreign_trainer = RoleGrantFactory(trainer=True, region=south.region).user
    course, draft_course = CoursePageFactory(), CoursePageFactory(live=False)
    cohort = CohortFactory(course=course)

    answers = [
        planner.post(reverse("cohort_new"), plan(course, south)),
        planner.post(reverse("cohort_new"), plan(draft_course, OfficeFactory())),
        planner.post(reverse("trainer_assign", args=[cohort.pk]), key(user=foreign_trainer.pk)),
    ]

    assert [list(answer.context["form"].errors) for answer in answers] == [["office"], ["course"], ["user"]]
    assert (Cohort.objects.count(), CohortTrainer.objects.count()) == (1, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(planner, django_assert_num_queries, rows):
    for _number in range(rows):
        QuotaFactory(cohort=CohortFactory())
    url = reverse("cohort_list")
    planner.get(url)

    with django_assert_num_queries(6):
        response = planner.get(url)

    assert len(response.context["page"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_detail_takes_the_same_queries_for_one_and_three(planner, django_assert_num_queries, rows):
    cohort = CohortFactory(opened=True)
    for number in range(rows):
        SessionFactory(cohort=cohort)
        CohortTrainerFactory(cohort=cohort)
        QuotaFactory(cohort=cohort, region=RegencyFactory(code=f"62.1{number}", name=f"Kabupaten {number}"))
    url = reverse("cohort_detail", args=[cohort.pk])
    planner.get(url)

    with django_assert_num_queries(12):
        response = planner.get(url)

    assert len(response.context["quotas"]) == rows


def test_an_empty_list_says_what_will_stand_there(login):
    assert "empty-title" in words(login(UserFactory()).get(reverse("cohort_list")))
