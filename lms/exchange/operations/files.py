from collections.abc import Iterator
from contextlib import contextmanager

from lms.exchange.models import ImportRun
from lms.exchange.sealing import opened
from lms.exchange.tables import Table, open_table
from lms.exchange.words import reason
from lms.refusal import Refusal


@contextmanager
def open_run(run: ImportRun) -> Iterator[Table]:
    """The sheet of an import, opened from its sealed file. Raises Refusal when the file is gone."""
    name = run.file.name or ""
    if not name or not run.file.storage.exists(name):
        raise Refusal([reason("file_lost")])
    with run.file.storage.open(name, "rb") as file:
        content = opened(file, uuid=run.uuid)
    yield open_table(content, name=run.original_name)
