"""What a cohort reads from the pages of its course."""

from content.models import CoursePage, LessonPage, ModulePage
from lms.cohorts.rules import ModuleFacts


def module_facts(course: CoursePage) -> tuple[ModuleFacts, ...]:
    """The published modules of a course, in their order."""
    pages = ModulePage.objects.live().child_of(course).order_by("path")
    return tuple(ModuleFacts(page.code, page.title, page.pk, page.live_revision_id, page.minutes) for page in pages)


def count_lessons(course: CoursePage) -> int:
    """Published lessons below published modules."""
    modules = set(ModulePage.objects.live().child_of(course).values_list("path", flat=True))
    lessons = LessonPage.objects.live().descendant_of(course).values_list("path", flat=True)
    return sum(path[: -LessonPage.steplen] in modules for path in lessons)
