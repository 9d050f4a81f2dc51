"""Who may open a document of an author, such as the PDF of slides: who works on it, and who reads a page with it."""

from typing import Any

from wagtail.documents.models import Document
from wagtail.models import Page

from content.in_use import pages_with, published_with
from content.models import CoursePage, LessonPage
from content.reach import own_documents, own_pages
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.learning.models import lessons_of

SHELF = "documents/"


def may_open_file(user: Any, path: str) -> bool:
    """The same for a file by its name; several entries may show one file."""
    return any(may_open(user, document) for document in Document.objects.filter(file=path))


def may_open(user: Any, document: Document) -> bool:
    """An author or reviewer of its shelf or of a page with it, and a reader of a live page with it."""
    if own_documents(user).filter(pk=document.pk).exists():
        return True
    if pages_with(document).filter(pk__in=own_pages(user).values("pk")).exists():
        return True  # a copy shows the slides of its source
    return any(may_read(user, page) for page in published_with(document).filter(live=True))


def may_read(user: Any, page: Page) -> bool:
    """As the page itself answers: a lesson to who takes or teaches the course, what is no lesson to everybody."""
    if not LessonPage.objects.filter(pk=page.pk).exists():
        return True
    course = CoursePage.objects.ancestor_of(page).first()
    if course and Cohort.objects.taught_by(user).filter(course=course.pk).exists():
        return True
    own = Enrolment.objects.learnt_by(user).filter(cohort__course=course).select_related("cohort")
    return any(lessons_of(each.cohort.frozen_syllabus()).filter(pk=page.pk).exists() for each in own)
