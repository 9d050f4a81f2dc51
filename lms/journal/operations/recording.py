from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from lms.journal.events import registry
from lms.journal.logs import current_request_id
from lms.journal.models import Delivery, Event
from lms.journal.wake import wake

BATCH = 500


def record(
    name: str, *, subject: models.Model, by: Any | None, at: datetime, data: dict[str, Any] | None = None
) -> Event:
    """Write what happened, in the transaction of its cause, with one delivery for each handler.

    ``by`` is the acting user or None for the platform itself. ``data`` holds ids and plain values only.
    After the commit a worker is woken; were that to fail, the sweeper finds the rows.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded inside the transaction of its cause")
    event = Event.objects.create(
        name=str(name),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        by_id=by.pk if by is not None else None,
        at=at,
        data=data or {},
        request_id=current_request_id(),
    )
    deliveries = Delivery.objects.bulk_create(
        [
            Delivery(event=event, handler=handler.name, due_at=timezone.now())
            for handler in registry.for_event(str(name))
        ]
    )
    for delivery in deliveries:
        transaction.on_commit(partial(wake, delivery.pk), robust=True)
    return event


def record_many(
    name: str,
    *,
    subjects: Sequence[models.Model],
    by: Any | None,
    at: datetime,
    data: Sequence[dict[str, Any]] | None = None,
) -> list[Event]:
    """``record`` for many subjects at once, in few statements: the same events, each with the same deliveries.

    ``data`` stands beside ``subjects``, one entry each.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded inside the transaction of its cause")
    request_id = current_request_id()
    events = [
        Event(
            name=str(name),
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            by_id=by.pk if by is not None else None,
            at=at,
            data=details,
            request_id=request_id,
        )
        for subject, details in zip(subjects, data or [{}] * len(subjects), strict=True)
    ]
    Event.objects.bulk_create(events, batch_size=BATCH)
    handlers = registry.for_event(str(name))
    due_at = timezone.now()
    waiting = [Delivery(event=event, handler=handler.name, due_at=due_at) for event in events for handler in handlers]
    for delivery in Delivery.objects.bulk_create(waiting, batch_size=BATCH):
        transaction.on_commit(partial(wake, delivery.pk), robust=True)
    return events
