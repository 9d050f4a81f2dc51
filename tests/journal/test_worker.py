import os
import signal
import time
from datetime import timedelta

import pytest
from celery import Celery
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from lms.journal.beat import EmbeddedBeat
from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery
from lms.journal.operations import claim_next, deliver_claimed
from lms.journal.worker import JobTooLong, Worker, time_limit
from tests.factories.journal import DeliveryFactory, OnceKeyFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _signals():
    """The worker takes the signals of its process; the test run gets them back."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _brisk(settings):
    settings.PILAR_WORKER_POLL_MILLISECONDS = 1


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_draining_delivers_everything_and_leaves(declare):
    declare(lambda event: None)
    DeliveryFactory.create_batch(3)

    Worker().run(drain=True)

    assert states() == [DeliveryState.DONE] * 3


def test_draining_waits_for_the_next_attempt_of_what_failed(declare):
    failures = [ValueError]

    def fail_once(event):
        if failures:
            raise failures.pop()

    declare(fail_once)
    DeliveryFactory()

    def deliver_and_let_time_pass(claim):
        deliver_claimed(claim)
        Delivery.objects.open().update(due_at=timezone.now())

    Worker(deliver=deliver_and_let_time_pass).run(drain=True)

    assert list(Delivery.objects.values_list("state", "attempts")) == [("done", 2)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_the_worker_finishes_the_job_in_hand(declare, number):
    declare(lambda event: os.kill(os.getpid(), number))
    DeliveryFactory.create_batch(2)

    Worker().run()

    assert states() == [DeliveryState.DONE, DeliveryState.WAITING]


def test_the_command_serves_the_outbox_and_the_timetable(declare, log, settings):
    settings.CELERY_BEAT_SCHEDULE = {
        "a": {"task": "lms.privacy.tasks.forget_outlived", "schedule": 60.0},
    }
    OnceKeyFactory(created_at=timezone.now() - timedelta(days=31))
    declare(lambda event: None)
    DeliveryFactory()

    call_command("worker", drain=True)

    assert states() == [DeliveryState.DONE]
    assert [row["event"] for row in log.rows()] == [
        *("worker started", "outlived rows deleted", "delivered", "worker stopped")
    ]


def test_the_worker_runs_the_timetable_while_there_is_nothing_to_deliver():
    app = Celery("test", set_as_current=False)
    worker = Worker(beat=EmbeddedBeat({}, app=app))

    @app.task(name="leave", shared=False)
    def leave():
        worker.stop()

    worker.beat = EmbeddedBeat({"a": {"task": "leave", "schedule": 60.0}}, app=app)

    worker.run()

    assert worker.is_stopping


def test_a_database_that_is_away_for_a_moment_is_waited_for(declare, log):
    declare(lambda event: None)
    DeliveryFactory.create_batch(2)
    troubles = [OperationalError("database is locked")]

    def deliver(claim):
        if troubles:
            raise troubles.pop()
        worker.stop()
        return deliver_claimed(claim)

    worker = Worker(deliver=deliver)
    worker.run()

    assert states() == [DeliveryState.RUNNING, DeliveryState.DONE]
    assert "OperationalError: database is locked" in log.rows()[1]["exception"]


def test_a_job_beyond_the_time_limit_fails_like_any_other(declare):
    def hang(event):
        while True:
            time.sleep(0.001)

    declare(hang)
    delivery = DeliveryFactory()

    with time_limit(0.05):
        deliver_claimed(claim_next(at=timezone.now()))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.WAITING, "JobTooLong")


def test_a_job_within_the_time_limit_is_left_alone():
    with time_limit(60):
        pass

    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_time_limit_interrupts():
    with pytest.raises(JobTooLong), time_limit(0.01):
        while True:
            time.sleep(0.001)
