"""A module of a trainee's course: what lies in it, and the whole of it on paper."""

import pytest
from django.urls import reverse

from lms.learning.documents import on_paper
from tests.factories.accounts import UserFactory
from tests.factories.content import LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import LessonProgressFactory

PAGES = ("lesson_module", "lesson_module_print")


def url(name, course, module):
    return reverse(name, args=[course.enrolment.pk, module.pk])


def check(question, *, key):
    options = [
        {"text": text, "is_right": number == key, "feedback": f"Sebab {text}."}
        for number, text in enumerate(("satu", "dua", "tiga"))
    ]
    return "check", {"question": question, "options": options}


SHEET = (
    "worksheet",
    {
        "title": "Buku kas sederhana",
        "instruction": "Isi setiap hari.",
        "items": [("prompt", {"text": "Saldo awal", "lines": 2})],
    },
)


@pytest.fixture
def full(course):
    """In module L1: a lesson with a check and a sheet, behind the two it has."""
    body = [("text", "<p>Kas adalah uang tunai.</p>"), check("Apa itu kas?", key=1), SHEET]
    return LessonPageFactory(parent=course.modules[0], title="Buku kas", aim="Anda dapat mencatat kas.", body=body)


def test_a_module_lists_its_lessons_with_aims_marks_and_sheets(course, login, full):
    LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0], finished=True)

    answer = login(course.user).get(url("lesson_module", course, course.modules[0]))

    assert [(entry.title, aim) for entry, aim in answer.context["entries"]] == [
        ("Empat pilar", ""),
        ("Peran LKS", ""),
        ("Buku kas", "Anda dapat mencatat kas."),
    ]
    assert answer.context["module"].finished_lessons == 1
    assert answer.context["following"].title == "Peran LKS"
    sheet = full.body[2].id
    assert reverse("worksheet", args=[course.enrolment.pk, full.pk, sheet]) in answer.content.decode()


def test_the_document_holds_all_lessons_in_order_and_the_answers_at_its_end(course, login, full):
    html = login(course.user).get(url("lesson_module_print", course, course.modules[0])).content.decode()

    places = [html.index(text) for text in ("Bimtek LKS", ">Empat pilar<", ">Peran LKS<", ">Buku kas<", "Apa itu kas?")]
    assert places == sorted(places)
    assert html.index("Sebab dua.") > html.index('class="chapter answers"')
    assert "Sebab satu." not in html and "Sebab tiga." not in html
    assert "Buku kas sederhana" in html
    assert "<details" not in html[html.index('class="reading document"') :]


def test_checks_are_numbered_through_the_module(course, full):
    second = LessonPageFactory(parent=course.modules[0], body=[check("Berapa buku?", key=2)])

    checks = on_paper([full, second]).checks

    assert [(each.number, each.question, each.key, each.feedback) for each in checks] == [
        (1, "Apa itu kas?", "B", "Sebab dua."),
        (2, "Berapa buku?", "C", "Sebab tiga."),
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_module_without_lessons_says_so(course, login, name):
    course.lessons[2].unpublish()

    answer = login(course.user).get(url(name, course, course.modules[1]))

    assert answer.status_code == 200
    assert answer.context["module"].lessons == ()


@pytest.mark.parametrize("name", PAGES)
def test_a_module_outside_the_frozen_syllabus_is_not_found(course, login, name):
    added = ModulePageFactory(parent=course.page, code="L9")

    assert login(course.user).get(url(name, course, added)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
def test_a_module_no_database_can_hold_is_not_found(course, login, name, digits):
    end = "cetak/" if name.endswith("print") else ""

    assert login(course.user).get(f"/belajar/{course.enrolment.pk}/modul/{digits}/{end}").status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_another_person_finds_nothing(course, login, name):
    stranger = EnrolmentFactory(accepted=True, membership__person__user=UserFactory()).person.user

    assert login(stranger).get(url(name, course, course.modules[0])).status_code == 404


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_module_takes_seven_queries_however_many_lessons_it_has(course, login, django_assert_num_queries, lessons):
    for _number in range(lessons):
        LessonPageFactory(parent=course.modules[0], body=[SHEET])
    client = login(course.user)
    client.get(url("lesson_module", course, course.modules[0]))

    # session, user, roles; enrolment with cohort, outline; the page of the module, its lessons in full
    with django_assert_num_queries(7):
        client.get(url("lesson_module", course, course.modules[0]))
