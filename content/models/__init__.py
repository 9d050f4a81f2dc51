"""What is taught. This room knows no person: progress and access come from the rooms above."""

from content.models.catalogue import CatalogPage, ProgrammePage
from content.models.copies import PageOrigin
from content.models.courses import CoursePage, CoursePrerequisite, CourseRegulation, Regulation
from content.models.lessons import LessonPage, ModulePage
from content.models.media import RecordingVariant, SlideDeck
from content.models.questions import Choice, Question

__all__ = [
    "CatalogPage",
    "Choice",
    "CoursePage",
    "CoursePrerequisite",
    "CourseRegulation",
    "LessonPage",
    "ModulePage",
    "PageOrigin",
    "ProgrammePage",
    "Question",
    "RecordingVariant",
    "Regulation",
    "SlideDeck",
]
