from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.exchange.enums import TO_ACCEPT, ExchangeEvent, ImportStatus, Outcome
from lms.exchange.models import ImportRun
from lms.exchange.operations.checks import keep_check
from lms.exchange.operations.surveys import Report, Survey, survey
from lms.exchange.operations.uploads import AT_ONCE
from lms.exchange.words import reason
from lms.exchange.writing import Pen
from lms.journal.operations import record
from lms.refusal import Reason, Refusal


class RegisterChanged(Exception):
    """The run came to something else than the check: nothing of it may stay."""

    def __init__(self, found: Survey):
        self.found = found
        super().__init__("register changed")


def to_accept(run: ImportRun) -> list[tuple[str, int]]:
    """The types of doubts and repairs an officer accepts before the run, with their number."""
    return [(code, number) for kind in TO_ACCEPT for code, number in sorted(run.tallies.get(kind, {}).items())]


def reasons_against_run(run: ImportRun, *, accepted: Collection[str], leaves_out_errors: bool) -> Iterable[Reason]:
    if run.status != ImportStatus.CHECKED:
        yield Reason("not_checked", _("This import is not waiting to be written. Look at what became of it."))
        return
    if run.obstacle:
        yield reason(run.obstacle)
    if not run.write_rows:
        yield Reason("nothing_to_write", _("There is nothing to write: no row is new or changed."))
    if run.error_rows and not leaves_out_errors:
        yield Reason("has_errors", _("Some rows have errors. Correct the file, or say that those rows are left out."))
    if any(code not in accepted for code, _number in to_accept(run)):
        yield Reason(
            "not_accepted", _("Accept each type of repair and doubt, or correct the file and upload it again.")
        )


@transaction.atomic
def start_import(
    run: ImportRun, *, accepted: Collection[str], leaves_out_errors: bool, by: User, at: datetime
) -> ImportRun:
    """Write a checked sheet into the register, at once or in the background. Raises Refusal with every reason."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if reasons := tuple(reasons_against_run(run, accepted=accepted, leaves_out_errors=leaves_out_errors)):
        raise Refusal(reasons)
    run.status, run.started_at, run.leaves_out_errors, run.done_rows = ImportStatus.RUNNING, at, leaves_out_errors, 0
    run.save(update_fields=["status", "started_at", "leaves_out_errors", "done_rows"])
    if run.row_count <= AT_ONCE:
        return run_import(run, at=at)
    record(ExchangeEvent.RUN_ASKED, subject=run, by=by, at=at)
    return run


def take_turn() -> None:
    """Imports write one after the other: the oldest one is the lock of all. Two at once could enter somebody twice."""
    ImportRun.objects.select_for_update().order_by("pk").first()


@transaction.atomic
def run_import(
    run: ImportRun, *, at: datetime, report: Report = lambda rows: None, turn: Callable[[], None] = take_turn
) -> ImportRun:
    """The whole sheet or nothing of it, in one transaction. ``turn`` is given by tests alone.

    Everything is planned anew under lock. When that comes to something else than the check the officer saw, nothing is
    written and the new result stands in its place.
    """
    turn()
    run = ImportRun.objects.select_related("by").get(pk=run.pk)
    if run.status != ImportStatus.RUNNING:
        return run
    try:
        with transaction.atomic():
            found = survey(run, pen=Pen(run, run.by, at), report=report)
            if found.digest != run.digest or found.refused or found.obstacle:
                raise RegisterChanged(found)
    except RegisterChanged as changed:
        run.refused = {**run.refused, **changed.found.refused}
        found = survey(run) if changed.found.refused else changed.found
        keep_check(run, found, at=at, is_stale=True)
        return run
    run.status, run.finished_at, run.done_rows, run.is_stale = ImportStatus.DONE, at, run.row_count, False
    run.save(update_fields=["status", "finished_at", "done_rows", "is_stale"])
    counts = {str(outcome): found.counts[outcome] for outcome in Outcome}
    record(ExchangeEvent.RAN, subject=run, by=run.by, at=at, data=counts)
    return run
