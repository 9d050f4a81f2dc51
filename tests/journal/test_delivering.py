import threading
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from lms.accounts.models import User
from lms.journal.enums import DeliveryState
from lms.journal.logs import current_request_id
from lms.journal.models import Delivery
from lms.journal.operations import LostClaim, claim_next, deliver_claimed
from lms.journal.tasks import deliver
from lms.refusal import refuse
from tests.factories.accounts import UserFactory
from tests.factories.journal import DeliveryFactory, EventFactory, run_outbox

pytestmark = pytest.mark.django_db


def attempt():
    return deliver_claimed(claim_next(at=timezone.now()), jitter=lambda: 0.5)


def test_the_effect_of_a_quick_handler_and_its_done_stand_together(declare):
    declare(lambda event: UserFactory(name=event.subject_id))
    delivery = DeliveryFactory()

    assert attempt()

    delivery.refresh_from_db()
    assert (delivery.state, User.objects.get().name) == (DeliveryState.DONE, "1")


def test_a_quick_handler_that_fails_leaves_nothing_and_comes_again(declare, log):
    def break_in_the_middle(event):
        UserFactory(name="Siti Aminah")
        raise ValueError("Siti Aminah")

    declare(break_in_the_middle)
    delivery = DeliveryFactory()

    assert not attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == (DeliveryState.WAITING, 1, "ValueError")
    assert not User.objects.exists()
    row = log.rows()[-1]
    assert (row["event"], row["level"], row["error"], row["delivery"]) == (
        *("delivery failed", "error", "ValueError"),
        delivery.pk,
    )
    assert "test_delivering.py" in row["exception"]
    assert "Siti" not in "".join(log.texts)


def test_a_refusal_in_a_handler_is_a_failure_too(declare):
    def refuse_it(event):
        raise refuse("full", "The cohort is full")

    declare(refuse_it)
    delivery = DeliveryFactory()

    attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.WAITING, "Refusal")


def test_a_handler_nobody_knows_any_more_is_loud_and_ends_among_the_dead(settings, log):
    settings.PILAR_MAX_ATTEMPTS = 2
    delivery = DeliveryFactory(handler="renamed")
    attempt()
    Delivery.objects.update(due_at=timezone.now())

    attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "UnknownHandler")
    assert [row["event"] for row in log.rows()] == ["delivery failed", "delivery failed"]


def test_a_slow_handler_works_outside_the_transaction_and_commits_with_done(declare):
    depths = []

    def work(event, done):
        depths.append(len(connection.savepoint_ids))
        with done():
            depths.append(len(connection.savepoint_ids))
            UserFactory()

    declare(work, slow=True)
    delivery = DeliveryFactory()

    assert attempt()

    delivery.refresh_from_db()
    assert (delivery.state, User.objects.count(), depths) == (DeliveryState.DONE, 1, [0, 1])


def test_a_slow_handler_that_loses_its_claim_applies_nothing(declare, log):
    def be_robbed(event, done):
        Delivery.objects.update(claim=uuid4())
        with done():
            UserFactory()

    declare(be_robbed, slow=True)
    delivery = DeliveryFactory()

    assert not attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error, User.objects.count()) == (DeliveryState.RUNNING, "", 0)
    assert log.rows()[-1]["event"] == "delivery lost to another worker; nothing applied"


def test_a_quick_handler_whose_claim_was_lost_is_not_run(declare):
    declare(lambda event: UserFactory())
    DeliveryFactory()
    claim = claim_next(at=timezone.now())
    Delivery.objects.update(claim=uuid4())

    assert not deliver_claimed(claim)
    assert not User.objects.exists()


def test_a_slow_handler_that_forgets_done_is_a_bug(declare, log):
    declare(lambda event, done: None, slow=True)
    delivery = DeliveryFactory()

    attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.WAITING, "DoneNotCalled")
    assert log.rows()[-1]["level"] == "error"


def test_a_slow_handler_that_swallows_its_lost_claim_changes_nothing(declare):
    def swallow(event, done):
        Delivery.objects.update(claim=uuid4())
        with suppress(LostClaim), done():
            UserFactory()

    declare(swallow, slow=True)
    delivery = DeliveryFactory()

    attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error, User.objects.count()) == (DeliveryState.RUNNING, "", 0)


def test_done_asked_for_twice_is_a_bug_and_the_first_effect_stands(declare, log):
    def twice(event, done):
        with done():
            UserFactory()
        with done():
            UserFactory()

    declare(twice, slow=True)
    delivery = DeliveryFactory()

    attempt()

    delivery.refresh_from_db()
    assert (delivery.state, User.objects.count()) == (DeliveryState.DONE, 1)
    assert (log.rows()[-1]["level"], log.rows()[-1]["error"]) == ("error", "DoneCalledTwice")


def test_an_error_after_done_is_logged_and_the_effect_stands(declare, log):
    def trip_at_the_door(event, done):
        with done():
            UserFactory()
        raise ValueError

    declare(trip_at_the_door, slow=True)
    delivery = DeliveryFactory()

    assert not attempt()

    delivery.refresh_from_db()
    assert (delivery.state, User.objects.count()) == (DeliveryState.DONE, 1)
    assert log.rows()[-1]["event"] == "a handler failed after its delivery was finished or lost"


def test_an_error_within_done_applies_nothing(declare):
    def break_in_done(event, done):
        with done():
            UserFactory()
            raise ValueError

    declare(break_in_done, slow=True)
    delivery = DeliveryFactory()

    attempt()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error, User.objects.count()) == (DeliveryState.WAITING, "ValueError", 0)


def test_a_handler_works_under_the_id_of_the_request_that_caused_it(declare):
    seen = []
    declare(lambda event: seen.append(current_request_id()))
    DeliveryFactory(event=EventFactory(request_id="abc"))

    attempt()

    assert [*seen, current_request_id()] == ["abc", ""]


def test_the_task_delivers_once_however_often_it_is_sent(declare):
    declare(lambda event: UserFactory())
    delivery = DeliveryFactory()

    for _ in range(3):
        deliver(delivery.pk)

    assert User.objects.count() == 1


def test_the_outbox_is_emptied_in_order_of_time(declare):
    seen = []
    declare(lambda event: seen.append(event.subject_id))
    for subject, minutes in [("second", 1), ("first", 2)]:
        due = timezone.now() - timedelta(minutes=minutes)
        DeliveryFactory(event=EventFactory(subject_id=subject), due_at=due)

    run_outbox()

    assert seen == ["first", "second"]


def test_no_heartbeat_outlives_its_job(declare):
    def work(event, done):
        with done():
            pass

    declare(work, slow=True)
    DeliveryFactory()

    attempt()

    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("heartbeat")] == []
