import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger("pilar.journal")

SILENCE_SECONDS = 10


@dataclass
class Silence:
    """While a broker is down, nobody waits for it again and again: the sweeper sends later what was not sent."""

    ends_at: float = 0.0  # time.monotonic()

    def begin(self) -> None:
        self.ends_at = time.monotonic() + SILENCE_SECONDS

    def is_kept(self) -> bool:
        return time.monotonic() < self.ends_at


silence = Silence()


def wake(delivery_id: int, *, expires_seconds: int | None = None) -> None:
    """Tell a Celery worker of a delivery. Without a broker the embedded worker looks by itself.

    Tried once: the delivery row is the record, and no request waits for a broker that is down.
    """
    if not settings.BROKER_URL or silence.is_kept():
        return
    try:
        current_app.send_task(
            "lms.journal.tasks.deliver", args=[delivery_id], expires=expires_seconds, retry=False, ignore_result=True
        )
    except OperationalError:
        silence.begin()
        logger.exception("the broker is down; the sweeper will send again", extra={"delivery": delivery_id})
