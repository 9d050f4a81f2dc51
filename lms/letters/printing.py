"""The bytes of letters and bundles. Slow work: call it outside a transaction, in the worker."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.text import slugify

from certificates.numbering import MAX_LENGTH
from lms.cohorts.papers import printable
from lms.letters.documents import in_force
from lms.letters.enums import OF_LETTERS, BundleForm, BundleKind, LetterKind
from lms.letters.models import Bundle, Letter
from lms.letters.office_file import write_docx
from lms.letters.papers import PAPERS
from lms.letters.wording import words_of

TITLES = {
    BundleKind.INVITATION: "Undangan",
    BundleKind.ASSIGNMENT: "Surat tugas",
    BundleKind.STATEMENT: "Surat keterangan mengikuti kegiatan",
}
SUFFIXES = {BundleForm.PDF: ".pdf", BundleForm.ZIP: ".zip", BundleForm.DOCX: ".zip"}
MAX_FILE_NAME = 60
DRAWINGS = {"qr_svg"}  # no words of a paper
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def draw_letter(letter: Letter) -> bytes:
    """The PDF of a letter, from its frozen facts and its number alone."""
    words = letter_words(letter)
    author = letter.frozen_facts.head.office_name
    return _draw("letter", [words], title=words["document_title"], author=author, on=letter.issued_on)


def write_letter(letter: Letter) -> bytes:
    """The same letter as DOCX."""
    return write_docx(letter_words(letter))


def letter_words(letter: Letter) -> dict:
    kind = LetterKind(letter.kind)
    return words_of(kind, letter.frozen_facts, number=letter.number, issued_on=letter.issued_on)


def make_bundle(bundle: Bundle, *, at: datetime) -> tuple[bytes, int]:
    """The file, and how many letters or people are inside."""
    kind, form = BundleKind(bundle.kind), BundleForm(bundle.form)
    on = bundle.cohort.local_date(at)
    author = bundle.cohort.office.name
    if kind not in OF_LETTERS:
        design, title, papers_of = PAPERS[kind]
        papers = list(papers_of(bundle.cohort))
        return _draw(design, papers, title=f"{title} {bundle.cohort.title}", author=author, on=on), len(papers)
    letters = in_order(bundle)
    if form == BundleForm.PDF:
        return draw_all(letters, title=f"{TITLES[kind]} {bundle.cohort.title}", author=author, on=on), len(letters)
    return zip_all(letters, form), len(letters)


def draw_all(letters: Sequence[Letter], *, title: str, author: str, on: date) -> bytes:
    """One PDF with all."""
    return _draw("letter", [letter_words(letter) for letter in letters], title=title, author=author, on=on)


def in_order(bundle: Bundle) -> Sequence[Letter]:
    """Letters in force as people look for them: by kabupaten or kota, then by name."""
    letters = in_force(bundle.cohort, LetterKind(bundle.kind))
    return list(letters.order_by("region", "enrolment__region", "enrolment__person_name", "pk"))


def zip_all(letters: Sequence[Letter], form: BundleForm) -> bytes:
    """One file for each letter; a PDF that is stored already is taken as it was sent."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if form == BundleForm.ZIP else zipfile.ZIP_DEFLATED) as archive:
        for name, content in _members(letters, form):
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), content)
    return file.getvalue()


def _members(letters: Sequence[Letter], form: BundleForm) -> Iterator[tuple[str, bytes]]:
    for place, letter in enumerate(letters, start=1):
        name = f"{place:03}-{slugify(letter.addressee)[:MAX_FILE_NAME].rstrip('-')}"
        if form == BundleForm.DOCX:
            yield f"{name}.docx", write_letter(letter)
        elif letter.document:
            with letter.document.open("rb") as document:
                yield f"{name}.pdf", document.read()
        else:
            yield f"{name}.pdf", draw_letter(letter)


def _draw(design: str, papers: Sequence[dict], *, title: str, author: str, on: date) -> bytes:
    from lms.letters.drawing import draw  # Typst and its fonts load in the worker that draws, not in the web

    title, author = printable(title), printable(author)
    return draw(design, [drawable(paper) for paper in papers], title=title, author=author, on=on)


def drawable(paper: dict) -> dict:
    """The same paper without signs that no font has: one strange name must not stop the others. Numbers stay whole."""
    return printable(paper, most=MAX_LENGTH) | {name: paper[name] for name in DRAWINGS & paper.keys()}
