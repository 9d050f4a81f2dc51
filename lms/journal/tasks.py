import logging

from celery import shared_task
from django.utils import timezone

from lms.journal import operations
from lms.journal.invariants import violations

logger = logging.getLogger("pilar.journal")


@shared_task
def deliver(delivery_id: int) -> None:
    """Bring one event to one handler, once. Does nothing when the delivery is done or in other hands."""
    claim = operations.claim_delivery(delivery_id, at=timezone.now())
    if claim is not None:
        operations.deliver_claimed(claim)


@shared_task
def sweep() -> None:
    """Send again what is due and was not taken."""
    operations.sweep(at=timezone.now())


@shared_task
def check_invariants() -> None:
    """The daily look at what must always hold; violations are errors in the log."""
    for violation in violations(at=timezone.now()):
        logger.error("invariant violated", extra={"invariant": violation.invariant, "violation": violation.sentence})
