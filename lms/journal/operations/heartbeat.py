"""Renews the lease of a slow job from a thread of its own, so that a job may last longer than a lease."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from lms.journal.operations.claims import Claim, renew_claim

logger = logging.getLogger("pilar.journal")


class Heartbeat:
    """Beats every third of a lease until stopped, until the claim is lost, or until the job's time limit is over.

    The limit lets others have the delivery of a job that hangs. A beat that fails (the database is away, or another
    process holds SQLite's one write lock for 20 s) is tried again within a second: the lease may run out meanwhile,
    and then the claim decides.
    """

    def __init__(self, claim: Claim):
        self.claim = claim
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{claim.delivery_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def join(self) -> None:
        self._thread.join()

    def _beat(self) -> None:
        interval = settings.PILAR_LEASE_SECONDS / 3
        give_up = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
        pause = interval
        try:
            while not self._stopped.wait(pause) and time.monotonic() < give_up:
                pause = self._renew(interval)
        finally:
            connection.close()  # this thread's own

    def _renew(self, interval: float) -> float:
        """Renew once; seconds until the next beat."""
        try:
            is_ours = renew_claim(self.claim, at=timezone.now())
        except Error:
            logger.warning("heartbeat missed", extra={"delivery": self.claim.delivery_id}, exc_info=True)
            connection.close()
            return min(1.0, interval)
        if not is_ours:
            self.stop()
        return interval


@contextmanager
def keep_lease(claim: Claim) -> Iterator[Heartbeat]:
    heartbeat = Heartbeat(claim)
    heartbeat.start()
    try:
        yield heartbeat
    finally:
        heartbeat.stop()
        heartbeat.join()
