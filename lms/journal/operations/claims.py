"""Who holds a delivery. Every change of hands is one short transaction on the delivery's row.

A claim is a random key in the row, and it alone decides: whoever finds another key there has lost the delivery and
applies nothing. The lease only says when others may help themselves. So a wrong clock, a stopped process or a lease
that runs out too early can cost work done twice, never an effect applied twice.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lms.journal import rules
from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery, DeliveryQuerySet, Event

logger = logging.getLogger("pilar.journal")

WORKER_LOST = "WorkerLost"


class LostClaim(Exception):
    """Another worker holds the delivery by now, or has finished it: nothing of ours may be applied."""


@dataclass(frozen=True)
class Claim:
    """One worker's hold on one delivery. ``attempts`` counts this one too."""

    delivery_id: int
    key: UUID
    event: Event
    handler: str
    attempts: int


def claim_next(*, at: datetime) -> Claim | None:
    """Take the oldest delivery that may be taken; what a lost worker left behind comes first."""
    for candidates in (Delivery.objects.left_behind(at), Delivery.objects.due(at)):
        # Looking costs no write lock; the idle worker of a SQLite installation must not take one twice a second.
        while candidates.exists():
            claim, was_found = _claim_first(candidates, at=at)
            if claim is not None:
                return claim
            if not was_found:
                break
    return None


def claim_delivery(delivery_id: int, *, at: datetime) -> Claim | None:
    """Take one delivery, or None when it is done, dead, not due or held by another worker."""
    return _claim_first(Delivery.objects.claimable(at).filter(pk=delivery_id), at=at)[0]


@transaction.atomic(durable=True)
def _claim_first(candidates: DeliveryQuerySet, *, at: datetime) -> tuple[Claim | None, bool]:
    """The claim, if any, and whether a row was found at all: one whose attempts are used up is buried instead."""
    delivery = candidates.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if delivery is None:
        return None, False
    if delivery.attempts >= settings.PILAR_MAX_ATTEMPTS:
        # Only a lost worker leaves such a row: a failure that was counted is buried by give_back.
        delivery.state, delivery.last_error = DeliveryState.DEAD, WORKER_LOST
        delivery.claim = delivery.lease_until = None
        delivery.save(update_fields=["state", "last_error", "claim", "lease_until"])
        logger.error(
            "delivery given up: its workers were lost", extra={"delivery": delivery.pk, "handler": delivery.handler}
        )
        return None, True
    delivery.state, delivery.claim = DeliveryState.RUNNING, uuid4()
    delivery.lease_until = at + timedelta(seconds=settings.PILAR_LEASE_SECONDS)
    delivery.attempts += 1
    delivery.save(update_fields=["state", "claim", "lease_until", "attempts"])
    return Claim(delivery.pk, delivery.claim, delivery.event, delivery.handler, delivery.attempts), True


def renew_claim(claim: Claim, *, at: datetime) -> bool:
    """Push the end of the lease on; False when the claim is no longer ours."""
    lease_until = at + timedelta(seconds=settings.PILAR_LEASE_SECONDS)
    return bool(Delivery.objects.held_by(claim.delivery_id, claim.key).update(lease_until=lease_until))


@contextmanager
def hold_claim(claim: Claim) -> Iterator[None]:
    """One transaction for an effect and its "done": they commit together or not at all.

    The row is locked first and the claim compared. While the lock is held nobody takes the delivery, even after the
    lease has run out: PostgreSQL's claim skips locked rows, SQLite has one writer. Raises LostClaim.
    """
    with transaction.atomic(durable=True):
        delivery = Delivery.objects.select_for_update().held_by(claim.delivery_id, claim.key).first()
        if delivery is None:
            raise LostClaim
        yield
        delivery.state, delivery.finished_at, delivery.last_error = DeliveryState.DONE, timezone.now(), ""
        delivery.claim = delivery.lease_until = None
        delivery.save(update_fields=["state", "finished_at", "last_error", "claim", "lease_until"])


def give_back(claim: Claim, *, error: Exception, at: datetime, jitter: float) -> bool:
    """After a failure: wait and try again, or give up when the attempts are used up. False if it was not ours to give.

    Keeps the class of the error and nothing of its text, which may hold names.
    """
    is_last = claim.attempts >= settings.PILAR_MAX_ATTEMPTS
    pause = timedelta(seconds=rules.pause_seconds(claim.attempts, jitter=jitter))
    return bool(
        Delivery.objects.held_by(claim.delivery_id, claim.key).update(
            state=DeliveryState.DEAD if is_last else DeliveryState.WAITING,
            claim=None,
            lease_until=None,
            due_at=at + pause,
            last_error=type(error).__name__[:200],
        )
    )
