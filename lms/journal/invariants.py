"""What must always hold and no constraint can say. ``manage.py check_invariants`` walks through all of it.

A room declares its own in its ``invariants.py``::

    @invariant("seats")
    def seats_are_counted_right(*, at):
        for quota in ...:
            yield f"quota {quota.pk} counts {quota.taken} seats, {accepted} are accepted"

The sentences are for operators and for the log: ids, never names.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef

from lms.journal.append_only import missing_triggers
from lms.journal.enums import DeliveryState
from lms.journal.events import registry as handlers
from lms.journal.models import Delivery, Event

logger = logging.getLogger("pilar.journal")

Check = Callable[..., Iterator[str]]


@dataclass(frozen=True)
class Violation:
    invariant: str
    sentence: str


_checks: dict[str, Check] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Declare a function of ``at`` that yields a sentence for each violation it finds."""

    def register(check: Check) -> Check:
        if name in _checks:
            raise ValueError(f"two invariants are called {name}")
        _checks[name] = check
        return check

    return register


def names() -> list[str]:
    return sorted(_checks)


def violations(*, at: datetime) -> Iterator[Violation]:
    """Walk through all invariants. One that breaks down is a violation itself and hides no other."""
    for name in names():
        try:
            for sentence in _checks[name](at=at):
                yield Violation(name, sentence)
        except Exception as error:
            logger.exception("invariant could not be looked at", extra={"invariant": name})
            yield Violation(name, f"could not be looked at: {type(error).__name__}")


@invariant("journal-append-only")
def journal_refuses_changes(*, at: datetime) -> Iterator[str]:
    for trigger in missing_triggers(connection):
        yield f"the trigger {trigger} is missing or switched off: journal rows could be changed unseen"


@invariant("delivery-has-event")
def deliveries_have_their_event(*, at: datetime) -> Iterator[str]:
    event = Event.objects.filter(pk=OuterRef("event_id"))
    for pk in Delivery.objects.filter(~Exists(event)).values_list("pk", flat=True):
        yield f"delivery {pk} has no event"


@invariant("delivery-known-handler")
def open_deliveries_name_a_handler(*, at: datetime) -> Iterator[str]:
    unknown = Delivery.objects.open().exclude(handler__in=handlers.by_name).values_list("pk", "handler")
    for pk, handler in unknown:
        yield f"delivery {pk} waits for {handler}, which this code does not have"


@invariant("delivery-lease")
def leases_are_plausible(*, at: datetime) -> Iterator[str]:
    """Far past its end: no worker looks for it. Further ahead than a lease lasts: a clock was set back."""
    running = Delivery.objects.filter(state=DeliveryState.RUNNING)
    late = timedelta(seconds=settings.PILAR_OUTBOX_LATE_SECONDS)
    for pk in running.filter(lease_until__lt=at - late).values_list("pk", flat=True):
        yield f"delivery {pk} is running long past its lease: no worker is at work"
    ahead = timedelta(seconds=2 * settings.PILAR_LEASE_SECONDS)
    for pk in running.filter(lease_until__gt=at + ahead).values_list("pk", flat=True):
        yield f"delivery {pk} has a lease that ends too far ahead: a clock was set back"


@invariant("delivery-late")
def nothing_waits_too_long(*, at: datetime) -> Iterator[str]:
    late = timedelta(seconds=settings.PILAR_OUTBOX_LATE_SECONDS)
    for pk in Delivery.objects.due(at - late).values_list("pk", flat=True):
        yield f"delivery {pk} is due for more than {settings.PILAR_OUTBOX_LATE_SECONDS} seconds"


@invariant("delivery-dead")
def no_delivery_was_given_up(*, at: datetime) -> Iterator[str]:
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).order_by("pk")
    for pk, handler, attempts, error in dead.values_list("pk", "handler", "attempts", "last_error"):
        yield f"delivery {pk} to {handler} was given up after {attempts} attempts: {error}"
