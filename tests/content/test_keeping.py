"""A page in use is not deleted but explained: alone and in bulk, and so is every page above it."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content.keeping import reasons_to_keep
from content.models import CatalogPage, CoursePage
from tests.factories.accounts import UserFactory
from tests.factories.authoring import CourseOfferFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.content import (
    CoursePageFactory,
    CoursePrerequisiteFactory,
    LessonPageFactory,
    ModulePageFactory,
    ProgrammePageFactory,
    QuestionFactory,
)
from tests.factories.learning import LessonProgressFactory


def by_question(lesson, course):
    QuestionFactory(module=lesson.get_parent().specific)
    return "1 question of the bank belongs to it"


def by_progress(lesson, course):
    LessonProgressFactory(lesson=lesson)
    return "participants have already read lessons here"


def by_cohort(lesson, course):
    CohortFactory(course=course, title="Angkatan I")
    return "it is used by Angkatan I"


def by_copy(lesson, course):
    CoursePageFactory(parent=ProgrammePageFactory(), copied_from=course, copied_at=timezone.now())
    return "1 course elsewhere is a copy of it"


def by_gate(lesson, course):
    CoursePrerequisiteFactory(course=course, page=CoursePageFactory(parent=course.get_parent(), title="KUBE"))
    return "it comes before KUBE"


def by_offer(lesson, course):
    CourseOfferFactory(course=course)
    return "it was offered to other offices"


@pytest.fixture
def lesson(db):
    course = CoursePageFactory(parent=ProgrammePageFactory())
    return LessonPageFactory(parent=ModulePageFactory(parent=course))


@pytest.fixture
def client(login):
    client = login(UserFactory(is_superuser=True, language="en"))
    client.cookies["pilar-language"] = "en"
    return client


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)


def delete_in_bulk(client, page):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return client.post(f"{bulk}?id={LessonPageFactory().pk}&id={page.pk}", follow=True)


@pytest.mark.parametrize("remove", [delete, delete_in_bulk])
@pytest.mark.parametrize("use", [by_question, by_progress, by_cohort, by_copy, by_gate, by_offer])
def test_a_page_in_use_and_every_page_above_it_stays_and_says_why(client, lesson, use, remove):
    course = CoursePage.objects.ancestor_of(lesson).get()
    words = use(lesson, course)
    held = {by_question: lesson.get_parent(), by_progress: lesson}.get(use, course)

    top = 3 if use is by_copy else 2  # with the whole catalogue its copies would go as well
    for page in held.get_ancestors(inclusive=True).filter(depth__gte=top).reverse():
        answer = remove(client, page)
        said = " ".join(map(str, answer.context["messages"]))
        assert words in said
    assert Page.objects.filter(pk=lesson.pk).exists()


def test_every_reason_is_said_at_once(lesson):
    course = CoursePage.objects.ancestor_of(lesson).get()
    expected = [use(lesson, course) for use in (by_question, by_cohort, by_copy, by_gate)]

    found = reasons_to_keep(Page.objects.get(pk=course.pk))

    assert [any(words in sentence for sentence in found) for words in expected] == [True] * 4


def test_two_courses_that_would_go_together_still_name_the_gate_between_them(client, lesson):
    """Deleting both would stumble over the key of the gate, so it is said before."""
    course = CoursePage.objects.ancestor_of(lesson).get()
    programme = course.get_parent()
    CoursePrerequisiteFactory(course=course, page=CoursePageFactory(parent=programme, title="KUBE"))

    assert "it comes before KUBE" in delete(client, programme).content.decode()
    assert Page.objects.filter(pk=programme.pk).exists()


def test_a_course_of_another_office_that_it_opens_is_counted_and_not_named(lesson):
    course = CoursePage.objects.ancestor_of(lesson).get()
    CoursePrerequisiteFactory(course=course, page=CoursePageFactory(parent=ProgrammePageFactory(), title="KUBE"))

    (reason,) = reasons_to_keep(Page.objects.get(pk=course.pk))

    assert "it comes before 1 course elsewhere" in reason
    assert "KUBE" not in reason


def test_a_copy_that_goes_with_its_source_is_no_reason(client, lesson):
    course = CoursePage.objects.ancestor_of(lesson).get()
    programme = course.get_parent()
    CoursePageFactory(parent=programme, copied_from=course, copied_at=timezone.now())

    delete(client, programme)

    assert not Page.objects.filter(pk__in=[programme.pk, course.pk]).exists()


@pytest.mark.parametrize("remove", [delete, delete_in_bulk])
def test_the_root_of_all_courses_stays(client, lesson, remove):
    root = CatalogPage.objects.get()

    assert "all courses lie below it" in " ".join(map(str, remove(client, root).context["messages"]))
    assert CatalogPage.objects.filter(pk=root.pk).exists()


def test_a_page_nothing_rests_on_is_deleted(client, lesson):
    delete(client, CoursePage.objects.ancestor_of(lesson).get())

    assert not Page.objects.filter(pk=lesson.pk).exists()


def test_in_bulk_a_page_chosen_with_one_above_it_goes_with_that_one(client, lesson):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    module = lesson.get_parent()

    answer = client.post(f"{bulk}?id={module.pk}&id={lesson.pk}&next=/admin/", follow=True)

    assert answer.status_code == 200
    assert not Page.objects.filter(pk__in=[lesson.pk, module.pk]).exists()
