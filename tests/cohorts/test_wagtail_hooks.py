"""An author's page that a cohort rests on stays: the admin says why, on single pages and in bulk."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from lms.cohorts.models import Cohort
from lms.cohorts.operations import open_cohort
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, CohortFactory, ready_cohort
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory, catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    """The most powerful author there is: if she is refused, so is everybody."""
    user = UserFactory(is_superuser=True, is_staff=True)
    give_second_factor(user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def delete(client, page):
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    return client.post(url, {"wagtail_site_name": "Pilar"}, follow=True)


def delete_in_bulk(client, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?{ids}"
    return client.post(url, {"wagtail_site_name": "Pilar"}, follow=True)


def words(response):
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def opened():
    cohort = ready_cohort(title="Bimtek LKS angkatan I")
    open_cohort(cohort, by=UserFactory(), at=PLANNED_AT)
    return cohort


@pytest.mark.parametrize("remove", [delete, delete_in_bulk])
def test_the_course_of_a_draft_cannot_be_deleted(author, remove):
    cohort = CohortFactory(title="Bimtek LKS angkatan I")

    response = remove(author, cohort.course)

    assert response.status_code == 200
    assert "Bimtek LKS angkatan I" in words(response)
    assert Page.objects.filter(pk=cohort.course_id).exists()


@pytest.mark.parametrize("remove", [delete, delete_in_bulk])
def test_an_ancestor_of_a_course_in_use_cannot_be_deleted(author, remove):
    CohortFactory(title="Bimtek LKS angkatan I")

    response = remove(author, catalog())

    assert response.status_code == 200
    assert "Bimtek LKS angkatan I" in words(response)
    assert Page.objects.filter(pk=catalog().pk).exists()


@pytest.mark.parametrize("remove", [delete, delete_in_bulk])
def test_modules_and_lessons_of_a_frozen_syllabus_cannot_be_deleted(author, opened, remove):
    module = opened.course.get_children().get(title="Modul L2")  # no question names it: Wagtail would let it go
    lesson = LessonPageFactory(parent=module)

    for page in (module, lesson):
        response = remove(author, page)
        assert response.status_code == 200
        assert "Bimtek LKS angkatan I" in words(response)

    assert Page.objects.filter(pk__in=[module.pk, lesson.pk]).count() == 2


def test_a_module_of_a_frozen_syllabus_is_kept_wherever_it_was_moved(author, opened):
    module = opened.course.get_children().first()
    other = CoursePageFactory()
    module.move(other, pos="last-child")

    delete(author, other)

    assert Page.objects.filter(pk__in=[module.pk, other.pk]).count() == 2


@pytest.mark.parametrize("remove", [delete, delete_in_bulk])
def test_pages_no_cohort_rests_on_are_deleted(author, opened, remove):
    course = CoursePageFactory()
    added = ModulePageFactory(parent=Cohort.objects.get().course)  # after the syllabus froze
    lesson = LessonPageFactory(parent=added)

    for page in (lesson, added, course):
        remove(author, page)

    assert not Page.objects.filter(pk__in=[course.pk, added.pk, lesson.pk]).exists()


def test_a_module_of_a_draft_may_go(author):
    cohort = CohortFactory()
    module = ModulePageFactory(parent=cohort.course)

    delete(author, module)

    assert not Page.objects.filter(pk=module.pk).exists()


def test_in_bulk_nothing_goes_when_one_page_must_stay(author):
    cohort, free = CohortFactory(title="Bimtek LKS angkatan I"), CoursePageFactory()

    response = delete_in_bulk(author, free, cohort.course)

    assert response.status_code == 200
    assert Page.objects.filter(pk__in=[free.pk, cohort.course_id]).count() == 2


def test_asking_to_delete_a_page_in_use_already_says_no(author):
    cohort = CohortFactory(title="Bimtek LKS angkatan I")

    response = author.get(reverse("wagtailadmin_pages:delete", args=[cohort.course_id]), follow=True)

    assert "Bimtek LKS angkatan I" in words(response)
