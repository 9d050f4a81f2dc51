import pytest
from django.urls import reverse

from tests.factories.content import LessonPageFactory, worksheet_value


@pytest.fixture
def lesson(course):
    body = [("text", "<p>Satu.</p>"), ("worksheet", worksheet_value(title="Daftar utang saya", rows=4))]
    page = LessonPageFactory(parent=course.modules[0], body=body)
    page.refresh_from_db()
    return page


def url(course, lesson, block):
    return reverse("worksheet", args=[course.enrolment.pk, lesson.pk, block])


def test_a_lesson_leads_to_its_worksheet(course, lesson, login):
    client, address = login(course.user), url(course, lesson, lesson.worksheets[0].id)

    assert address in client.get(reverse("lesson", args=[course.enrolment.pk, lesson.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "Daftar utang saya" in page
    assert page.count("<td></td>") == 8
    assert reverse("lesson", args=[course.enrolment.pk, lesson.pk]) in page


@pytest.mark.parametrize("block", ["lain", "0" * 36, "x" * 500])
def test_a_worksheet_that_is_not_there_is_not_found(course, lesson, login, block):
    assert login(course.user).get(url(course, lesson, block)).status_code == 404


def test_another_block_is_no_worksheet(course, lesson, login):
    assert login(course.user).get(url(course, lesson, lesson.body[0].id)).status_code == 404


def test_a_worksheet_of_a_lesson_outside_the_course_is_not_found(course, lesson, login):
    stranger = LessonPageFactory(body=[("worksheet", worksheet_value())])
    stranger.refresh_from_db()

    assert login(course.user).get(url(course, stranger, stranger.worksheets[0].id)).status_code == 404
