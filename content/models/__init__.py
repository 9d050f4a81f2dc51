"""What is taught. This room knows no person: progress and access come from the rooms above."""

from content.models.pages import CatalogPage, CoursePage, LessonPage, ModulePage
from content.models.questions import Choice, Question

__all__ = ["CatalogPage", "Choice", "CoursePage", "LessonPage", "ModulePage", "Question"]
