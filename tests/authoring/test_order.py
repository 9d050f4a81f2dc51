"""Authors put modules and lessons in order themselves; what a cohort froze stays."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import Page

from lms.cohorts.models import Cohort
from lms.journal.models import Event
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.learning import cohort_teaching

KAPUAS = "62.03"


@pytest.fixture
def course(trees):
    return CoursePageFactory(parent=trees[KAPUAS].programme)


@pytest.fixture
def modules(course):
    return [ModulePageFactory(parent=course, title=title, code=title[0]) for title in ("Awal", "Buku", "Cerita")]


@pytest.fixture
def desk(trainer_of, desk_of):
    return desk_of(trainer_of(KAPUAS))


def press(client, parent, move):
    form = {"once_key": str(uuid.uuid4()), "move": move}
    return client.post(reverse("page_order", args=[parent.pk]), form, follow=True)


def titles_below(page):
    return list(Page.objects.child_of(Page.objects.get(pk=page.pk)).order_by("path").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("way", "which", "expected"),
    [
        ("up", 1, ["Buku", "Awal", "Cerita"]),
        ("down", 1, ["Awal", "Cerita", "Buku"]),
        ("down", 0, ["Buku", "Awal", "Cerita"]),
        ("up", 2, ["Awal", "Cerita", "Buku"]),
    ],
)
def test_one_press_moves_a_module_one_place(desk, course, modules, way, which, expected):
    LessonPageFactory(parent=modules[which], title="Pelajaran")

    answer = press(desk, course, f"{way}-{modules[which].pk}")

    assert titles_below(course) == expected
    assert titles_below(modules[which]) == ["Pelajaran"]
    assert f"“{modules[which].title}” moved {way}." in answer.content.decode()
    event = Event.objects.get(name="course.ordered")
    step = -1 if way == "up" else 1
    assert (event.subject_id, event.data) == (
        str(course.pk),
        {"page": modules[which].pk, "from": which + 1, "to": which + 1 + step},
    )


def test_lessons_of_a_module_are_ordered_too(desk, course, modules):
    lessons = [LessonPageFactory(parent=modules[0], title=title) for title in ("Satu", "Dua")]

    press(desk, modules[0], f"up-{lessons[1].pk}")

    assert titles_below(modules[0]) == ["Dua", "Satu"]


def test_the_same_press_sent_twice_moves_once(desk, course, modules):
    form = {"once_key": str(uuid.uuid4()), "move": f"down-{modules[0].pk}"}

    for _time in range(2):
        desk.post(reverse("page_order", args=[course.pk]), form)

    assert titles_below(course) == ["Buku", "Awal", "Cerita"]


@pytest.mark.parametrize("move", ["up-{first}", "down-{last}", "up-{elsewhere}", "up-987654321"])
def test_what_cannot_move_is_said_in_words_and_stays(desk, course, modules, move):
    elsewhere = ModulePageFactory(parent=CoursePageFactory(parent=course.get_parent()))
    keys = {"first": modules[0].pk, "last": modules[2].pk, "elsewhere": elsewhere.pk}

    page = press(desk, course, move.format(**keys)).content.decode()

    assert "stands at the end already" in page or "does not lie here any more" in page
    assert titles_below(course) == ["Awal", "Buku", "Cerita"]
    assert not Event.objects.filter(name="course.ordered").exists()


@pytest.mark.parametrize("move", ["", "sideways-1", "up-", "up-x", "up-" + "9" * 30, "up-1; DROP"])
def test_a_strange_press_is_no_error_of_the_server(desk, course, modules, move):
    assert press(desk, course, move).status_code == 200
    assert titles_below(course) == ["Awal", "Buku", "Cerita"]


def test_pages_of_another_office_and_pages_without_an_order_do_not_exist(desk, trees, modules):
    foreign = ModulePageFactory(parent=CoursePageFactory(parent=trees["62.71"].programme))
    lesson = LessonPageFactory(parent=modules[0])
    strange = [foreign, foreign.get_parent(), lesson, trees[KAPUAS].programme]

    assert [desk.get(reverse("page_order", args=[page.pk])).status_code for page in strange] == [404] * 4
    assert [press(desk, page, f"up-{page.pk}").status_code for page in strange] == [404] * 4


def test_a_running_cohort_keeps_its_frozen_order_and_the_page_says_so(desk, course, modules):
    cohort = cohort_teaching(*modules)
    before = [module.page_id for module in cohort.frozen_syllabus().modules]

    page = press(desk, course, f"down-{modules[0].pk}").content.decode()

    after = [module.page_id for module in Cohort.objects.get(pk=cohort.pk).frozen_syllabus().modules]
    assert before == after == [module.pk for module in modules]
    assert "1 cohort of this course is open." in page
    assert "there the modules keep their order" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_whatever_the_number_of_modules(
    desk, course, number, django_assert_num_queries
):
    for each in range(number):
        ModulePageFactory(parent=course, code=f"L{each}")
    url = reverse("page_order", args=[course.pk])
    desk.get(url)

    with django_assert_num_queries(23):
        desk.get(url)


def test_the_header_of_a_course_leads_to_its_order(desk, course, modules):
    page = desk.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode()

    assert reverse("page_order", args=[course.pk]) in page
