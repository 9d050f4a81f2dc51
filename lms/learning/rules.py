"""Which lesson comes next, and how far a trainee is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LessonEntry:
    """A lesson as one trainee sees it. ``last_block`` is where she stopped, empty when she has not begun."""

    pk: int
    title: str
    is_finished: bool = False
    last_block: str = ""
    read_at: datetime | None = None
    furthest: int = -1  # block she has come to, counted from 0; it never goes back

    @property
    def resume_anchor(self) -> str:
        """The fragment that leads back to where she stopped; a finished lesson opens from its top."""
        return f"#blok-{self.last_block}" if self.last_block and not self.is_finished else ""


@dataclass(frozen=True)
class ModuleEntry:
    code: str
    title: str
    jp: int
    lessons: tuple[LessonEntry, ...]
    page_id: int = 0

    @property
    def finished_lessons(self) -> int:
        return sum(lesson.is_finished for lesson in self.lessons)

    @property
    def is_finished(self) -> bool:
        return bool(self.lessons) and self.finished_lessons == len(self.lessons)


@dataclass(frozen=True)
class Position:
    """Where a lesson stands: the ``number``-th of the lessons of its module."""

    module: ModuleEntry
    number: int

    @property
    def total(self) -> int:
        return len(self.module.lessons)


@dataclass(frozen=True)
class Outline:
    modules: tuple[ModuleEntry, ...]

    def position(self, pk: int) -> Position | None:
        """None when the frozen syllabus has no such lesson."""
        for module in self.modules:
            for number, lesson in enumerate(module.lessons, start=1):
                if lesson.pk == pk:
                    return Position(module, number)
        return None

    @property
    def lessons(self) -> tuple[LessonEntry, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def finished_lessons(self) -> int:
        return sum(lesson.is_finished for lesson in self.lessons)

    @property
    def percent(self) -> int:
        return percent(self.finished_lessons, len(self.lessons))


def step_number(asked: str, blocks: Sequence[str], *, last_block: str) -> int:
    """Which step of simple mode to show, from 1: the one asked for, else where she stopped, else the first.

    Beyond the ends it is the nearest there is.
    """
    if not asked.isascii() or not asked.isdigit():
        return blocks.index(last_block) + 1 if last_block in blocks else 1
    return max(1, min(int(asked[:4]), len(blocks)))


def percent(finished: int, total: int) -> int:
    """Whole percent, rounded down: 100 is said only when everything is finished."""
    return finished * 100 // total if total else 0


def next_lesson(lessons: Sequence[LessonEntry], *, after: int | None = None) -> LessonEntry | None:
    """The lesson to go on with; None when all are finished.

    Without ``after``: the one read last, unless it is finished. Then the first unfinished one behind it,
    and when there is none behind, the first unfinished one of all. With ``after`` (a lesson's pk): as if
    that lesson had been read last and were finished.
    """
    read = [index for index, lesson in enumerate(lessons) if lesson.read_at]
    here = max(read, key=lambda index: (lessons[index].read_at, index), default=-1)
    if after is not None:
        here = next((index + 1 for index, lesson in enumerate(lessons) if lesson.pk == after), 0)
    here = max(here, 0)
    return next((lesson for lesson in (*lessons[here:], *lessons[:here]) if not lesson.is_finished), None)


def neighbours(lessons: Sequence[LessonEntry], pk: int) -> tuple[LessonEntry | None, LessonEntry | None]:
    """The lessons before and behind the one called ``pk``."""
    here = [lesson.pk for lesson in lessons].index(pk)
    before = lessons[here - 1] if here else None
    behind = lessons[here + 1] if here + 1 < len(lessons) else None
    return before, behind
