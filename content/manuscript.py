"""Reads a course written as plain text files. The format is explained in ``content/starter/README.md``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.refusal import Refusal, refuse

HEADER = re.compile(r"([a-z ]+): +(\S.*)")
FENCE = re.compile(r"::: *([a-z]+) *(.*)")
OPTION = re.compile(r"- \[([ x])\] +(\S.*)")
STARTS = re.compile(r"^(## |### |- |\d+\. )")
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(((?:https://|mailto:|tel:)[^)\s]+)\)")
JP = re.compile(r"(\d+) JP")
CALLOUTS = {"contoh": "example", "ingat": "remember", "hati": "careful"}


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
    """A block of the catalogue: its name there, and what the file says about it."""

    kind: str
    value: Any


@dataclass(frozen=True)
class LessonText:
    slug: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ModuleText:
    slug: str
    title: str
    code: str
    theory_jp: int
    practice_jp: int
    aims: str
    lessons: tuple[LessonText, ...] = ()
    questions: tuple[Quiz, ...] = ()


@dataclass(frozen=True)
class CourseText:
    slug: str
    title: str
    kind: str
    summary: str
    certificate_title: str
    aims: str
    modules: tuple[ModuleText, ...] = ()


@dataclass
class Reader:
    """The lines of one file, and where in it we are."""

    path: Path
    lines: list[str] = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        self.lines = self.path.read_text(encoding="utf-8").splitlines()

    def trouble(self, words: Any) -> Refusal:
        return refuse(
            "manuscript",
            _("%(file)s, line %(line)s: %(words)s"),
            file=f"{self.path.parent.name}/{self.path.name}",
            line=self.at,
            words=words,
        )

    def rest(self) -> Iterator[str]:
        while self.at < len(self.lines):
            self.at += 1
            yield self.lines[self.at - 1].rstrip()

    def header(self, *names: str) -> list[str]:
        """The values of the ``name: value`` lines on top, in the order asked for."""
        values = {}
        for line in self.rest():
            if not line:
                break
            match = HEADER.fullmatch(line)
            if match is None:
                raise self.trouble(_("The lines on top look like “judul: Kebijakan”, followed by an empty line."))
            values[match[1]] = match[2]
        if missing := [name for name in names if name not in values]:
            raise self.trouble(_("A line on top is missing: %(names)s.") % {"names": ", ".join(missing)})
        return [values[name] for name in names]

    def until_fence_ends(self) -> list[str]:
        lines: list[str] = []
        for line in self.rest():
            if line == ":::":
                return lines
            lines.append(line)
        raise self.trouble(_("A box that begins with “::: …” ends with a line “:::”."))


def inline(text: str) -> str:
    marked = BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
    return LINK.sub(r'<a href="\2">\1</a>', marked)


def kind_of(line: str) -> str:
    """The HTML element a line belongs to; empty between two of them."""
    if match := STARTS.match(line):
        return {"## ": "h2", "### ": "h3", "- ": "ul"}.get(match[1], "ol")
    return "p" if line.strip() else ""


def as_html(lines: list[str]) -> str:
    """Paragraphs, ``##`` and ``###`` headings, ``-`` and ``1.`` lists, ``**bold**`` and links; nothing else."""
    html = []
    for kind, rows in groupby(lines, key=kind_of):
        texts = [inline(STARTS.sub("", row).strip()) for row in rows]
        if kind in {"ul", "ol"}:
            html.append(f"<{kind}>{''.join(f'<li>{text}</li>' for text in texts)}</{kind}>")
        elif kind == "p":
            html.append(f"<p>{' '.join(texts)}</p>")
        elif kind:
            html.extend(f"<{kind}>{text}</{kind}>" for text in texts)
    return "".join(html)


def as_quiz(question: str, lines: list[str], reader: Reader) -> Quiz:
    """``- [x] answer`` and under it, indented, its feedback; ``[x]`` marks the right one."""
    options: list[tuple[str, bool, list[str]]] = []
    for line in lines:
        if match := OPTION.fullmatch(line):
            options.append((match[2], match[1] == "x", []))
        elif line.startswith("  ") and options:
            options[-1][2].append(line.strip())
        elif line:
            raise reader.trouble(_("An answer looks like “- [x] …”, its feedback stands indented below."))
    quiz = Quiz(question, tuple(Option(text, right, " ".join(feedback)) for text, right, feedback in options))
    if sum(option.is_right for option in quiz.options) != 1 or len(quiz.options) < 2:
        raise reader.trouble(_("A question has two or more answers, and exactly one is marked “[x]”."))
    if not all(option.feedback for option in quiz.options):
        raise reader.trouble(_("Each answer needs its feedback."))
    return quiz


def as_block(kind: str, argument: str, lines: list[str], reader: Reader) -> Block:
    """One box of a lesson."""
    if kind in CALLOUTS:
        return Block("callout", {"kind": CALLOUTS[kind], "title": argument, "text": as_html(lines)})
    if kind == "cek":
        return Block("check", as_quiz(argument, lines, reader))
    if kind in {"gambar", "rekaman"}:
        title, _gap, text = "\n".join(lines).strip().partition("\n\n")
        words = " ".join(text.split())
        if not argument or not title or not words:
            raise reader.trouble(_("After the first line stand a title, an empty line and a description."))
        if kind == "gambar":
            return Block("picture", {"drawing": argument, "caption": title, "alt_text": words})
        return Block("recording", {"file": argument, "title": title, "transcript": text.strip()})
    raise reader.trouble(_("There is no box of the kind “%(kind)s”.") % {"kind": kind})


def read_lesson(path: Path) -> LessonText:
    reader = Reader(path)
    (title,) = reader.header("judul")
    blocks: list[Block] = []
    prose: list[str] = []

    def close_prose() -> None:
        if html := as_html(prose):
            blocks.append(Block("text", html))
        prose.clear()

    for line in reader.rest():
        match = FENCE.fullmatch(line)
        if match or line.startswith("## "):
            close_prose()
        if match:
            blocks.append(as_block(match[1], match[2].strip(), reader.until_fence_ends(), reader))
        else:
            prose.append(line)
    close_prose()
    return LessonText(slug=path.stem, title=title, blocks=tuple(blocks))


def read_questions(path: Path) -> tuple[Quiz, ...]:
    reader = Reader(path)
    questions: list[Quiz] = []
    prompt = ""
    lines: list[str] = []
    for line in [*reader.rest(), "## "]:
        if not line.startswith("##"):
            lines.append(line)
            continue
        if prompt:
            questions.append(as_quiz(prompt, lines, reader))
        prompt, lines = line.removeprefix("##").strip(), []
    return tuple(questions)


def read_module(folder: Path) -> ModuleText:
    reader = Reader(folder / "modul.md")
    title, code, *hours = reader.header("judul", "kode", "teori", "praktik")
    matches = [JP.fullmatch(text) for text in hours]
    if not all(matches):
        raise reader.trouble(_("Hours look like “2 JP”."))
    theory, practice = (int(match[1]) for match in matches if match)
    return ModuleText(
        slug=folder.name,
        title=title,
        code=code,
        theory_jp=theory,
        practice_jp=practice,
        aims=as_html(list(reader.rest())),
        lessons=tuple(read_lesson(path) for path in sorted(folder.glob("[0-9]*.md"))),
        questions=read_questions(folder / "soal.md"),
    )


def read_course(folder: Path) -> CourseText:
    """A folder with ``kursus.md`` and one folder for each module, in the order of their names."""
    reader = Reader(folder / "kursus.md")
    title, kind, certificate_title, summary = reader.header("judul", "jenis", "judul sertifikat", "ringkasan")
    return CourseText(
        slug=folder.name.replace("_", "-"),
        title=title,
        kind=kind,
        summary=summary,
        certificate_title=certificate_title,
        aims=as_html(list(reader.rest())),
        modules=tuple(read_module(path) for path in sorted(folder.iterdir()) if (path / "modul.md").exists()),
    )
