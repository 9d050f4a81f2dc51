"""Pictures drawn and copied where nobody waits for it: before a transaction opens, or after it is closed."""

from collections.abc import Iterable
from pathlib import Path

from wagtail.models import Collection

from content import manuscript
from content.blocks import sizes_of
from content.copying import body_on_shelf
from content.drawings import drawing
from content.models import LessonPage


def read_and_draw(source: Path) -> manuscript.CourseText:
    """A course as its folder tells it, its pictures drawn: ``drawing`` then answers at once."""
    text = manuscript.read_course(source)
    for block in (block for module in text.modules for lesson in module.lessons for block in lesson.blocks):
        if block.kind == "picture":
            drawing(block.value["drawing"])
    return text


def bring_pictures(lessons: Iterable[LessonPage], *, to: Collection) -> None:
    """Lay the pictures of lessons on a shelf: whoever copies the lessons afterwards finds them there."""
    for lesson in lessons:
        body_on_shelf(lesson, to)


def prepare_pictures(lesson: LessonPage) -> None:
    """Draw the sizes of its pictures when a lesson is published, so that reading it writes nothing."""
    for _id, block in lesson.blocks():
        if block.block_type == "picture" and block.value["image"]:
            sizes_of(block.value["image"])
