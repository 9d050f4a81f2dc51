from datetime import datetime
from typing import IO
from uuid import uuid4

from django.core.files import File
from django.db import transaction

from lms.accounts.models import User
from lms.exchange.enums import ExchangeEvent, ImportStatus, SheetKind
from lms.exchange.models import ImportRun
from lms.exchange.operations.checks import check_import
from lms.exchange.sealing import sealed
from lms.exchange.tables import data_rows, headed, open_table
from lms.journal.operations import record

AT_ONCE = 200  # rows; more are a matter for the worker


@transaction.atomic
def upload_import(file: IO[bytes], *, name: str, kind: SheetKind, by: User, at: datetime) -> ImportRun:
    """Keep a sheet sealed and check it, at once or in the background. Raises Refusal for a file that cannot be read."""
    table = open_table(file, name=name)
    mapping = headed(table, kind)
    row_count = sum(1 for _row in data_rows(table, mapping))
    size_bytes = file.seek(0, 2)
    run = ImportRun(
        uuid=uuid4(),
        kind=kind,
        by=by,
        original_name=name[-150:],
        size_bytes=size_bytes,
        row_count=row_count,
        uploaded_at=at,
    )
    run.file.save(name, File(sealed(file, uuid=run.uuid)), save=False)
    run.save(force_insert=True)
    if row_count <= AT_ONCE:
        check_import(run, at=at)
    else:
        record(ExchangeEvent.CHECK_ASKED, subject=run, by=by, at=at, data={"kind": kind, "rows": row_count})
    return run


@transaction.atomic
def drop_import(run: ImportRun, *, by: User, at: datetime) -> None:
    """The officer thinks better of it before anything was written: the file goes at once."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ImportStatus.CHECKED:
        return
    run.status = ImportStatus.DROPPED
    run.save(update_fields=["status"])
    record(ExchangeEvent.DROPPED, subject=run, by=by, at=at)
