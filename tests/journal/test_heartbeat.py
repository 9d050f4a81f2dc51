import time
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.journal.models import Delivery
from lms.journal.operations import claim_next
from lms.journal.operations.heartbeat import Heartbeat, keep_lease
from tests.factories.journal import DeliveryFactory

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 30


@pytest.fixture
def claim(settings):
    settings.PILAR_LEASE_SECONDS = 0.3
    DeliveryFactory()
    return claim_next(at=timezone.now())


def lease_until():
    return Delivery.objects.get().lease_until


def wait_until(condition):
    limit = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_the_lease_is_renewed_while_the_job_lasts(claim):
    first = lease_until()

    with keep_lease(claim):
        wait_until(lambda: lease_until() > first)
        second = lease_until()
        wait_until(lambda: lease_until() > second)


def test_a_stopped_heartbeat_beats_no_more(claim):
    with keep_lease(claim) as heartbeat:
        heartbeat.stop()
        heartbeat.join()
        last = lease_until()

    assert lease_until() == last


def test_a_heartbeat_ends_when_the_claim_is_lost(claim):
    heartbeat = Heartbeat(claim)
    heartbeat.start()
    Delivery.objects.update(claim=uuid4())

    heartbeat.join()

    assert Delivery.objects.get().claim != claim.key


def test_a_job_that_hangs_loses_its_lease_after_the_time_limit(claim, settings):
    settings.CELERY_TASK_TIME_LIMIT = 0
    first = lease_until()
    heartbeat = Heartbeat(claim)
    heartbeat.start()

    heartbeat.join()

    assert lease_until() == first
