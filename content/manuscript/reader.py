"""The lines of a file, and the little markup in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.manuscript.texts import Option, Quiz
from lms.refusal import Refusal, refuse

HEADER = re.compile(r"([a-z ]+): +(\S.*)")
OPTION = re.compile(r"- \[([ x])\] +(\S.*)")
STARTS = re.compile(r"^(## |### |- |\d+\. )")
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(((?:https://|mailto:|tel:)[^)\s]+)\)")


class Line(str):
    """A line that knows its number."""

    number: int = 0

    @classmethod
    def at(cls, number: int, text: str) -> "Line":
        line = cls(text)
        line.number = number
        return line


def trouble_at(path: Path, line: int, words: Any) -> Refusal:
    return refuse(
        "manuscript",
        _("%(file)s, line %(line)s: %(words)s"),
        file=f"{path.parent.name}/{path.name}",
        line=line,
        words=words,
    )


@dataclass
class Reader:
    """The lines of one file, and where in it we are."""

    path: Path
    lines: list[Line] = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        texts = self.path.read_text(encoding="utf-8").splitlines()
        self.lines = [Line.at(number, text.rstrip()) for number, text in enumerate(texts, start=1)]

    def trouble(self, words: Any, line: str | None = None) -> Refusal:
        """A fault of the line given, or else of the one read last."""
        return trouble_at(self.path, getattr(line, "number", self.at), words)

    def rest(self) -> Iterator[Line]:
        while self.at < len(self.lines):
            self.at += 1
            yield self.lines[self.at - 1]

    def header(self, *names: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
        """The ``name: value`` lines on top; of the optional ones those that are there."""
        values = {}
        for line in self.rest():
            if not line:
                break
            match = HEADER.fullmatch(line)
            if match is None:
                raise self.trouble(_("The lines on top look like “judul: Kebijakan”, followed by an empty line."))
            if match[1] not in (*names, *optional):
                raise self.trouble(_("“%(name)s” is no line for the top of this file.") % {"name": match[1]})
            values[match[1]] = match[2]
        if missing := [name for name in names if name not in values]:
            raise self.trouble(_("A line on top is missing: %(names)s.") % {"names": ", ".join(missing)})
        return values

    def until_fence_ends(self) -> list[Line]:
        lines: list[Line] = []
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


def as_html(lines: list[Line]) -> str:
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


def as_quiz(question: Line, lines: list[Line], reader: Reader) -> Quiz:
    """``- [x] answer`` and under it, indented, its feedback; ``[x]`` marks the right one."""
    options: list[tuple[Line, list[str]]] = []
    for line in lines:
        if OPTION.fullmatch(line):
            options.append((line, []))
        elif line.startswith("  ") and options:
            options[-1][1].append(line.strip())
        elif line:
            raise reader.trouble(_("An answer looks like “- [x] …”, its feedback stands indented below."), line)
    found = []
    for line, feedback in options:
        if not feedback:
            raise reader.trouble(_("Each answer needs its feedback."), line)
        mark, text = OPTION.fullmatch(line).groups()  # type: ignore[union-attr]  # it has matched above
        found.append(Option(text, mark == "x", " ".join(feedback)))
    if sum(option.is_right for option in found) != 1 or len(found) < 2:
        raise reader.trouble(_("A question has two or more answers, and exactly one is marked “[x]”."), question)
    return Quiz(str(question), tuple(found))
