import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse

from content.models import LessonPage
from lms.accounts.models import User
from lms.learning.operations import block_ids
from lms.learning.wagtail_hooks import lead_to_player
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.content import LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import LessonProgressFactory


@pytest.fixture
def author(db, client):
    user = User.objects.create_superuser(email="penulis@contoh.id", name="Penulis", password="kata-sandi-panjang")
    give_second_factor(user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(page):
    return page.get_url()


def test_a_trainee_is_led_from_the_public_page_to_the_player(course, login):
    client = login(course.user)
    lesson = course.lessons[0]
    LessonProgressFactory(enrolment=course.enrolment, lesson=lesson, last_block=block_ids(lesson)[1])

    answers = [client.get(address(page)) for page in (lesson, course.modules[0])]

    assert [answer["Location"] for answer in answers] == [
        reverse("lesson", args=[course.enrolment.pk, lesson.pk]) + f"#blok-{block_ids(lesson)[1]}",
        reverse("course_outline", args=[course.enrolment.pk]),
    ]


def test_a_lesson_does_not_exist_for_strangers_and_nominees(course, login):
    nominee = EnrolmentFactory(confirmed=True, cohort=course.enrolment.cohort, membership__person__user=UserFactory())
    clients = [login(UserFactory()), login(nominee.person.user)]

    assert [each.get(address(course.lessons[0])).status_code for each in clients] == [404, 404]


def test_a_lesson_does_not_exist_for_a_visitor(course, rf):
    request = rf.get(address(course.lessons[0]))
    request.user = AnonymousUser()

    with pytest.raises(Http404):
        lead_to_player(course.lessons[0], request, (), {})


def test_what_a_course_and_its_modules_are_about_stays_public(course, login):
    client = login(UserFactory())

    assert [client.get(address(page)).status_code for page in (course.page, course.modules[0])] == [200, 200]


def test_an_author_sees_the_lesson_itself(course, author):
    answer = author.get(address(course.lessons[0]))

    assert answer.status_code == 200
    assert answer.context["page"].pk == course.lessons[0].pk


def test_a_lesson_that_is_not_in_her_syllabus_does_not_exist_for_a_trainee(course, login):
    added = LessonPageFactory(parent=ModulePageFactory(parent=course.page, code="L9"))

    assert login(course.user).get(address(added)).status_code == 404


@pytest.fixture
def read(course):
    """A lesson in which somebody has progress, of a course no cohort rests on, so that this room alone keeps it."""
    lesson = LessonPageFactory(parent=ModulePageFactory())
    LessonProgressFactory(enrolment=course.enrolment, lesson=lesson)
    return lesson


@pytest.mark.parametrize("levels_up", [0, 1, 2])
def test_a_page_somebody_has_read_is_not_deleted_nor_its_ancestors(read, author, levels_up):
    page = list(read.get_ancestors(inclusive=True))[-1 - levels_up]

    answer = author.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert answer["Location"] == reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert LessonPage.objects.filter(pk=read.pk).exists()


def test_read_pages_are_not_deleted_in_bulk_either(read, author):
    unread = LessonPageFactory(parent=read.get_parent())
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    answer = author.post(f"{many}?id={unread.pk}&id={read.pk}")

    assert answer["Location"] == reverse("wagtailadmin_explore", args=[read.get_parent().pk])
    assert LessonPage.objects.filter(pk__in=[read.pk, unread.pk]).count() == 2


def test_a_lesson_nobody_has_read_is_deleted(course, author):
    LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0])
    unread = LessonPageFactory(parent=ModulePageFactory(parent=course.page, code="L9"))

    author.post(reverse("wagtailadmin_pages:delete", args=[unread.pk]))

    assert not LessonPage.objects.filter(pk=unread.pk).exists()
