from collections.abc import Callable
from contextlib import AbstractContextManager

from celery import shared_task
from django.utils import timezone

from lms.accounts.models import User
from lms.exchange import operations
from lms.exchange.enums import ExchangeEvent, ImportStatus
from lms.exchange.models import ImportRun
from lms.journal.events import when
from lms.journal.models import Event

PERSON_ERASED = "person.erased"  # of lms.privacy, a room beside this one
Done = Callable[[], AbstractContextManager[None]]


@when(ExchangeEvent.CHECK_ASKED, slow=True)
def check_in_background(event: Event, done: Done) -> None:
    """Walk over a long sheet outside a transaction: a check locks nothing."""
    run = ImportRun.objects.select_related("by").get(pk=event.subject_id)
    found = None
    if run.status == ImportStatus.CHECKING:
        found = operations.survey(run, report=operations.show_progress(run))
    with done():
        if found is not None:
            operations.keep_check(run, found, at=timezone.now())


@when(ExchangeEvent.RUN_ASKED, slow=True)
def run_in_background(event: Event, done: Done) -> None:
    """Write and "done" commit together: a worker that is killed has written nothing, the next one begins anew."""
    run = ImportRun.objects.get(pk=event.subject_id)
    with done():
        operations.run_import(run, at=timezone.now(), report=operations.whisper_progress(run))


@when(ExchangeEvent.UNDO_ASKED, slow=True)
def undo_in_background(event: Event, done: Done) -> None:
    run = ImportRun.objects.get(pk=event.subject_id)
    by = User.objects.get(pk=event.by_id)
    with done():
        operations.take_back_later(run, by=by, at=timezone.now())


@when(PERSON_ERASED)
def forget_with_her(event: Event) -> None:
    operations.forget_person(int(event.subject_id))


@shared_task
def forget_imports() -> None:
    """Every day: raw files and what was found in them after 30 days, what undoing needs after 90."""
    operations.forget_imports(at=timezone.now())
