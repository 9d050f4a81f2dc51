"""What a cohort reads from the pages of its course."""

from typing import Any

from content.models import CoursePage, LessonPage, ModulePage
from lms.cohorts.rules import ModuleFacts


def course_facts(course: CoursePage) -> dict[str, Any]:
    """What opening looks at in a course, by the names of ``rules.OpeningFacts``."""
    forms = course.forms_as_data()
    return {
        "course_title": course.title,
        "certificate_title": course.certificate_title,
        "modules": module_facts(course),
        "is_course_live": course.live,
        "lessons": count_lessons(course),
        "questions": course.questions.filter(is_active=True).count(),
        "course_revision_id": course.live_revision_id,
        "evaluation": tuple(forms["evaluation"]),
        "rtl": tuple(forms["rtl"]),
    }


def module_facts(course: CoursePage | None) -> tuple[ModuleFacts, ...]:
    """The published modules of a course, in their order; none without a course."""
    if course is None:
        return ()
    pages = ModulePage.objects.live().child_of(course).order_by("path")
    return tuple(ModuleFacts(page.code, page.title, page.pk, page.live_revision_id, page.minutes) for page in pages)


def count_lessons(course: CoursePage) -> int:
    """Published lessons below published modules."""
    modules = set(ModulePage.objects.live().child_of(course).values_list("path", flat=True))
    lessons = LessonPage.objects.live().descendant_of(course).values_list("path", flat=True)
    return sum(path[: -LessonPage.steplen] in modules for path in lessons)
