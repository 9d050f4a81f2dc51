"""An empty sheet to fill in, with a second sheet that explains its columns."""

import tempfile
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exchange.enums import SheetKind
from lms.exchange.operations.exports import add_sheet
from lms.exchange.rules import COLUMNS, ONE_OF, Column
from lms.exchange.rules.choices import CHOICES

HINTS: dict[str, Any] = {
    "text": gettext_lazy("Text, at most %(length)s characters."),
    "code": gettext_lazy("A number or code, as it stands on the paper. Format the cells as text."),
    "key": gettext_lazy("The code of the person in Pilar, such as P7K2M9QXWA. Leave it empty for somebody new."),
    "date": gettext_lazy("A date with the day first: 22/07/2019 or 22 Juli 2019."),
    "year": gettext_lazy("A year of four digits."),
    "count": gettext_lazy("A whole number."),
    "yes_no": gettext_lazy("Ya or Tidak."),
    "nik": gettext_lazy("16 digits. Format the cells as text. Empty: the NIK on file stays."),
    "nip": gettext_lazy("18 digits. Format the cells as text."),
    "npwp": gettext_lazy("15 or 16 digits. Format the cells as text."),
    "nib": gettext_lazy("13 digits. Format the cells as text."),
    "phone": gettext_lazy("A telephone number, such as 0812 3456 7890."),
    "email": gettext_lazy("An e-mail address."),
    "regency": gettext_lazy("The name or code of the kabupaten or kota, such as Kabupaten Kapuas or 62.03."),
    "district": gettext_lazy("The name or code of the kecamatan."),
    "work_area": gettext_lazy("Names or codes of areas, with a semicolon between them."),
    "kind": gettext_lazy("The kind of PSKS, such as LKS or Karang Taruna."),
}
NUMBER_HINT = gettext_lazy("The register number. Leave it empty for a new institution: it gets one.")
GENERAL: tuple[Any, ...] = (
    gettext_lazy("Fill in the first sheet, one row for each entry. Leave the column names as they are."),
    gettext_lazy("An empty cell leaves what is on file as it is. Nothing is erased by an import."),
    gettext_lazy("Columns may be left out or moved, as long as the required ones are there."),
    gettext_lazy("After the upload you see what would happen. Only then do you decide."),
)


def write_template(kind: SheetKind) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer streams from it
    book = xlsxwriter.Workbook(file)
    add_sheet(book, kind)
    _explain(book, kind)
    book.close()
    file.seek(0)
    return file


def _explain(book: Any, kind: SheetKind) -> None:
    sheet = book.add_worksheet(_("How to fill it in"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30, wrapped)
    sheet.set_column(1, 1, 16, wrapped)
    sheet.set_column(2, 2, 90, wrapped)
    for row, words in enumerate(GENERAL):
        sheet.write_string(row, 0, str(words))
    begin = len(GENERAL) + 1
    for at, title in enumerate((_("Column"), _("Required"), _("What to write"))):
        sheet.write_string(begin, at, title, bold)
    for row, column in enumerate(COLUMNS[kind], start=begin + 1):
        sheet.write_string(row, 0, column.header, wrapped)
        sheet.write_string(row, 1, _required(column, kind), wrapped)
        sheet.write_string(row, 2, hint(column), wrapped)


def _required(column: Column, kind: SheetKind) -> str:
    if column.is_required:
        return _("yes")
    return _("one of these") if column.field in ONE_OF.get(kind, ()) else _("no")


def hint(column: Column) -> str:
    if column.field == "number":
        return str(NUMBER_HINT)
    if column.type in CHOICES:
        words = ", ".join(words.usual[0] for words in CHOICES[column.type].values())
        return _("One of: %(words)s.") % {"words": words}
    return str(HINTS[column.type]) % {"length": column.max_length}
