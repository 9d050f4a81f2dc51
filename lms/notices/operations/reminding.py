"""Reminders are planned rows like other notices, and follow what they remind of."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from lms.cohorts.models import Cohort
from lms.journal.models import Event
from lms.journal.operations import record
from lms.notices.enums import MailState, NoticeEvent, NoticeState
from lms.notices.models import Notice, NoticeQuerySet
from lms.notices.operations.planning import BATCH, notice_for
from lms.notices.operations.reminders import Reminder, reminders_of
from lms.notices.recipients import Recipient, reachable

KEPT_IN_STEP = ("state", "lapsed_at", "planned_at", "is_urgent", "by_mail", "values", "subject", "body")


class Key(NamedTuple):
    kind: str
    reminds_of: str
    recipient: int


class Batch(NamedTuple):
    """What is planned together: its words, when an officer wrote them, and whether she called it off."""

    event_id: int
    subject: str = ""
    body: str = ""
    is_called_off: bool = False


Wanted = dict[Key, tuple[Reminder, Recipient]]
Batches = dict[tuple[str, str], Batch]


@transaction.atomic
def renew_reminders(cohort: Cohort, *, at: datetime) -> int:
    """Plan what is missing and take back what is no longer needed, once for each person; answers how many are new.

    What was sent or read stays as it is. What an officer cancelled is not planned again, her own words are told to who
    comes later too. What was taken back here comes back when it is needed after all, but not what she cancelled.
    """
    # Workers take turns by this row. Not by a full lock: notices that others write at this moment point to it.
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    wanted = _wanted(cohort, at)
    rows = Notice.objects.filter(cohort=cohort).exclude(reminds_of="")
    open_states = (NoticeState.PLANNED, NoticeState.CANCELLED)
    locked = rows.filter(state__in=open_states).select_related("mailing").locked_in_order()
    known = {Key(row.kind, row.reminds_of, row.recipient_id): row for row in locked}
    told = {Key(*key) for key in rows.values_list("kind", "reminds_of", "recipient")}
    batches = _batches(rows)
    changed, back = _brought_into_step(known, wanted, batches, at)
    Notice.objects.bulk_update(changed, KEPT_IN_STEP, batch_size=BATCH)
    new = []
    for key in sorted(wanted.keys() - told):
        reminder, one = wanted[key]
        batch = batches.get(key[:2]) or _begun(cohort, key, at)
        batches[key[:2]] = batch
        if not batch.is_called_off:
            new.append(_written(batch, reminder, one, at))
    Notice.objects.bulk_create(new, batch_size=BATCH)
    return len(new) + back


def _written(batch: Batch, reminder: Reminder, one: Recipient, at: datetime) -> Notice:
    words = replace(reminder.told, subject=batch.subject, body=batch.body)
    return notice_for(batch.event_id, words, one, at=max(reminder.due, at))


def renew_after(event: Event, *, at: datetime) -> None:
    """Reminders follow at once what happened to a cohort, or to somebody in it."""
    is_of_cohort = event.subject_type == Cohort._meta.label_lower
    mine = Q(pk=event.subject_id) if is_of_cohort else Q(enrolments=event.subject_id)
    renew_reminders(Cohort.objects.get(mine), at=at)


def _batches(rows: NoticeQuerySet) -> Batches:
    fields = ("kind", "reminds_of", "event_id", "subject", "body", "state", "lapsed_at")
    found: Batches = {}
    for kind, about, event, subject, body, state, lapsed_at in rows.order_by("body", "pk").values_list(*fields):
        before = found.get((kind, about))
        is_cancelled = state == NoticeState.CANCELLED and lapsed_at is None
        found[kind, about] = Batch(event, subject, body, is_cancelled or bool(before and before.is_called_off))
    return found


def _begun(cohort: Cohort, key: Key, at: datetime) -> Batch:
    data = {"kind": key.kind, "about": key.reminds_of}
    return Batch(record(NoticeEvent.REMINDER_PLANNED, subject=cohort, by=None, at=at, data=data).pk)


def _wanted(cohort: Cohort, at: datetime) -> Wanted:
    reminders = reminders_of(cohort, at=at)
    people = {one.user_id: one for one in reachable({pk for reminder in reminders for pk in reminder.people})}
    return {
        Key(reminder.told.kind, reminder.told.reminds_of, pk): (reminder, people[pk])
        for reminder in reminders
        for pk in sorted(reminder.people & people.keys())
    }


def _brought_into_step(
    known: dict[Key, Notice], wanted: Wanted, batches: Batches, at: datetime
) -> tuple[list[Notice], int]:
    """Rows that lapse, come back or tell something else now; and how many of them come back."""
    changed, back = [], 0
    for key, row in known.items():
        reminder, one = wanted.get(key, (None, None))
        if reminder is None or one is None:
            if _can_be_changed(row):
                row.state, row.lapsed_at = NoticeState.CANCELLED, at
                changed.append(row)
        elif row.lapsed_at is not None and not batches[key[:2]].is_called_off:
            fresh = _written(batches[key[:2]], reminder, one, at)
            for name in KEPT_IN_STEP:
                setattr(row, name, getattr(fresh, name))
            changed.append(row)
            back += 1
        elif _can_be_changed(row) and row.values != reminder.told.values:
            row.values = reminder.told.values
            changed.append(row)
    return changed, back


def _can_be_changed(row: Notice) -> bool:
    is_leaving = row.mailing is not None and row.mailing.state == MailState.SENDING
    return row.state == NoticeState.PLANNED and not row.is_read and not is_leaving
