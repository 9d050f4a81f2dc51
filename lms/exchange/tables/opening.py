import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lms.exchange.rules.cells import is_blank
from lms.exchange.rules.headers import Mapping, find_header
from lms.exchange.rules.rows import Row
from lms.exchange.tables.delimited import Delimited
from lms.exchange.tables.limits import LIMITS, MB, Limits, no
from lms.exchange.tables.workbooks import Sheet, Workbook

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a workbook with a password looks like
ZIP = b"PK"


@dataclass(frozen=True)
class Table:
    """One sheet. The file it came from has to stay open while rows are read."""

    source: Sheet | Delimited
    sheet: str  # "" for CSV
    sheet_names: tuple[str, ...]

    @property
    def row_count(self) -> int:
        """Up to the last one in use, empty ones included: a bound for showing progress."""
        return self.source.row_count

    def rows(self) -> Iterator[Row]:
        """From the top, each row that holds something; may be asked again, one at a time."""
        return self.source.rows()


def open_table(file: IO[bytes], *, name: str, limits: Limits = LIMITS, sheet: str = "") -> Table:
    """The sheet called ``sheet``, else the first visible one with rows. Raises ``Refusal`` in words for a person."""
    size = file.seek(0, os.SEEK_END) or file.tell()
    if not size:
        raise no("file_empty")
    if size > limits.upload_bytes:
        raise no("file_too_large", megabytes=-(-size // MB), limit=limits.upload_bytes // MB)
    file.seek(0)
    start = file.read(len(OLD_EXCEL))
    extension = os.path.splitext(name)[1].lower()
    if extension not in (".xlsx", ".csv"):
        raise no("wrong_extension")
    if start == OLD_EXCEL:
        raise no("old_or_locked")
    if extension == ".csv":
        if start.startswith(ZIP):
            raise no("unreadable_text")
        return Table(Delimited(file, limits), "", ())
    if not start.startswith(ZIP):
        raise no("not_a_workbook")
    return _sheet_of(Workbook(file, size, limits), sheet)


def _sheet_of(book: Workbook, name: str) -> Table:
    if name and name not in book.sheet_names:
        raise no("no_such_sheet", name=name[:40])
    for each in (name,) if name else book.sheet_names:
        sheet = book.sheet(each)
        if name or sheet.row_count:
            return Table(sheet, each, book.sheet_names)
    raise no("no_rows")


def headed(table: Table, kind: str) -> Mapping:
    """Which column holds what. Raises ``Refusal`` without a usable header, or without a row below it."""
    if next(table.rows(), None) is None:
        raise no("no_rows")
    mapping = find_header(table.rows(), kind)
    if next(data_rows(table, mapping), None) is None:
        raise no("only_a_header")
    return mapping


def data_rows(table: Table, mapping: Mapping) -> Iterator[Row]:
    """The rows below the header with something in a known column."""
    for row in table.rows():
        if row.number > mapping.last_row and not is_blank(row, mapping):
            yield row
