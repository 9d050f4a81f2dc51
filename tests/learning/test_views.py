import pytest
from django.urls import reverse

from lms.learning.models import LessonProgress
from lms.learning.operations import block_ids
from tests.factories.accounts import UserFactory
from tests.factories.content import LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import LessonProgressFactory

NAUGHTY = ["", "\x00", "x" * 10_000, "<script>alert(1)</script>", "' OR 1=1 --", "🙂\u202e", "%s%d{0}", "-1"]


def url(name, course, lesson=None):
    return reverse(name, args=[course.enrolment.pk] + ([lesson.pk] if lesson else []))


def test_the_outline_leads_to_the_next_lesson(course, login):
    answer = login(course.user).get(url("course_outline", course))

    assert answer.status_code == 200
    assert answer.context["following"].pk == course.lessons[0].pk
    assert url("lesson", course, course.lessons[0]) in answer.content.decode()


def test_the_outline_leads_back_to_the_block_where_she_stopped(course, login):
    lesson = course.lessons[1]
    LessonProgressFactory(enrolment=course.enrolment, lesson=lesson, last_block=block_ids(lesson)[1])

    page = login(course.user).get(url("course_outline", course)).content.decode()

    assert f"{url('lesson', course, lesson)}#blok-{block_ids(lesson)[1]}" in page


def test_a_lesson_shows_its_blocks_with_their_ids(course, login):
    lesson = course.lessons[1]

    answer = login(course.user).get(url("lesson", course, lesson))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert [f'id="blok-{block}"' in page for block in block_ids(lesson)] == [True, True, True]
    assert (answer.context["previous"].pk, answer.context["following"].pk) == (
        course.lessons[0].pk,
        course.lessons[2].pk,
    )


def test_a_lesson_page_with_a_picture_takes_six_queries(course, login, make_picture, django_assert_num_queries):
    picture = {"image": make_picture(), "alt_text": "Sumur.", "caption": ""}
    lesson = LessonPageFactory(parent=course.modules[0], body=[("text", "<p>Satu.</p>"), ("picture", picture)])
    client = login(course.user)
    client.get(url("lesson", course, lesson))

    # session, user, roles; enrolment with cohort; lessons with her marks and this one; picture with its sizes
    with django_assert_num_queries(6):
        answer = client.get(url("lesson", course, lesson))

    assert "srcset=" in answer.content.decode()


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_outline_takes_five_queries_however_many_lessons_there_are(
    course, login, django_assert_num_queries, lessons
):
    for _number in range(lessons):
        LessonPageFactory(parent=course.modules[0])
    client = login(course.user)
    client.get(url("course_outline", course))

    with django_assert_num_queries(5):
        client.get(url("course_outline", course))


def test_reading_writes_nothing(course, login):
    client = login(course.user)

    client.get(url("course_outline", course))
    client.get(url("lesson", course, course.lessons[0]))

    assert not LessonProgress.objects.exists()


def test_the_place_is_kept_by_a_plain_form(course, login):
    lesson = course.lessons[0]
    block = block_ids(lesson)[1]

    answer = login(course.user).post(url("lesson_place", course, lesson), {"block": block})

    assert answer["Location"] == f"{url('lesson', course, lesson)}#blok-{block}"
    assert LessonProgress.objects.get().last_block == block


@pytest.mark.parametrize("block", NAUGHTY)
def test_a_wrong_place_is_refused_in_words(course, login, block):
    answer = login(course.user).post(url("lesson_place", course, course.lessons[0]), {"block": block}, follow=True)

    assert answer.status_code == 200
    assert len(list(answer.context["messages"])) == 1
    assert not LessonProgress.objects.exists()


def test_finishing_leads_to_the_next_lesson_and_in_the_end_to_the_outline(course, login):
    client = login(course.user)
    first, second, third = course.lessons

    answers = [client.post(url("lesson_finish", course, each)) for each in (first, third, second)]

    assert [answer["Location"] for answer in answers] == [
        url("lesson", course, second),
        url("lesson", course, second),
        url("course_outline", course),
    ]
    assert LessonProgress.objects.filter(finished_at__isnull=False).count() == 3


def test_finishing_twice_finishes_once(course, login):
    client = login(course.user)

    answers = [client.post(url("lesson_finish", course, course.lessons[0])) for _press in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert LessonProgress.objects.count() == 1


@pytest.mark.parametrize("name", ["course_outline", "lesson", "lesson_place", "lesson_finish"])
def test_another_person_finds_nothing(course, login, name):
    address = url(name, course, None if name == "course_outline" else course.lessons[0])
    client = login(EnrolmentFactory(accepted=True, membership__person__user=UserFactory()).person.user)

    answer = client.post(address, {"block": "x"}) if name in {"lesson_place", "lesson_finish"} else client.get(address)

    assert answer.status_code == 404


def test_a_nominee_without_a_place_finds_nothing(course, login):
    nominee = EnrolmentFactory(confirmed=True, cohort=course.enrolment.cohort, membership__person__user=UserFactory())

    answer = login(nominee.person.user).get(reverse("course_outline", args=[nominee.pk]))

    assert answer.status_code == 404


def test_a_visitor_is_sent_to_sign_in(course, client):
    answer = client.get(url("course_outline", course))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_lesson_outside_the_frozen_syllabus_or_unpublished_is_not_found(course, login):
    added = LessonPageFactory(parent=ModulePageFactory(parent=course.page, code="L9"))
    course.lessons[0].unpublish()
    client = login(course.user)

    answers = [client.get(url("lesson", course, each)) for each in (added, course.lessons[0])]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_number_no_database_holds_is_not_found(course, login):
    answer = login(course.user).get(f"/belajar/{course.enrolment.pk}/{10**30}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["lesson_place", "lesson_finish"])
def test_what_changes_something_is_never_a_get(course, login, name):
    assert login(course.user).get(url(name, course, course.lessons[0])).status_code == 405
