"""A course as its files say it, in plain values."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Option:
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True)
class Quiz:
    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Block:
    """A block of the catalogue: its name there, what the file says about it, and the line where it begins."""

    kind: str
    value: Any
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class LessonText:
    slug: str
    title: str
    blocks: tuple[Block, ...]
    aim: str = ""


@dataclass(frozen=True)
class ModuleText:
    slug: str
    title: str
    code: str
    jp: dict[str, int]  # by share, see content.rules.SHARES
    aims: str
    lessons: tuple[LessonText, ...] = ()
    questions: tuple[Quiz, ...] = ()


@dataclass(frozen=True)
class CourseText:
    """``after`` are the names of courses of the same programme that come before this one."""

    slug: str
    title: str
    kind: str
    summary: str
    certificate_title: str
    aims: str
    for_psks: tuple[str, ...] = ()
    for_ppks: tuple[str, ...] = ()
    regulations: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    modules: tuple[ModuleText, ...] = ()


@dataclass(frozen=True)
class RegulationText:
    name: str
    title: str
    review_on: date
    replaced_by: str = ""
    url: str = ""
