"""Reads a course written as plain text files. The format is explained in ``content/starter/README.md``."""

import re
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from content.manuscript.boxes import as_block
from content.manuscript.reader import Line, Reader, as_html, as_quiz, trouble_at
from content.manuscript.texts import Block, CourseText, LessonText, ModuleText, Option, Quiz, RegulationText
from content.rules import SHARES

__all__ = [
    "Block",
    "CourseText",
    "LessonText",
    "ModuleText",
    "Option",
    "Quiz",
    "RegulationText",
    "read_course",
    "read_lesson",
    "read_module",
    "read_questions",
    "read_regulations",
    "trouble_at",
]

FENCE = re.compile(r"::: *([a-z]+) *(.*)")
JP = re.compile(r"(\d{1,3}) JP")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
HOURS = dict(zip(("teori", "praktik", "lapangan", "daring"), SHARES, strict=True))


def read_lesson(path: Path) -> LessonText:
    reader = Reader(path)
    head = reader.header("judul", optional=("tujuan",))
    blocks: list[Block] = []
    prose: list[Line] = []

    def close_prose() -> None:
        if html := as_html(prose):
            blocks.append(Block("text", html, prose[0].number))
        prose.clear()

    for line in reader.rest():
        match = FENCE.fullmatch(line)
        if match or line.startswith("## "):
            close_prose()
        if match:
            title = Line.at(line.number, match[2].strip())
            blocks.append(as_block(match[1], title, reader.until_fence_ends(), reader))
        else:
            prose.append(line)
    close_prose()
    return LessonText(slug=path.stem, title=head["judul"], aim=head.get("tujuan", ""), blocks=tuple(blocks))


def read_questions(path: Path) -> tuple[Quiz, ...]:
    reader = Reader(path)
    questions: list[Quiz] = []
    prompt = Line("")
    lines: list[Line] = []
    for line in [*reader.rest(), Line("## ")]:
        if not line.startswith("##"):
            lines.append(line)
            continue
        if prompt:
            questions.append(as_quiz(prompt, lines, reader))
        prompt, lines = Line.at(line.number, line.removeprefix("##").strip()), []
    return tuple(questions)


def read_module(folder: Path) -> ModuleText:
    reader = Reader(folder / "modul.md")
    head = reader.header("judul", "kode", "teori", "praktik", optional=("lapangan", "daring"))
    jp = dict.fromkeys(SHARES, 0)
    for name, share in HOURS.items():
        match = JP.fullmatch(head.get(name, "0 JP"))
        if match is None:
            raise reader.trouble(_("Hours look like “2 JP”."))
        jp[share] = int(match[1])
    return ModuleText(
        slug=folder.name,
        title=head["judul"],
        code=head["kode"],
        jp=jp,
        aims=as_html(list(reader.rest())),
        lessons=tuple(read_lesson(path) for path in sorted(folder.glob("[0-9]*.md"))),
        questions=read_questions(folder / "soal.md"),
    )


def read_course(folder: Path) -> CourseText:
    """A folder with ``kursus.md`` and one folder for each module, in the order of their names."""
    reader = Reader(folder / "kursus.md")
    head = reader.header(
        "judul",
        "jenis",
        "judul sertifikat",
        "ringkasan",
        optional=("untuk psks", "untuk ppks", "dasar hukum", "sesudah"),
    )
    return CourseText(
        slug=folder.name.replace("_", "-"),
        title=head["judul"],
        kind=head["jenis"],
        summary=head["ringkasan"],
        certificate_title=head["judul sertifikat"],
        aims=as_html(list(reader.rest())),
        for_psks=_listed(head, "untuk psks"),
        for_ppks=_listed(head, "untuk ppks"),
        regulations=_listed(head, "dasar hukum"),
        after=_listed(head, "sesudah"),
        modules=tuple(read_module(path) for path in sorted(folder.iterdir()) if (path / "modul.md").exists()),
    )


def _listed(head: dict[str, str], name: str) -> tuple[str, ...]:
    """``PSKS-04, PSKS-11`` as its parts."""
    return tuple(part.strip() for part in head.get(name, "").split(",") if part.strip())


def read_regulations(path: Path) -> tuple[RegulationText, ...]:
    """``## short name``, then ``tentang:``, ``tinjau:`` (a day) and, where so, ``diganti oleh:`` and ``alamat:``."""
    reader = Reader(path)
    found = []
    for line in reader.rest():
        if not line.startswith("## "):
            continue
        head = reader.header("tentang", "tinjau", optional=("diganti oleh", "alamat"))
        if not DAY.fullmatch(head["tinjau"]):
            raise reader.trouble(_("A day looks like “2027-06-30”."))
        found.append(
            RegulationText(
                name=line.removeprefix("## ").strip(),
                title=head["tentang"],
                review_on=date.fromisoformat(head["tinjau"]),
                replaced_by=head.get("diganti oleh", ""),
                url=head.get("alamat", ""),
            )
        )
    return tuple(found)
