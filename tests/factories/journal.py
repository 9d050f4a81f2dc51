import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery, Event, OnceKey
from lms.journal.operations import claim_next, deliver_claimed


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    name = "test.happened"
    subject_type = "test.subject"
    subject_id = "1"
    at = factory.LazyFunction(timezone.now)


class DeliveryFactory(factory.django.DjangoModelFactory):
    """Due now and waiting. ``left_behind``: taken by a worker that was lost."""

    class Meta:
        model = Delivery

    class Params:
        running = factory.Trait(
            state=DeliveryState.RUNNING,
            claim=factory.LazyFunction(uuid.uuid4),
            lease_until=factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=1)),
            attempts=1,
        )
        left_behind = factory.Trait(
            state=DeliveryState.RUNNING,
            claim=factory.LazyFunction(uuid.uuid4),
            lease_until=factory.LazyFunction(lambda: timezone.now() - timedelta(seconds=1)),
            attempts=1,
        )
        done = factory.Trait(state=DeliveryState.DONE, finished_at=factory.LazyFunction(timezone.now), attempts=1)
        dead = factory.Trait(state=DeliveryState.DEAD, attempts=8, last_error="ValueError")

    event = factory.SubFactory(EventFactory)
    handler = "test.handler"


class OnceKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OnceKey

    principal = "user:1"
    body_digest = "0" * 64
    answer = "/"


def run_outbox():
    """Deliver everything that is due, as a worker would after the commit; a handler that fails is an error here."""
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim)
        delivery = Delivery.objects.get(pk=claim.delivery_id)
        assert delivery.state == DeliveryState.DONE, f"{delivery.handler}: {delivery.last_error}"
