"""Mails: who has waiting notices gets one with all of them, once.

Beat gathers (``intend_mails``); the journal brings each intended mail to ``send_mail``, which backs off when the mail
server says no. Between ``begin_mail`` and the answer stands a row that says so: whoever finds it later does not send.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.operations import record, record_many
from lms.notices.enums import MailState, NoticeEvent, NoticeState
from lms.notices.models import Mailing, Notice, NoticeQuerySet
from lms.notices.recipients import reachable
from lms.refusal import refuse

MOST_AT_ONCE = 1_000
FAILED_AT_ONCE = 100
_OPEN = (NoticeState.PLANNED, NoticeState.FAILED, NoticeState.UNKNOWN)
_AFTERWARDS = {
    MailState.SENT: NoticeState.SENT,
    MailState.FAILED: NoticeState.FAILED,
    MailState.UNKNOWN: NoticeState.UNKNOWN,
}


@transaction.atomic
def intend_mails(*, at: datetime) -> int:
    """One mail for each person whose notices have waited long enough; answers how many.

    Who wants none, or has no verified address, has them in the inbox: these notices are done.
    """
    window = timedelta(minutes=settings.PILAR_NOTICE_WINDOW_MINUTES)
    due = Notice.objects.due(at, together_since=at - window)
    busy = Mailing.objects.open().values("recipient")
    people = due.exclude(recipient__in=busy).order_by("recipient").values_list("recipient", flat=True).distinct()
    ids = list(people[:MOST_AT_ONCE])
    if not ids:
        return 0
    has_mail = {one.user_id: one.has_mail for one in reachable(ids)}
    mine = Notice.objects.filter(recipient__in=ids, state=NoticeState.PLANNED, planned_at__lte=at)
    waiting = list(mine.locked_in_order().only("recipient", "by_mail", "read_at"))
    wanted = {one.recipient_id for one in waiting if one.by_mail and not one.is_read and has_mail.get(one.recipient_id)}
    closed = [one.pk for one in waiting if one.recipient_id not in has_mail]  # accounts that were closed
    done = [one.pk for one in waiting if one.recipient_id in has_mail.keys() - wanted]
    _cancel(closed, at=at)
    Notice.objects.filter(pk__in=done).update(state=NoticeState.SENT, sent_at=at)
    busy_now = set(busy.filter(recipient__in=wanted).values_list("recipient", flat=True))  # another worker was first
    people_left = sorted(wanted - busy_now)
    mailings = Mailing.objects.bulk_create([Mailing(recipient_id=pk, intended_at=at) for pk in people_left])
    record_many(NoticeEvent.MAIL_INTENDED, subjects=mailings, by=None, at=at)
    return len(mailings)


@transaction.atomic(durable=True)
def begin_mail(mailing: Mailing, *, at: datetime) -> list[Notice]:
    """Take everything that waits for the person into this mail and mark it as being sent; committed before the call.

    Empty when nothing is to be sent: it was sent, somebody else is at it or was lost (then it becomes unknown), the
    account was closed, or every notice was taken back or read meanwhile.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.state == MailState.SENDING:
        _finish(locked, MailState.UNKNOWN, at=at, error="WorkerLost")
        return []
    if locked.state != MailState.INTENDED:
        return []
    notices = sorted(_waiting(locked, at=at).locked_in_order(), key=lambda notice: (notice.planned_at, notice.pk))
    wanted = [notice for notice in notices if notice.by_mail and not notice.is_read]
    people = reachable([locked.recipient_id])
    if not wanted or not any(one.has_mail for one in people):
        ids = [notice.pk for notice in notices]
        if people:
            Notice.objects.filter(pk__in=ids).update(state=NoticeState.SENT, sent_at=at)
        else:
            _cancel(ids, at=at)
        _finish(locked, MailState.EMPTY, at=at)
        return []
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailing=locked)
    locked.state, locked.attempts = MailState.SENDING, locked.attempts + 1
    locked.save(update_fields=["state", "attempts"])
    return wanted


def _cancel(ids: Sequence[int], *, at: datetime) -> None:
    """Of accounts that were closed. Their reminders lapse: nobody called off those of the others."""
    lapsed_at = Case(When(~Q(reminds_of=""), then=Value(at)), output_field=DateTimeField(null=True))
    Notice.objects.filter(pk__in=ids).update(state=NoticeState.CANCELLED, lapsed_at=lapsed_at)


def _waiting(mailing: Mailing, *, at: datetime) -> NoticeQuerySet:
    free = Q(mailing__isnull=True) | Q(mailing=mailing)
    planned = Notice.objects.filter(free, recipient=mailing.recipient_id, state=NoticeState.PLANNED)
    return planned.filter(planned_at__lte=at)


@transaction.atomic
def finish_mail(mailing: Mailing, *, at: datetime) -> None:
    """The mail server took it."""
    _settle(mailing, MailState.SENDING, MailState.SENT, at=at)


@transaction.atomic
def doubt_mail(mailing: Mailing, *, error: str, at: datetime) -> None:
    """Nobody knows whether the mail server took it."""
    _settle(mailing, MailState.SENDING, MailState.UNKNOWN, at=at, error=error)


@transaction.atomic
def fail_mail(mailing: Mailing, *, error: str, at: datetime) -> bool:
    """The mail server did not take it: it waits for the next attempt. True when that was the last one."""
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.attempts >= settings.PILAR_MAX_ATTEMPTS:
        _finish(locked, MailState.FAILED, at=at, error=error)
        return True
    locked.state, locked.last_error = MailState.INTENDED, error[:80]
    locked.save(update_fields=["state", "last_error"])
    return False


def _settle(mailing: Mailing, before: MailState, after: MailState, *, at: datetime, error: str = "") -> None:
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.state == before:
        _finish(locked, after, at=at, error=error)


def _finish(mailing: Mailing, state: MailState, *, at: datetime, error: str = "") -> None:
    mailing.state, mailing.finished_at, mailing.last_error = state, at, error[:80]
    mailing.save(update_fields=["state", "finished_at", "last_error"])
    if state in _AFTERWARDS:
        sent_at = at if state == MailState.SENT else None
        carried = Notice.objects.filter(mailing=mailing, state__in=_OPEN)
        Notice.objects.filter(pk__in=carried.locked_in_order().ids()).update(state=_AFTERWARDS[state], sent_at=sent_at)


@transaction.atomic
def settle_mail(mailing: Mailing, *, by: User, at: datetime) -> None:
    """A person looked at a mail in trouble and lets it rest: it arrived, or is of no use any more."""
    locked = _lock_troubled(mailing, at=at)
    _finish(locked, MailState.SENT, at=at)
    record(NoticeEvent.MAIL_SETTLED, subject=locked, by=by, at=at, data={"again": False})


@transaction.atomic
def send_mail_again(mailing: Mailing, *, by: User, at: datetime) -> None:
    """A person looked at a mail in trouble and has it sent: its notices wait for the next mail to their reader."""
    _let_go([_lock_troubled(mailing, at=at)], by=by, at=at)


def send_failed_again(*, by: User, at: datetime) -> int:
    """Once the mail server is well: all that it certainly did not take. Answers how many mails.

    Some at a time, each in a transaction of its own, so that others never wait long.
    """
    number, last = 0, 0
    failed = Mailing.objects.filter(state=MailState.FAILED).order_by("pk")
    while ids := list(failed.filter(pk__gt=last).values_list("pk", flat=True)[:FAILED_AT_ONCE]):
        last = ids[-1]
        with transaction.atomic():
            locked = list(failed.filter(pk__in=ids).select_for_update())
            _let_go(locked, by=by, at=at)
            number += len(locked)
    return number


def _let_go(mailings: Sequence[Mailing], *, by: User, at: datetime) -> None:
    carried = Notice.objects.filter(mailing__in=mailings).exclude(state=NoticeState.CANCELLED)
    again = Notice.objects.filter(pk__in=carried.locked_in_order().ids())
    again.update(state=NoticeState.PLANNED, mailing=None, sent_at=None)
    for mailing in mailings:
        _finish(mailing, MailState.EMPTY, at=at)
    data = [{"again": True}] * len(mailings)
    record_many(NoticeEvent.MAIL_SETTLED, subjects=mailings, by=by, at=at, data=data)


def _lock_troubled(mailing: Mailing, *, at: datetime) -> Mailing:
    locked = Mailing.objects.select_for_update().troubled(at).filter(pk=mailing.pk).first()
    if locked is None:
        raise refuse("no_trouble", _("Somebody has looked after this mail already."))
    return locked
