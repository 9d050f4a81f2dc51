"""Documents of authors, such as the PDF of slides: for who works on them and who reads a page with them."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import ReferenceIndex

from content.models import LessonPage
from lms.authoring.operations.trees import align_authors, ensure_tree
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortTrainerFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching
from tests.factories.organisations import OfficeFactory, RegencyFactory, RoleGrantFactory


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def trees(db):
    city = RegencyFactory(code="62.71", name="Kota Palangka Raya")
    offices = [OfficeFactory(), OfficeFactory(region=city, name="Dinas Sosial Kota Palangka Raya")]
    return {office.region_id: ensure_tree(office) for office in offices}


@pytest.fixture
def document(trees):
    file = ContentFile(b"%PDF-1.7", name="salindia.pdf")
    return Document.objects.create(title="Salindia", file=file, collection=trees["62"].collection)


def lesson_with(document, parent, *, live=True):
    slides = ("slides", {"file": document, "title": "Salindia", "is_in_text": True, "pages": []})
    lesson = LessonPageFactory(parent=parent, body=[slides], live=live)
    ReferenceIndex.create_or_update_for_object(LessonPage.objects.get(pk=lesson.pk))  # done after a commit
    return lesson


@pytest.fixture
def module(trees):
    return ModulePageFactory(parent=CoursePageFactory(parent=trees["62"].programme))


@pytest.fixture
def lesson(document, module):
    return lesson_with(document, module)


def author_of(region):
    user = RoleGrantFactory(trainer=True, region=region).user
    align_authors(on=timezone.localdate())
    return user


def trainee_of(*modules):
    user = UserFactory()
    EnrolmentFactory(accepted=True, cohort=cohort_teaching(*modules), membership__person__user=user)
    return user


def answers(client, document):
    ways = (
        reverse("lesson_file", args=[document.file.name]),
        reverse("wagtaildocs_serve", args=[document.pk, document.filename]),
    )
    return [read(client.get(way)) for way in ways]


def read(answer):
    """The status; a file is read to its end, so that it is closed."""
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def test_a_trainee_of_the_course_opens_it(login, document, lesson, module):
    assert answers(login(trainee_of(module)), document) == [200, 200]


def test_a_trainee_of_another_course_does_not(login, document, lesson):
    other = ModulePageFactory(parent=CoursePageFactory())

    assert answers(login(trainee_of(other)), document) == [404, 404]


def test_a_module_that_was_not_frozen_into_her_cohort_does_not_open_it(login, document, lesson, module):
    beside = ModulePageFactory(parent=module.get_parent(), code="L9")

    assert answers(login(trainee_of(beside)), document) == [404, 404]


def test_a_draft_is_not_read_by_trainees(login, document, module):
    lesson_with(document, module, live=False)

    assert answers(login(trainee_of(module)), document) == [404, 404]


def test_its_author_and_its_reviewer_open_it_used_or_not(login, trees, document):
    reviewer = RoleGrantFactory(province=True, region=trees["62"].office.region).user

    assert answers(login(author_of(trees["62"].office.region)), document) == [200, 200]
    assert answers(login(reviewer), document) == [200, 200]


def test_the_author_of_another_tree_does_not_unless_a_page_of_hers_shows_it(login, trees, document, lesson):
    client = login(author_of(trees["62.71"].office.region))
    before = answers(client, document)
    lesson_with(document, ModulePageFactory(parent=CoursePageFactory(parent=trees["62.71"].programme)), live=False)

    assert (before, answers(client, document)) == ([404, 404], [200, 200])


def test_the_trainer_of_a_cohort_opens_what_her_trainees_read(login, document, lesson, module):
    trainer = RoleGrantFactory(trainer=True, region=RegencyFactory(code="62.10")).user
    CohortTrainerFactory(cohort=cohort_teaching(module), user=trainer)

    assert answers(login(trainer), document) == [200, 200]


def test_a_visitor_is_sent_to_sign_in_or_finds_nothing(client, document, lesson):
    assert answers(client, document)[0] == 302
    assert answers(client, document)[1] in {302, 404}


def test_a_file_on_the_shelf_of_documents_that_is_no_document_is_not_there(login, trees):
    client = login(UserFactory())

    assert client.get(reverse("lesson_file", args=["documents/tidak-ada.pdf"])).status_code == 404
