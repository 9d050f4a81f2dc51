"""Whatever is typed: a sentence on the form, nothing half-written, never 500."""

import uuid

import pytest
from django.urls import reverse

from lms.cohorts.models import Cohort, CohortTrainer, Session
from tests.cohorts.test_views import line, plan
from tests.factories.cohorts import CohortFactory, ready_course
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import OfficeFactory, RoleGrantFactory
from tests.naughty import HUGE, NAUGHTY, encodable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

PLAN_FIELDS = (
    "office",
    "course",
    "title",
    "kind",
    "delivery",
    "venue",
    "city",
    "zone",
    "starts_on",
    "ends_on",
    "nominate_until",
    "seats_per_region",
)
FREE_TEXT = {"title", "venue", "city"}
REFUSED_AS_TEXT = {"\x00", "a\x00b", "\x1b[31m", "\ud83d", "9" * 5_000, HUGE, "", "   "}


@pytest.fixture
def planner(login):
    return login(RoleGrantFactory(province=True).user)


@pytest.mark.parametrize("field", PLAN_FIELDS)
def test_naughty_plans_are_refused_on_the_form(planner, field):
    course, office = CoursePageFactory(), OfficeFactory()
    for number, text in enumerate(NAUGHTY):
        body = plan(course, office, title=f"Angkatan {number}") | {field: encodable(text)}
        before = Cohort.objects.count()

        response = planner.post(reverse("cohort_new"), body)

        is_text = field in FREE_TEXT and text not in REFUSED_AS_TEXT - {"\ud83d"}
        if response.status_code == 302:
            assert is_text, (field, text)
        else:
            assert (response.status_code, Cohort.objects.count()) == (200, before), (field, text)
            assert field in response.context["form"].errors, (field, text)
            assert not is_text, (field, text)


@pytest.mark.parametrize("field", PLAN_FIELDS)
def test_a_plan_without_a_field_is_refused_on_the_form(planner, field):
    body = plan(CoursePageFactory(), OfficeFactory())
    del body[field]

    response = planner.post(reverse("cohort_new"), body)

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": "0001-01-01", "ends_on": "0001-01-03", "nominate_until": "0001-01-01"},
        {"starts_on": "9999-12-29", "ends_on": "9999-12-31", "nominate_until": "9999-12-01"},
        {"starts_on": "2026-07-24", "ends_on": "2026-07-22"},
        {"nominate_until": "2026-07-25"},
        {"ends_on": "2066-07-24"},
        {"starts_on": "2026-02-30"},
        {"starts_on": "22 Juli 2026"},
    ],
)
def test_impossible_days_are_refused(planner, days):
    response = planner.post(reverse("cohort_new"), plan(CoursePageFactory(), OfficeFactory(), **days))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Cohort.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["cohort_sample", "cohort_repeat"])
def test_a_first_day_at_the_end_of_time_is_refused_everywhere(planner, name, day):
    cohort = CohortFactory()
    body = {**plan(cohort.course, cohort.office), "sample": "bimtek-lks-24", "starts_on": day, "nominate_until": ""}

    response = planner.post(reverse(name, args=[cohort.pk] if name == "cohort_repeat" else []), body)

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["starts_on"])
    assert Cohort.objects.count() == 1


def test_unseen_characters_leave_names(planner):
    planner.post(
        reverse("cohort_new"), plan(CoursePageFactory(), OfficeFactory(), title="  Bimtek\u200b \u202eLKS\n I  ")
    )

    assert Cohort.objects.get().title == "Bimtek LKS I"


def test_what_is_typed_is_shown_as_text(planner):
    cohort = CohortFactory(title="<script>alert(1)</script>", venue='"><img src=x onerror=alert(1)>')

    page = planner.get(reverse("cohort_detail", args=[cohort.pk])).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("field", ["day", "starts", "ends", "kind", "module_code", "title"])
def test_naughty_sessions_are_refused_on_the_form(planner, field):
    cohort = CohortFactory(course=ready_course())
    for text in NAUGHTY:
        response = planner.post(reverse("session_new", args=[cohort.pk]), line(**{field: encodable(text)}))

        assert response.status_code in {200, 302}, (field, text)
        if response.status_code == 302:
            assert field == "title", (field, text)
            Session.objects.all().delete()
        else:
            assert response.context["form"].errors, (field, text)
        assert not Session.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_choices_are_refused(planner, text):
    cohort = CohortFactory(course=ready_course())
    key = {"once_key": str(uuid.uuid4())}

    assign = planner.post(reverse("trainer_assign", args=[cohort.pk]), {**key, "user": encodable(text)})
    apply = planner.post(reverse("cohort_timetable", args=[cohort.pk]), {**key, "timetable": encodable(text)})

    assert assign.status_code == 200
    assert apply.status_code in {302, 422}
    assert (CohortTrainer.objects.count(), Session.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["cohort_detail", "cohort_open", "session_new", "trainer_assign", "cohort_timetable"])
def test_impossible_numbers_in_an_address_are_not_found(planner, name):
    url = reverse(name, args=[99999999999999999999999])
    method = planner.post if name in {"cohort_open", "cohort_timetable"} else planner.get

    assert method(url, {"once_key": str(uuid.uuid4())}).status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "abc", "\x00", HUGE])
def test_any_page_number_shows_a_page(planner, number):
    CohortFactory()

    assert planner.get(reverse("cohort_list"), {"page": number}).status_code == 200
