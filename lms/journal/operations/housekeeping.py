import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from lms.journal.models import Delivery
from lms.journal.wake import wake

logger = logging.getLogger("pilar.journal")

SWEEP_BATCH = 500


def sweep(*, at: datetime) -> int:
    """Send to the broker again what may be taken and was not; how many.

    A delivery is late when nobody took it within a minute (a setting), or at once when it had an attempt before:
    nobody else sends those. At most a batch at a time, and each message dies before the next ones are a heap.
    Without a broker this only counts: the embedded worker looks by itself.
    """
    late = Q(attempts__gt=0) | Q(due_at__lte=at - timedelta(seconds=settings.PILAR_SWEEP_AFTER_SECONDS))
    ids = list(
        Delivery.objects.claimable(at).filter(late).order_by("due_at", "pk").values_list("pk", flat=True)[:SWEEP_BATCH]
    )
    if ids:
        logger.warning("deliveries are late", extra={"count": len(ids)})
    if settings.BROKER_URL:
        for pk in ids:
            wake(pk, expires_seconds=settings.PILAR_SWEEP_AFTER_SECONDS)
    return len(ids)
