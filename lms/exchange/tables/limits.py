from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.refusal import Refusal, refuse

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Of one upload. Source: security rules, section 3; the others follow from the memory a sheet may take."""

    upload_bytes: int = 20 * MB
    unpacked_bytes: int = 200 * MB  # really read; and of shared texts, each as often as cells show it
    shown_bytes: int = 1024 * MB  # did every cell show the longest text: holds whatever a cell says it shows
    ratio: int = 100
    entries: int = 2_000
    sheets: int = 10
    rows: int = 50_000
    columns: int = 200
    cells: int = 3_000_000  # rows times columns of the area in use, which is held in memory
    merged_areas: int = 100_000
    cell_errors: int = 100_000


LIMITS = Limits()

REFUSALS: dict[str, Any] = {
    "file_empty": _("The file is empty."),
    "file_too_large": _(
        "The file has %(megabytes)s MB; at most %(limit)s MB are possible. Split it into several files."
    ),
    "wrong_extension": _("Only files ending in .xlsx or .csv can be read."),
    "not_a_workbook": _("The file is not an Excel workbook, though its name says so. Save it as .xlsx and try again."),
    "old_or_locked": _(
        "The file is an old Excel file (.xls) or protected by a password. "
        "Save it as an Excel workbook (.xlsx) without a password."
    ),
    "locked": _("The file is protected by a password. Save it without one."),
    "damaged": _("The file is damaged or was changed by hand. Open it in a spreadsheet program and save it again."),
    "too_many_entries": _("The file holds more parts than a workbook has. Copy the table into a new workbook."),
    "unsafe_entry": _("The file holds a part with a forbidden name. Copy the table into a new workbook."),
    "nested_archive": _("The file holds another file inside. Copy the table alone into a new workbook."),
    "unpacks_too_large": _("Unpacked, the file becomes too large. Copy the table alone into a new workbook."),
    "forbidden_xml": _("The file holds definitions that are not allowed. Copy the table into a new workbook."),
    "too_many_sheets": _("The workbook has more than %(limit)s sheets. Keep only the one to be read."),
    "too_many_rows": _("The sheet has more than %(limit)s rows. Split it into several files."),
    "too_many_columns": _("The sheet has more than %(limit)s columns. Delete what is not part of the table."),
    "too_many_cells": _("The table is too large: too many rows and columns are in use. Delete what is not part of it."),
    "too_many_merged": _("The sheet has too many merged cells. Unmerge them and try again."),
    "too_many_errors": _("Too many cells show an error such as #REF!. Correct the formulas and try again."),
    "no_such_sheet": _("The workbook has no sheet called “%(name)s”."),
    "no_rows": _("The sheet is empty."),
    "only_a_header": _("Below the column names there are no rows."),
    "unreadable_text": _("The text of the file cannot be read. Save it as CSV UTF-8."),
    "broken_csv": _("Line %(line)s of the file cannot be read: a quotation mark is wrong, or a cell is too long."),
}


def no(code: str, **values: Any) -> Refusal:
    return refuse(code, REFUSALS[code], **values)
