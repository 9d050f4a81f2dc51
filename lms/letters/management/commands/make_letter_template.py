"""Makes ``designs/letter.docx`` anew: the letter as a Word file with placeholders, for offices that edit theirs.

Run it after a change here and commit the file. Its placeholders are ``lms.letters.wording.KEYS`` and no others.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lms.letters.office_file import TEMPLATE

TEXT_WIDTH = 165  # millimetres between the margins of an A4 page
FONT = "Times New Roman"  # on every office computer, so that the letter looks there as here


class Command(BaseCommand):
    help = "Makes the DOCX template of letters anew."

    def handle(self, *args: Any, **options: Any) -> None:
        made(TEMPLATE)
        self.stdout.write(f"{TEMPLATE} is made.")


def made(path: Path) -> None:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(20)
    page.top_margin, page.bottom_margin = Mm(16), Mm(18)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11.5)
    style.paragraph_format.space_after = Pt(6)
    document.core_properties.title, document.core_properties.author = "Surat", ""
    _head(document)
    _reference(document)
    _body(document)
    _end(document)
    document.save(str(path))


def _line(document: Any, text: str, *, size: float = 11.5, bold: bool = False, align: Any = None) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _head(document: Any) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    for name, size, bold in (("government", 13, False), ("office", 16, True), ("address", 9.5, False)):
        _line(document, f"{{%p if head.{name} %}}")
        paragraph = _line(document, f"{{{{ head.{name} }}}}", size=size, bold=bold, align=centre)
        paragraph.paragraph_format.space_after = Pt(0)
        _line(document, "{%p endif %}")
    rule = document.add_paragraph()
    rule.paragraph_format.line_spacing, rule.paragraph_format.space_after = Pt(4), Pt(0)
    _ruled(rule)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _ruled(paragraph: Any) -> None:
    """The double line under the letterhead."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _reference(document: Any) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "{%p if title %}")
    _line(document, "{{ title }}", size=14, bold=True, align=centre).paragraph_format.space_after = Pt(0)
    _line(document, "Nomor: {{ number }}", align=centre).paragraph_format.space_after = Pt(18)
    _line(document, "{%p else %}")
    first = _pair(document, "Nomor", "{{ number }}", tab=22)
    first.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    first.add_run("\t{{ date_line }}")
    for label, name in (("Sifat", "nature"), ("Lampiran", "attachment"), ("Hal", "subject")):
        _pair(document, label, f"{{{{ {name} }}}}", tab=22, bold=name == "subject")
    document.add_paragraph()
    _line(document, "{%p for line in addressee %}")
    _line(document, "{{ line }}").paragraph_format.space_after = Pt(0)
    _line(document, "{%p endfor %}")
    document.add_paragraph()
    _line(document, "{%p endif %}")


def _pair(document: Any, label: str, value: str, *, tab: int, left: int = 0, bold: bool = False) -> Any:
    """A label, a colon and a value that hangs under itself."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_after, shape.left_indent, shape.first_line_indent = Pt(0), Mm(left + tab + 3), Mm(-(tab + 3))
    shape.tab_stops.add_tab_stop(Mm(left + tab))
    shape.tab_stops.add_tab_stop(Mm(left + tab + 3))
    paragraph.add_run(f"{label}\t:\t")
    paragraph.add_run(value).bold = bold
    return paragraph


def _body(document: Any) -> None:
    both = WD_ALIGN_PARAGRAPH.JUSTIFY
    _line(document, "{%p for line in opening %}")
    _line(document, "{{ line }}", align=both)
    _line(document, "{%p endfor %}")
    _line(document, "{%p for row in details %}")
    _pair(document, "{{ row[0] }}", "{{ row[1] }}", tab=36, left=8)
    _line(document, "{%p endfor %}")
    _line(document, "{%p if people %}")
    _people(document)
    _line(document, "{%p endif %}")
    _line(document, "{%p if listed %}")
    _line(document, "{{ listed_title }}").paragraph_format.space_before = Pt(6)
    _line(document, "{%p for line in listed %}")
    item = _line(document, "{{ loop.index }}.\t{{ line }}", align=both)
    item.paragraph_format.left_indent, item.paragraph_format.first_line_indent = Mm(11), Mm(-7)
    item.paragraph_format.space_after = Pt(2)
    item.paragraph_format.tab_stops.add_tab_stop(Mm(11))
    _line(document, "{%p endfor %}")
    _line(document, "{%p endif %}")
    _line(document, "{%p if details or people or listed %}")
    _line(document, "").paragraph_format.line_spacing = Pt(4)
    _line(document, "{%p endif %}")
    _line(document, "{%p for line in closing %}")
    _line(document, "{{ line }}", align=both).paragraph_format.keep_with_next = True  # no signature stands alone
    _line(document, "{%p endfor %}")


def _people(document: Any) -> None:
    table = document.add_table(rows=4, cols=5, style="Table Grid")
    titles = ("No.", "Nama", "Jabatan", "Lembaga", "Kabupaten/Kota")
    values = ("each.no", "each.name", "each.position", "each.institution", "each.region")
    widths = (10, 48, 20, 52, 35)
    table.autofit = False  # else each program shares the width out anew
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for cell, title, value in zip(table.rows[0].cells, titles, values, strict=True):
        _written(cell, title, bold=True)
        _written(table.rows[2].cells[titles.index(title)], f"{{{{ {value} }}}}")
    _written(table.rows[1].cells[0], "{%tr for each in people %}")
    _written(table.rows[3].cells[0], "{%tr endfor %}")
    head = OxmlElement("w:tblHeader")  # said again on each page
    table.rows[0]._tr.get_or_add_trPr().append(head)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _written(cell: Any, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2.5)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(9.5)


def _end(document: Any) -> None:
    _signed(document, "")
    _line(document, "{%p if title %}")
    _signed(document, "{{ date_line }}")
    _line(document, "{%p endif %}")
    for text in ("{{ signature.title }},", "", "", "", "{{ signature.name }}", "{{ signature.nip }}"):
        _signed(document, text, bold="name" in text)
    document.add_paragraph()
    _line(document, "{%p if copies %}")
    _line(document, "Tembusan:", size=10).paragraph_format.space_after = Pt(0)
    _line(document, "{%p for line in copies %}")
    _line(document, "{{ loop.index }}. {{ line }}", size=10).paragraph_format.space_after = Pt(0)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endif %}")


def _signed(document: Any, text: str, *, bold: bool = False) -> None:
    shape = _line(document, text, bold=bold).paragraph_format
    shape.left_indent, shape.space_after, shape.keep_with_next = Mm(82), Pt(0), True
