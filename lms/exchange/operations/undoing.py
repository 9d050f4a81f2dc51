"""Taking back one import as a whole: what it created goes, what it changed becomes what it was.

What somebody changed since then is not lost: it is listed and stays. What others build upon by now stands against the
undoing; nothing of it happens then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ManyToOneRel
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.exchange.enums import ChangeAction, ExchangeEvent, ImportStatus
from lms.exchange.models import ImportChange, ImportRun
from lms.exchange.operations.restoring import changed_again, later_events, remove, restore
from lms.exchange.operations.runs import take_turn
from lms.exchange.operations.surveys import BATCH, batches
from lms.exchange.operations.uploads import AT_ONCE
from lms.exchange.planning.plans import NIK
from lms.journal.operations import record
from lms.organisations.models import Institution, Membership, Person
from lms.refusal import Reason, Refusal, constraints_as_refusal, refuse

UNDO_DAYS = 90
MOST_LISTED = 50


@dataclass
class Undoing:
    """What taking back would do. ``in_use`` and ``kept`` name rows of the register: (name, what for)."""

    removed: int = 0
    restored: int = 0
    in_use: list[tuple[str, str]] = field(default_factory=list)
    in_use_count: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    kept_count: int = 0

    def note_use(self, name: str, by: str) -> None:
        self.in_use_count += 1
        if len(self.in_use) < MOST_LISTED:
            self.in_use.append((name, by))

    def note_kept(self, name: str, what: str) -> None:
        self.kept_count += 1
        if len(self.kept) < MOST_LISTED:
            self.kept.append((name, what))


@dataclass
class Step:
    """One row of the register: to be removed, or fields to be put back."""

    row: models.Model
    change: ImportChange
    fields: dict[str, Any] = field(default_factory=dict)  # name → what it becomes again


def reasons_against_undo(run: ImportRun, found: Undoing, *, keeps_later: bool, at: datetime) -> Iterator[Reason]:
    if run.status not in (ImportStatus.DONE, ImportStatus.UNDOING):
        yield Reason("not_done", _("Only an import that was written can be taken back."))
    elif run.finished_at and run.finished_at < at - timedelta(days=UNDO_DAYS):
        days = (("days", UNDO_DAYS),)
        yield Reason("too_late", _("After %(days)s days an import can no longer be taken back."), days)
    if found.in_use_count:
        yield Reason("in_use", _("Rows of this import are in use by now. Nothing was taken back."))
    if found.kept_count and not keeps_later:
        yield Reason("changed_since", _("Some rows were changed since. Say that those may stay as they are now."))


@transaction.atomic
def undo_import(run: ImportRun, *, keeps_later: bool, by: User, at: datetime) -> ImportRun:
    """Take an import back, at once or in the background. Raises Refusal with every reason."""
    take_turn()
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    found = look_back(run, is_locking=True) if run.status == ImportStatus.DONE else Undoing()
    if run.status == ImportStatus.UNDOING:
        raise refuse("undoing", _("This import is being taken back already."))
    if reasons := tuple(reasons_against_undo(run, found, keeps_later=keeps_later, at=at)):
        raise Refusal(reasons)
    run.status, run.keeps_later_changes, run.is_stale = ImportStatus.UNDOING, keeps_later, False
    run.save(update_fields=["status", "keeps_later_changes", "is_stale"])
    if run.write_rows <= AT_ONCE:
        return take_back(run, by=by, at=at)
    record(ExchangeEvent.UNDO_ASKED, subject=run, by=by, at=at)
    return run


@transaction.atomic
def take_back(run: ImportRun, *, by: User, at: datetime) -> ImportRun:
    """The whole import or nothing of it. Raises Refusal when something stands against it by now."""
    take_turn()
    run = ImportRun.objects.get(pk=run.pk)
    if run.status != ImportStatus.UNDOING:
        return run
    found = look_back(run, is_locking=True)
    if reasons := tuple(reasons_against_undo(run, found, keeps_later=run.keeps_later_changes, at=at)):
        raise Refusal(reasons)
    with constraints_as_refusal(Institution, Person, Membership):
        for steps in _steps(run, Undoing(), ChangeAction.CREATED, is_locking=True):
            remove([step.row for step in steps], by=by, at=at, run=run)
        for steps in _steps(run, Undoing(), ChangeAction.CHANGED, is_locking=True):
            restore([(step.row, step.fields) for step in steps], by=by, at=at, run=run)
    run.status, run.undone_by, run.undone_at, run.is_stale = ImportStatus.UNDONE, by, at, False
    run.save(update_fields=["status", "undone_by", "undone_at", "is_stale"])
    counts = {"removed": found.removed, "restored": found.restored, "kept": found.kept_count}
    record(ExchangeEvent.UNDONE, subject=run, by=by, at=at, data=counts)
    return run


@transaction.atomic
def take_back_later(run: ImportRun, *, by: User, at: datetime) -> ImportRun:
    """``take_back`` for the worker: what stands against it brings the question back to the officer."""
    try:
        return take_back(run, by=by, at=at)
    except Refusal:
        run.status, run.is_stale = ImportStatus.DONE, True
        run.save(update_fields=["status", "is_stale"])
        record(ExchangeEvent.UNDO_REFUSED, subject=run, by=by, at=at)
        return run


def look_back(run: ImportRun, *, is_locking: bool = False) -> Undoing:
    """What taking back would do now, and what stands against it."""
    found = Undoing()
    for steps in _steps(run, found, ChangeAction.CREATED, is_locking=is_locking):
        found.removed += len(steps)
    for steps in _steps(run, found, ChangeAction.CHANGED, is_locking=is_locking):
        found.restored += len(steps)
    return found


def _steps(run: ImportRun, found: Undoing, action: ChangeAction, *, is_locking: bool) -> Iterator[list[Step]]:
    """Batch by batch, newest first. An import has rows of one model."""
    for changes in batches(run.changes.filter(action=action).order_by("-pk").iterator(chunk_size=BATCH)):
        model = apps.get_model(changes[0].model)
        rows = model._default_manager.select_for_update() if is_locking else model._default_manager.all()
        by_id = rows.in_bulk([change.object_id for change in changes])
        later = later_events(changes[0].model, by_id, run)
        present = [(by_id[each.object_id], each) for each in changes if each.object_id in by_id]  # nobody removed them
        if action == ChangeAction.CREATED:
            users = users_of(model, [pk for pk in by_id if pk not in later])
            steps = [_to_remove(row, change, found, later, users) for row, change in present]
        else:
            steps = [_to_restore(row, change, found) for row, change in present]
        yield [step for step in steps if step is not None]


def _to_remove(row: Any, change: ImportChange, found: Undoing, later: set[int], users: dict[int, str]) -> Step | None:
    if row.pk in later:
        found.note_kept(str(row), str(_("entered by this import, changed since")))
        return None
    if row.pk in users:
        found.note_use(str(row), users[row.pk])
    return Step(row, change)


def _to_restore(row: Any, change: ImportChange, found: Undoing) -> Step | None:
    changed_since = changed_again(row, change)
    if changed_since:
        found.note_kept(str(row), ", ".join(_label(row, name) for name in changed_since))
    fields = {name: value for name, value in change.before.items() if name not in changed_since}
    if NIK in changed_since:
        fields = {name: value for name, value in fields.items() if not name.startswith(NIK)}
    return Step(row, change, fields) if fields else None


def _label(row: models.Model, name: str) -> str:
    return "NIK" if name == NIK else str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def users_of(model: type[models.Model], ids: list[Any]) -> dict[int, str]:
    """Which of the rows others point to, whatever room those are in, and what they are."""
    users: dict[int, str] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        pointing: Any = relation.related_model
        if pointing._meta.auto_created:  # a link of a list of the row itself
            continue
        pointed = pointing._base_manager.filter(**{f"{relation.field.name}__in": ids})
        for pk in pointed.values_list(relation.field.attname, flat=True).distinct():
            users[pk] = str(pointing._meta.verbose_name)
    return users
