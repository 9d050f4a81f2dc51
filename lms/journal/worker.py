"""The embedded worker: serves the outbox and the timetable without any broker."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from lms.journal.beat import EmbeddedBeat
from lms.journal.models import Delivery
from lms.journal.operations import Claim, claim_next, deliver_claimed

logger = logging.getLogger("pilar.journal")

Deliver = Callable[[Claim], bool]


class JobTooLong(Exception):
    """A job ran into ``CELERY_TASK_TIME_LIMIT``; it fails like any other."""


class Worker:
    """Claims the oldest due delivery, brings it to its handler, and so on until told to stop.

    Any number of workers may run on one database. One that is killed loses nothing: see ``operations.claims``.
    """

    def __init__(self, *, beat: EmbeddedBeat | None = None, deliver: Deliver = deliver_claimed):
        self.beat = beat
        self.deliver = deliver
        self.is_stopping = False

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish the job in hand, then leave. A flag only: a signal may come between any two instructions."""
        self.is_stopping = True

    def run(self, *, drain: bool = False) -> None:
        """With ``drain``: leave when no delivery is open any more, not even one that waits for its next attempt."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        logger.info("worker started")
        while not self.is_stopping:
            if self._step():
                continue
            if drain and not Delivery.objects.open().exists():
                break
            time.sleep(settings.PILAR_WORKER_POLL_MILLISECONDS / 1000)
        logger.info("worker stopped")

    def _step(self) -> bool:
        """One round; False when there was nothing to deliver. A database that is away or locked is waited for."""
        try:
            close_old_connections()
            if self.beat is not None:
                self.beat.run_due()
            claim = claim_next(at=timezone.now())
            if claim is None:
                return False
            with time_limit(settings.CELERY_TASK_TIME_LIMIT):
                self.deliver(claim)
            return True
        except (OperationalError, InterfaceError, JobTooLong):
            logger.exception("worker interrupted; its delivery comes back when the lease has run out")
            connection.close()
            return False


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise JobTooLong in the main thread after ``seconds``."""

    def give_up(signum: int, frame: FrameType | None) -> None:
        raise JobTooLong

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
