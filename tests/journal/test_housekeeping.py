from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from lms.journal import tasks, wake
from lms.journal.operations import sweep
from tests.factories.journal import DeliveryFactory

AT = timezone.now()


@pytest.fixture
def broker(settings):
    """A broker in memory; answers the ids that were sent to it."""
    settings.BROKER_URL = "memory://"

    def sent():
        ids = []
        with current_app.connection_for_read() as connection:
            queue = connection.SimpleQueue(current_app.conf.task_default_queue)
            while queue.qsize():
                message = queue.get_nowait()
                message.ack()
                ids += message.payload[0]
            queue.close()
        return ids

    sent()
    return sent


def test_with_a_broker_the_worker_is_told(broker):
    wake.wake(7)

    assert broker() == [7]


def test_without_a_broker_nobody_is_told(broker, settings):
    settings.BROKER_URL = ""

    wake.wake(7)

    assert broker() == []


def test_a_broker_that_is_down_is_left_in_peace_for_a_while(broker):
    wake.silence.begin()
    try:
        wake.wake(7)
        assert broker() == []
    finally:
        wake.silence.ends_at = 0.0

    wake.wake(8)
    assert broker() == [8]


@pytest.mark.django_db
def test_the_sweeper_sends_again_what_was_left_lying(broker, log):
    late = AT - timedelta(seconds=61)
    forgotten = DeliveryFactory(due_at=late)
    DeliveryFactory(due_at=AT - timedelta(seconds=59))  # its own message may still be on the way
    failed = DeliveryFactory(due_at=AT - timedelta(seconds=1), attempts=1)
    left = DeliveryFactory(left_behind=True, due_at=AT, lease_until=AT - timedelta(seconds=1))
    for situation in ("running", "done", "dead"):
        DeliveryFactory(due_at=late, **{situation: True})

    swept = sweep(at=AT + timedelta(milliseconds=1))

    assert [swept, broker()] == [3, [forgotten.pk, failed.pk, left.pk]]
    ours = [row for row in log.rows() if row["logger"] == "pilar.journal"]
    assert [(row["event"], row["count"]) for row in ours] == [("deliveries are late", 3)]


@pytest.mark.django_db
def test_without_a_broker_the_sweeper_only_counts(broker, settings):
    settings.BROKER_URL = ""
    DeliveryFactory(due_at=AT - timedelta(seconds=61))

    assert [sweep(at=AT), broker()] == [1, []]


@pytest.mark.django_db
def test_the_tasks_of_the_timetable_call_their_operations(log, only_journal_invariants):
    DeliveryFactory(dead=True)

    tasks.sweep()
    tasks.check_invariants()

    assert [(row["event"], row.get("invariant")) for row in log.rows()] == [("invariant violated", "delivery-dead")]
