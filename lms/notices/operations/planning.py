"""Notices are planned: who is told what about an event, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.journal.operations import record
from lms.notices.enums import URGENT, NoticeEvent, NoticeKind, NoticeState
from lms.notices.models import Notice
from lms.notices.recipients import Recipient, participants_of, reachable
from lms.notices.rules import is_near, is_pressing, planned_moment, reasons_against_words
from lms.refusal import Refusal

BATCH = 200


@dataclass(frozen=True)
class Told:
    """What is told, whoever hears it.

    ``session_at`` is when the session begins that it is about, ``until`` when it is of use no more. ``reminds_of``
    names what a reminder is about, once for each person.
    """

    kind: NoticeKind
    cohort: Cohort
    values: dict[str, Any] = field(default_factory=dict)
    enrolment: Enrolment | None = None
    subject: str = ""
    body: str = ""
    session_at: datetime | None = None
    until: datetime | None = None
    reminds_of: str = ""


@transaction.atomic
def plan_notices(event: Event, told: Told, to: Iterable[int], *, at: datetime, due: datetime | None = None) -> int:
    """One notice for each of these accounts; for an event a person hears of once, however often it is called.

    Who did it herself is not told. What comes very late (a worker was away for days) goes to the inbox alone, under
    the day on which it happened. Answers how many were planned.
    """
    is_late = at - event.at > timedelta(hours=settings.PILAR_NOTICE_STALE_HOURS)
    known = set(Notice.objects.filter(event_id=event.pk).values_list("recipient", flat=True))
    people = [one for one in reachable(set(to) - {event.by_id} - known)]
    notices = [
        _late_notice(event, told, one) if is_late else notice_for(event.pk, told, one, at=due or at) for one in people
    ]
    Notice.objects.bulk_create(notices, batch_size=BATCH)
    return len(notices)


def notice_for(event_id: int, told: Told, one: Recipient, *, at: datetime) -> Notice:
    """Not saved. Due at that moment, or when the quiet hours of the person end."""
    is_urgent = told.kind in URGENT or is_near(told.session_at, at=at)
    session_at = told.session_at if is_urgent else None
    return _bare(
        event_id,
        told,
        one,
        is_urgent=is_urgent or is_pressing(told.until, at=at, quiet=one.quiet),
        by_mail=one.has_mail,
        planned_at=planned_moment(at, one.quiet, session_at=session_at, until=told.until),
    )


def _late_notice(event: Event, told: Told, one: Recipient) -> Notice:
    return _bare(event.pk, told, one, state=NoticeState.SENT, planned_at=event.at, sent_at=event.at)


def _bare(event_id: int, told: Told, one: Recipient, **more: Any) -> Notice:
    return Notice(
        recipient_id=one.user_id,
        event_id=event_id,
        kind=told.kind,
        values=told.values,
        subject=told.subject,
        body=told.body,
        cohort=told.cohort,
        enrolment=told.enrolment,
        reminds_of=told.reminds_of,
        **more,
    )


@transaction.atomic
def write_to_participants(
    cohort: Cohort, *, subject: str, body: str, due: datetime | None, by: User, at: datetime
) -> int:
    """An officer's own words to all accepted participants. Answers how many are told."""
    if reasons := reasons_against_words(subject, body):
        raise Refusal(reasons)
    event = record(NoticeEvent.WRITTEN, subject=cohort, by=by, at=at)
    told = Told(NoticeKind.MESSAGE, cohort, subject=subject, body=body)
    return plan_notices(event, told, participants_of(cohort), at=at, due=due)
