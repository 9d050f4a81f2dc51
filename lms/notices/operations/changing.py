"""Planned notices are read before they go out, changed and taken back; what arrived is marked as read."""

from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.notices.enums import MailState, NoticeEvent, NoticeState
from lms.notices.models import Notice, NoticeQuerySet
from lms.notices.rules import reasons_against_change, reasons_against_words
from lms.refusal import Refusal


@transaction.atomic
def change_notices(notice: Notice, *, subject: str, body: str, by: User, at: datetime) -> int:
    """Other words for all that were planned together and nobody has read yet. Answers how many."""
    batch = _lock_batch(notice)
    if reasons := reasons_against_words(subject, body):
        raise Refusal(reasons)
    changed = batch.update(subject=subject, body=body)
    record(NoticeEvent.CHANGED, subject=notice, by=by, at=at, data={"notices": changed})
    return changed


@transaction.atomic
def cancel_notices(notice: Notice, *, by: User, at: datetime) -> int:
    """Take back all that were planned together and nobody has read yet. Answers how many."""
    cancelled = _lock_batch(notice).update(state=NoticeState.CANCELLED)
    record(NoticeEvent.CANCELLED, subject=notice, by=by, at=at, data={"notices": cancelled})
    return cancelled


def _lock_batch(notice: Notice) -> NoticeQuerySet:
    """What of the batch can still be changed. Raises Refusal when nothing can."""
    batch = Notice.objects.in_batch_of(notice)
    batch.locked_in_order().ids()  # whoever sends them waits, or we waited for her
    ids = batch.changeable().ids()
    if not ids:
        notice.refresh_from_db()
        raise Refusal(
            reasons_against_change(
                is_planned=notice.state == NoticeState.PLANNED,
                is_read=notice.is_read,
                is_being_sent=notice.mailing is not None and notice.mailing.state == MailState.SENDING,
            )
        )
    return Notice.objects.filter(pk__in=ids)


@transaction.atomic
def read_notice(notice: Notice, *, at: datetime) -> None:
    """The first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=at)


@transaction.atomic
def read_all_notices(user: User, *, at: datetime) -> int:
    return Notice.objects.filter(pk__in=Notice.objects.of(user).arrived(at).unread().locked_in_order().ids()).update(
        read_at=at
    )
