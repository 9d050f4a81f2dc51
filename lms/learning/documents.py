"""A whole module as one document: for places without signal, to be printed and passed on."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from content.blocks import sizes_of
from content.blocks.gathering import read_together
from content.blocks.slides import pages_of
from content.blocks.video import captions_context
from content.models import LessonPage
from lms.learning.parts import Part, parts_of


@dataclass(frozen=True)
class Check:
    """A knowledge check on paper: answers by letter, and what is right stands at the end of the document."""

    number: int
    question: str
    options: tuple[tuple[str, str], ...]
    key: str
    feedback: str


@dataclass(frozen=True)
class PaperPart:
    part: Part
    check: Check | None = None
    said: tuple[Any, ...] = ()  # the words of a video
    pages: tuple[dict[str, Any], ...] = ()  # of slides
    picture: Any = None


@dataclass(frozen=True)
class PaperLesson:
    pk: int
    number: int
    title: str
    aim: str
    parts: tuple[PaperPart, ...]


@dataclass(frozen=True)
class PaperModule:
    lessons: tuple[PaperLesson, ...]

    @property
    def checks(self) -> list[Check]:
        return [each.check for lesson in self.lessons for each in lesson.parts if each.check]


def on_paper(lessons: Iterable[LessonPage]) -> PaperModule:
    """The lessons in order; checks are numbered through the module. What they show is read for all at once."""
    written, checks, lessons = [], 0, list(lessons)
    read_together(lesson.body for lesson in lessons)
    for number, lesson in enumerate(lessons, start=1):
        parts = []
        for part in parts_of(lesson.body):
            checks += part.kind == "check"
            parts.append(paper_part(part, checks))
        written.append(PaperLesson(lesson.pk, number, lesson.title, lesson.aim, tuple(parts)))
    return PaperModule(tuple(written))


def paper_part(part: Part, checks: int) -> PaperPart:
    """``checks``: how many there have been, this part included. Pictures are drawn at once: no paper scrolls."""
    value = part.block.value
    match part.kind:
        case "check":
            return PaperPart(part, check=check_of(value, checks))
        case "video":
            return PaperPart(part, said=tuple(captions_context(value["captions"])["cues"]))
        case "slides":
            return PaperPart(part, pages=tuple(pages_of(value)))
        case "picture" if value["image"]:
            return PaperPart(part, picture=list(sizes_of(value["image"]).values())[-1])
    return PaperPart(part)


def check_of(value: Any, number: int) -> Check:
    options = list(zip(ascii_uppercase, value["options"], strict=False))  # at most six answers
    key = next(((letter, option["feedback"]) for letter, option in options if option["is_right"]), ("", ""))
    return Check(number, value["question"], tuple((letter, option["text"]) for letter, option in options), *key)


@dataclass(frozen=True)
class SheetEntry:
    """A worksheet of a lesson: its title, and where it stands."""

    lesson_pk: int
    block: str
    title: str


def worksheets_of(lessons: Iterable[LessonPage]) -> list[SheetEntry]:
    """The worksheets in order, read from the stored text of the lessons without a further query."""
    return [
        SheetEntry(lesson.pk, block["id"], block["value"]["title"])
        for lesson in lessons
        for block in lesson.body.raw_data
        if block["type"] == "worksheet"
    ]
