"""The list of institutions as XLSX, written row by row in constant memory."""

from collections.abc import Iterable
from datetime import date
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from lms.organisations.models import Institution
from lms.reports.institutions import reasons_against

WIDTHS = (16, 38, 28, 30, 14, 24, 16, 16, 16, 14, 60)


def header() -> tuple[str, ...]:
    return (
        _("Register number"),
        _("Name"),
        _("Kabupaten or kota"),
        _("Kind"),
        _("Registered"),
        _("Paper"),
        _("Paper valid until"),
        _("Certified"),
        _("Certified until"),
        _("Trained people"),
        _("Why not certified"),
    )


def write_institutions(file: IO[bytes], institutions: Iterable[Institution], *, on: date) -> int:
    """Answers the number of rows. Words are written as text, so that ``=1+1`` stays a name and never a formula."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet(_("Institutions"))
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "d mmmm yyyy"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)
    for column, title in enumerate(header()):
        sheet.write_string(0, column, title, bold)
    count = 0
    for count, institution in enumerate(institutions, start=1):
        for column, value in enumerate(cells(institution, on=on)):
            if isinstance(value, date):
                sheet.write_datetime(count, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(count, column, value)
            else:
                sheet.write_string(count, column, value)
    sheet.autofilter(0, 0, count, len(WIDTHS) - 1)
    book.close()
    return count


def cells(institution: Any, *, on: date) -> tuple[str | int | date, ...]:
    """``institution`` carries the annotations of ``institutions_for`` and ``with_details``."""
    yes, no = _("yes"), _("no")
    why = " ".join(str(reason) for reason in reasons_against(institution, on=on))
    return (
        institution.number,
        institution.name,
        institution.region.name,
        institution.kind.name,
        yes if institution.is_registered else no,
        institution.paper_number or "",
        institution.paper_until or "",
        yes if institution.is_certified else no,
        institution.certified_until or "",
        institution.trained_people,
        why,
    )
