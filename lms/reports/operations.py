from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.reports.enums import ExportEvent


@transaction.atomic
def journal_export(user: User, *, rows: int, area: str, status: str, at: datetime) -> None:
    """Who took which list out of the house, and how long it was."""
    record(ExportEvent.INSTITUTIONS, subject=user, by=user, at=at, data={"rows": rows, "area": area, "status": status})
