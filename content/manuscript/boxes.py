"""The boxes of a lesson: what stands between ``::: kind title`` and ``:::``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.manuscript.reader import Line, Reader, as_html, as_quiz
from content.manuscript.texts import Block
from lms.refusal import Refusal

CALLOUTS = {"contoh": "example", "ingat": "remember", "hati": "careful"}
ITEM = re.compile(r"- +(\S.*)")
STEP = re.compile(r"\d+\. +(\S.*)")
FIRST_SENTENCE = re.compile(r"(.+?[.!?])[\"”]?(?: +(.*))?")
MINUTES = re.compile(r"waktu: +(\d{1,3}) menit")
PROMPT = re.compile(r"- +(\S.*) \[(\d{1,2})\]")
TABLE = re.compile(r"tabel: +(\S.*) \[(\d{1,2})\]")
ONE_LINK = re.compile(r"- \[([^\]]+)\]\((\S+)\)")
NEXT_CELL = " | "


@dataclass(frozen=True)
class Box:
    """One box as it stands in the file."""

    title: Line
    lines: list[Line]
    reader: Reader

    def trouble(self, words: Any, line: Line | None = None) -> Refusal:
        """A fault of the line given, or else of the line that opens the box."""
        return self.reader.trouble(words, self.title if line is None else line)

    @property
    def filled(self) -> list[Line]:
        return [line for line in self.lines if line]

    def parts(self) -> tuple[list[Line], list[Line]]:
        """What stands before the first empty line, and what stands behind it."""
        gap = next((index for index, line in enumerate(self.lines) if not line), len(self.lines))
        return self.lines[:gap], [line for line in self.lines[gap:] if line]

    def items(self, pattern: re.Pattern[str], words: Any, lines: list[Line] | None = None) -> list[re.Match[str]]:
        """Each line as the pattern reads it; at least one."""
        found = []
        for line in self.filled if lines is None else lines:
            match = pattern.fullmatch(line)
            if match is None:
                raise self.trouble(words, line)
            found.append(match)
        if not found:
            raise self.trouble(words)
        return found


def case(box: Box) -> dict[str, Any]:
    *story, _last = [*box.lines, Line("")]
    begins = next((index for index, line in enumerate(story) if ITEM.fullmatch(line)), len(story))
    words = _("In a case the story comes first, then an empty line, then its questions as “- …”.")
    questions = [match[1] for match in box.items(ITEM, words, [line for line in story[begins:] if line])]
    if not (html := as_html(story[:begins])):
        raise box.trouble(words)
    return {"title": box.title, "story": html, "questions": questions}


def steps(box: Box) -> dict[str, Any]:
    """The first sentence of a step is its short name, the rest explains it."""
    found = []
    for match in box.items(STEP, _("A step looks like “1. Listen first. Do not interrupt.”.")):
        sentence = FIRST_SENTENCE.fullmatch(match[1])
        name, text = (sentence[1], sentence[2] or "") if sentence else (match[1], "")
        found.append({"name": name.removesuffix("."), "text": text})
    return {"title": box.title, "steps": found}


def checklist(box: Box) -> dict[str, Any]:
    words = _("Each line of a checklist looks like “- …”.")
    return {"title": box.title, "items": [match[1] for match in box.items(ITEM, words)]}


def accordion(box: Box) -> dict[str, Any]:
    return {"parts": [{"title": box.title, "text": as_html(box.lines)}]}


def reflection(box: Box) -> dict[str, Any]:
    return {"question": box.title, "help": " ".join(box.filled)}


def group_talk(box: Box) -> dict[str, Any]:
    match = MINUTES.fullmatch(box.lines[0]) if box.lines else None
    if match is None:
        raise box.trouble(_("The first line of a group talk looks like “waktu: 15 menit”."), *box.lines[:1])
    return {"title": box.title, "minutes": int(match[1]), "text": as_html(box.lines[1:])}


def table(box: Box) -> dict[str, Any]:
    rows = [[cell.strip() for cell in line.split(NEXT_CELL)] for line in box.filled]
    if len(rows) < 2 or len(rows[0]) < 2:
        raise box.trouble(_("A table has a line of headings and at least one row, with “ | ” between the cells."))
    for line, row in zip(box.filled, rows, strict=True):
        if len(row) != len(rows[0]):
            raise box.trouble(_("Each row of a table has as many cells as its first line."), line)
    return {
        "caption": box.title,
        "columns": [{"type": "words", "heading": heading} for heading in rows[0]],
        "rows": [{"values": row} for row in rows[1:]],
    }


def worksheet(box: Box) -> dict[str, Any]:
    instruction, lines = box.parts()
    words = _("A line of a worksheet looks like “- What to write [3]” or “tabel: Day | Income [6]”.")
    if not instruction or not lines:
        raise box.trouble(_("A worksheet has an instruction, an empty line, and lines to fill in."))
    items: list[dict[str, Any]] = []
    for line in lines:
        if match := TABLE.fullmatch(line):
            columns = [heading.strip() for heading in match[1].split(NEXT_CELL)]
            items.append({"type": "table", "value": {"columns": columns, "rows": int(match[2])}})
        elif match := PROMPT.fullmatch(line):
            items.append({"type": "prompt", "value": {"text": match[1], "lines": int(match[2])}})
        else:
            raise box.trouble(words, line)
    return {"title": box.title, "instruction": " ".join(instruction), "items": items}


def links(box: Box) -> dict[str, Any]:
    found = box.items(ONE_LINK, _("Each line of a list of links looks like “- [Name](https://…)”."))
    return {"title": box.title, "links": [{"text": match[1], "address": match[2]} for match in found]}


MAKERS: dict[str, tuple[str, Callable[[Box], dict[str, Any]]]] = {
    "kasus": ("case", case),
    "langkah": ("steps", steps),
    "daftar": ("checklist", checklist),
    "lipat": ("accordion", accordion),
    "renungan": ("reflection", reflection),
    "kelompok": ("group_talk", group_talk),
    "tabel": ("table", table),
    "lembar": ("worksheet", worksheet),
    "tautan": ("links", links),
}


def as_block(kind: str, title: Line, lines: list[Line], reader: Reader) -> Block:
    """One box of a lesson; ``title`` knows the line that opens it."""
    if kind in CALLOUTS:
        return Block("callout", {"kind": CALLOUTS[kind], "title": title, "text": as_html(lines)}, title.number)
    if kind == "cek":
        return Block("check", as_quiz(title, lines, reader), title.number)
    if kind in {"gambar", "rekaman"}:
        return Block(*_picture_or_recording(kind, title, lines, reader), title.number)
    if kind not in MAKERS:
        raise reader.trouble(_("There is no box of the kind “%(kind)s”.") % {"kind": kind}, title)
    if not title:
        raise reader.trouble(_("This box needs a title behind its name."), title)
    name, make = MAKERS[kind]
    return Block(name, make(Box(title, lines, reader)), title.number)


def _picture_or_recording(kind: str, name: Line, lines: list[Line], reader: Reader) -> tuple[str, dict[str, Any]]:
    title, _gap, text = "\n".join(lines).strip().partition("\n\n")
    words = " ".join(text.split())
    if not name or not title or not words:
        raise reader.trouble(_("After the first line stand a title, an empty line and a description."), name)
    if kind == "gambar":
        return "picture", {"drawing": name, "caption": title, "alt_text": words}
    return "recording", {"file": name, "title": title, "transcript": text.strip()}
