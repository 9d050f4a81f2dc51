"""Sheets as people send them, built in memory."""

import csv
import io
from datetime import UTC, date, datetime

import xlsxwriter

from lms.exchange.enums import SheetKind
from lms.exchange.operations import start_import, to_accept, undo_import, upload_import

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def csv_file(*rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def xlsx_file(*rows, merges=(), numbers=False):
    """``merges``: (first row, first column, last row, last column, words), counted from 0."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet, day = book.add_worksheet("Data"), book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, value)
    for merge in merges:
        sheet.merge_range(*merge)
    book.close()
    file.seek(0)
    return file


def upload(officer, kind, *rows, at=AT):
    return upload_import(csv_file(*rows), name="data.csv", kind=SheetKind(kind), by=officer, at=at)


def run(checked, *, at=AT, leaves_out_errors=False):
    """Accept everything and write."""
    accepted = [code for code, _number in to_accept(checked)]
    return start_import(checked, accepted=accepted, leaves_out_errors=leaves_out_errors, by=checked.by, at=at)


def bring_in(officer, kind, *rows, at=AT, leaves_out_errors=False):
    return run(upload(officer, kind, *rows, at=at), at=at, leaves_out_errors=leaves_out_errors)


def undo(done, *, at, keeps_later=False):
    return undo_import(done, keeps_later=keeps_later, by=done.by, at=at)


def counts(done):
    return (done.new_rows, done.changed_rows, done.unchanged_rows, done.error_rows)


def errors(checked):
    return list(checked.findings.filter(kind="error").values_list("row", "column", "code"))
