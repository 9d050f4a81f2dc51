from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from lms.exchange.enums import ExchangeEvent, ImportStatus, Outcome
from lms.exchange.models import ImportFinding, ImportRun
from lms.exchange.operations.surveys import BATCH, Survey, survey
from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery
from lms.journal.operations import record

WHISPERED_SECONDS = 900


def show_progress(run: ImportRun) -> Callable[[int], None]:
    """A reporter for work outside a transaction: everybody sees how far it is."""

    def report(rows: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(done_rows=rows)

    return report


def _key(run: ImportRun) -> str:
    return f"import-progress-{run.pk}"


def whisper_progress(run: ImportRun) -> Callable[[int], None]:
    """A reporter for work inside a transaction, which nobody sees from outside: by the cache, where it is shared."""

    def report(rows: int) -> None:
        cache.set(_key(run), rows, WHISPERED_SECONDS)

    return report


def progress_of(run: ImportRun) -> int:
    """Rows done so far; 0 when nobody can tell."""
    return max(run.done_rows, int(cache.get(_key(run), 0))) if run.is_working else run.row_count


def is_stuck(run: ImportRun) -> bool:
    """Work on it was given up after many attempts; an operator must look."""
    about = Delivery.objects.filter(event__subject_type=run._meta.label_lower, event__subject_id=str(run.pk))
    return about.filter(state=DeliveryState.DEAD).exists()


def check_import(run: ImportRun, *, at: datetime) -> None:
    """What the run would do, row by row. Reads the register and changes nothing in it."""
    keep_check(run, survey(run), at=at)


@transaction.atomic
def keep_check(run: ImportRun, found: Survey, *, at: datetime, is_stale: bool = False) -> None:
    """The result of a walk becomes what the officer sees; what she saw before is forgotten."""
    run.findings.all().delete()
    for finding in found.findings:
        finding.run = run
    ImportFinding.objects.bulk_create(found.findings, batch_size=BATCH)
    run.status, run.checked_at, run.is_stale = ImportStatus.CHECKED, at, is_stale
    run.new_rows = found.counts[Outcome.NEW]
    run.changed_rows = found.counts[Outcome.CHANGED]
    run.unchanged_rows = found.counts[Outcome.UNCHANGED]
    run.error_rows = found.counts[Outcome.ERROR]
    run.row_count = run.done_rows = found.counts.total()
    run.tallies = {str(kind): dict(codes) for kind, codes in found.tallies.items()}
    run.refused = {**run.refused, **found.refused}
    run.digest, run.obstacle = found.digest, found.obstacle
    run.started_at = None
    run.save()
    counts = {str(outcome): number for outcome, number in found.counts.items()}
    event = ExchangeEvent.REGISTER_CHANGED if is_stale else ExchangeEvent.CHECKED
    record(event, subject=run, by=None, at=at, data=counts)
