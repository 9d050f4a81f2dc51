from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from lms.exchange.enums import WORKING, ChangeAction, ExchangeEvent, ImportStatus
from lms.exchange.models import ImportChange, ImportFinding, ImportRun
from lms.exchange.operations.undoing import UNDO_DAYS
from lms.journal.operations import record
from lms.organisations.models import Person

FILE_DAYS = 30  # Source: house security rules 11, raw imports


def forget_imports(*, at: datetime) -> int:
    """Erase raw files and what was found in them after 30 days, and what undoing needs after 90; how many files.

    A dropped import is forgotten at once. The line with its numbers stays.
    """
    old = Q(uploaded_at__lt=at - timedelta(days=FILE_DAYS)) | Q(status=ImportStatus.DROPPED)
    runs = ImportRun.objects.filter(old, forgotten_at__isnull=True).exclude(status__in=WORKING)
    forgotten = [_forget(pk, at=at) for pk in runs.values_list("pk", flat=True)]
    past = ImportRun.objects.filter(finished_at__lt=at - timedelta(days=UNDO_DAYS)).exclude(status__in=WORKING)
    ImportChange.objects.filter(run__in=past).delete()
    return sum(forgotten)


@transaction.atomic
def _forget(pk: int, *, at: datetime) -> bool:
    run = ImportRun.objects.select_for_update().get(pk=pk)
    if run.is_working or run.forgotten_at is not None:
        return False
    name, run.file, run.forgotten_at = run.file.name, "", at
    if run.status == ImportStatus.CHECKED:
        run.status = ImportStatus.DROPPED
    run.save(update_fields=["file", "forgotten_at", "status"])
    ImportFinding.objects.filter(run=run).delete()
    record(ExchangeEvent.FORGOTTEN, subject=run, by=None, at=at)
    if name:
        transaction.on_commit(partial(run.file.storage.delete, name))
    return True


def forget_person(person_id: int) -> None:
    """Her data were deleted at her own request: what an import kept to put back goes too."""
    ids = [person_id, *Person.objects.filter(merged_into=person_id).values_list("pk", flat=True)]
    changes = ImportChange.objects.filter(model=Person._meta.label_lower, object_id__in=ids)
    changes.filter(action=ChangeAction.CHANGED).delete()
