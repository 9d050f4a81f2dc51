"""Bring one claimed delivery to its handler."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.utils import timezone

from lms.journal.events import Handler, registry
from lms.journal.logs import request_id_is
from lms.journal.operations.claims import Claim, LostClaim, give_back, hold_claim
from lms.journal.operations.heartbeat import Heartbeat, keep_lease

logger = logging.getLogger("pilar.journal")

Hold = Callable[[Claim], AbstractContextManager[None]]
Keep = Callable[[Claim], AbstractContextManager[Heartbeat]]


class DoneNotCalled(Exception):
    """A slow handler came back without ``with done():``: a bug in the handler."""


class DoneCalledTwice(Exception):
    """A slow handler asked for ``done()`` again: a bug in the handler; the first effect stands, the second does not."""


class UnknownHandler(Exception):
    """The delivery names a handler this code does not have: renamed, removed, or a release too old."""


def deliver_claimed(
    claim: Claim, *, hold: Hold = hold_claim, keep: Keep = keep_lease, jitter: Callable[[], float] = random.random
) -> bool:
    """Run the handler; True when it came back and its effect and "done" have been committed together.

    An exception of the handler is counted, logged and answered with a pause (see ``give_back``). It does not reach
    the caller: the row is where failures are kept. ``hold``, ``keep`` and ``jitter`` are given by tests alone.
    """
    begin = time.monotonic()
    details = {"delivery": claim.delivery_id, "handler": claim.handler, "attempts": claim.attempts}
    with request_id_is(claim.event.request_id):
        try:
            _run(claim, hold, keep)
        except LostClaim:
            logger.warning("delivery lost to another worker; nothing applied", extra=details)
            return False
        except Exception as error:
            is_ours = give_back(claim, error=error, at=timezone.now(), jitter=jitter())
            message = "delivery failed" if is_ours else "a handler failed after its delivery was finished or lost"
            logger.exception(message, extra={**details, "error": type(error).__name__})
            return False
        logger.info("delivered", extra={**details, "duration_ms": round((time.monotonic() - begin) * 1000)})
        return True


def _run(claim: Claim, hold: Hold, keep: Keep) -> None:
    handler = registry.by_name.get(claim.handler)
    if handler is None:
        raise UnknownHandler(claim.handler)
    if handler.is_slow:
        _run_slow(claim, handler, hold, keep)
        return
    with hold(claim):
        handler.function(claim.event)


def _run_slow(claim: Claim, handler: Handler, hold: Hold, keep: Keep) -> None:
    was_done = False
    with keep(claim) as heartbeat:

        @contextmanager
        def done() -> Iterator[None]:
            nonlocal was_done
            if was_done:
                raise DoneCalledTwice(claim.handler)
            with hold(claim):
                heartbeat.stop()  # the lock protects from here on; a beat would only wait for it
                yield
            was_done = True

        handler.function(claim.event, done)
    if not was_done:
        raise DoneNotCalled(claim.handler)
