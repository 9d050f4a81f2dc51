"""The register as a file that an import reads back without a change."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import IO, Any

import xlsxwriter
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.exchange.enums import PERSONAL, ExchangeEvent, FileFormat, SheetKind
from lms.exchange.planning import PLANNERS, lookups
from lms.exchange.rules import COLUMNS, csv_row, header_row, xlsx_row
from lms.exchange.tables import LIMITS
from lms.journal.models import Event
from lms.journal.operations import record
from lms.organisations.access import in_area
from lms.organisations.models import Institution, Membership, Person
from lms.refusal import refuse

EXPORTS_PER_HOUR = 10  # with names. Source: house security rules 6
MOST_ROWS = LIMITS.rows - 1  # with its header, as many as an import takes
CHUNK = 1_000


def exported_rows(kind: SheetKind, user: Any, *, area: str = "") -> QuerySet[Any]:
    """What ``user`` may see of the register, in ``area`` (a region code; empty: all of it)."""
    if kind == SheetKind.INSTITUTIONS:
        found = Institution.objects.visible_to(user).filter(in_area(area, "region__code"))
        return found.order_by("pk").prefetch_related("work_area")
    if kind == SheetKind.PEOPLE:
        lives = in_area(area, "region__code") if area else Q()
        return Person.objects.visible_to(user).filter(lives).order_by("pk")
    found = Membership.objects.visible_to(user).filter(in_area(area, "institution__region__code"))
    return found.filter(person__merged_into__isnull=True).select_related("person", "institution").order_by("pk")


@transaction.atomic
def export_register(
    kind: SheetKind, file_format: FileFormat, *, area: str, by: User, at: datetime
) -> tuple[IO[bytes], int]:
    """A file on disk, at its beginning, and its number of rows. A NIK is never in it. Raises Refusal."""
    if kind in PERSONAL:
        _count_export(by, at=at)
    found = exported_rows(kind, by, area=area)
    if found[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise refuse(
            "too_many_rows", _("These are more than %(limit)s rows. Choose one kabupaten or kota."), limit=MOST_ROWS
        )
    write = write_xlsx if file_format == FileFormat.XLSX else write_csv
    file, rows = write(kind, values_of(kind, found))
    data = {"kind": str(kind), "format": str(file_format), "area": area, "rows": rows}
    record(ExchangeEvent.EXPORTED, subject=by, by=by, at=at, data=data)
    return file, rows


def _count_export(by: User, *, at: datetime) -> None:
    """Under the lock of the officer's own row."""
    User.objects.select_for_update().get(pk=by.pk)
    earlier = Event.objects.filter(
        subject_type=User._meta.label_lower, subject_id=str(by.pk), name=ExchangeEvent.EXPORTED,
        at__gt=at - timedelta(hours=1), data__kind__in=[str(kind) for kind in PERSONAL],
    )  # fmt: skip
    if earlier.count() >= EXPORTS_PER_HOUR:
        message = _("You exported names %(number)s times within an hour. Wait a little before the next time.")
        raise refuse("too_many_exports", message, number=EXPORTS_PER_HOUR)


def values_of(kind: SheetKind, found: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Rows by column, as ``rules.csv_row`` and ``xlsx_row`` take them."""
    fields = PLANNERS[kind].fields
    for row in found.iterator(chunk_size=CHUNK):
        values = {name: getattr(row, attribute) for name, attribute in fields.items()}
        if isinstance(row, Institution):
            values |= {"number": row.number, "work_area": tuple(each.pk for each in row.work_area.all())}
        elif isinstance(row, Person):
            values["key"] = row.code
        else:
            values |= {
                "person_key": row.person.code,
                "institution_number": row.institution.number,
                "position": row.position,
                "starts_on": row.starts_on,
            }
        yield values


def write_csv(kind: SheetKind, rows: Iterable[dict[str, Any]]) -> tuple[IO[bytes], int]:
    """With the mark that makes spreadsheets read UTF-8; cells that would be formulas are neutralised."""
    file, known = tempfile.TemporaryFile(), lookups()  # noqa: SIM115  the answer streams from it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(header_row(kind))
    count = 0
    for values in rows:
        writer.writerow(csv_row(kind, values, known))
        count += 1
    text.flush()
    text.detach()
    file.seek(0)
    return file, count


def write_xlsx(kind: SheetKind, rows: Iterable[dict[str, Any]]) -> tuple[IO[bytes], int]:
    """Row by row in constant memory. Words are written as text, so that ``=1+1`` stays a name and never a formula."""
    file, known, count = tempfile.TemporaryFile(), lookups(), 0  # noqa: SIM115  the answer streams from it
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = add_sheet(book, kind)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for count, values in enumerate(rows, start=1):
        for column, value in enumerate(xlsx_row(kind, values, known)):
            if isinstance(value, date):
                sheet.write_datetime(count, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(count, column, value)
            elif value:
                sheet.write_string(count, column, value)
    book.close()
    file.seek(0)
    return file, count


def add_sheet(book: Any, kind: SheetKind) -> Any:
    """A sheet with the header of ``kind``; every column is text at first, so that no spreadsheet eats a zero."""
    sheet = book.add_worksheet(str(SheetKind(kind).label)[:31])
    bold, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
    for at, column in enumerate(COLUMNS[kind]):
        sheet.set_column(at, at, min(max(len(column.header) + 2, 14), 34), text)
        sheet.write_string(0, at, column.header, bold)
    sheet.freeze_panes(1, 0)
    return sheet
