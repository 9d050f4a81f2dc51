from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery
from lms.journal.operations import LostClaim, claim_delivery, claim_next, give_back, hold_claim, renew_claim
from tests.factories.journal import DeliveryFactory

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def now():
    return timezone.now()


def steal(claim):
    """What happens when the lease has run out and another worker comes by."""
    Delivery.objects.filter(pk=claim.delivery_id).update(claim=uuid4())


def test_a_worker_takes_the_oldest_due_delivery_under_a_lease(settings):
    settings.PILAR_LEASE_SECONDS = 60
    at = now()
    DeliveryFactory(due_at=at - SECOND)
    oldest = DeliveryFactory(due_at=at - 2 * SECOND)

    claim = claim_next(at=at)

    oldest.refresh_from_db()
    assert (claim.delivery_id, claim.event) == (oldest.pk, oldest.event)
    assert (claim.handler, claim.attempts) == ("test.handler", 1)
    assert (oldest.state, oldest.claim, oldest.attempts) == (DeliveryState.RUNNING, claim.key, 1)
    assert oldest.lease_until == at + 60 * SECOND


def test_what_a_lost_worker_left_behind_comes_first():
    DeliveryFactory(due_at=now() - timedelta(hours=1))
    left = DeliveryFactory(left_behind=True)

    claim = claim_next(at=now())

    assert (claim.delivery_id, claim.attempts) == (left.pk, 2)
    assert claim.key != left.claim


@pytest.mark.parametrize(
    "situation", [{"due_at": now() + timedelta(hours=1)}, {"running": True}, {"done": True}, {"dead": True}]
)
def test_nothing_is_taken_that_is_not_due_or_is_in_other_hands(situation):
    delivery = DeliveryFactory(**situation)

    assert [claim_next(at=now()), claim_delivery(delivery.pk, at=now())] == [None, None]


def test_an_idle_worker_only_looks(django_assert_num_queries):
    with django_assert_num_queries(2) as queries:
        claim_next(at=now())

    assert [query["sql"][:6] for query in queries.captured_queries] == ["SELECT", "SELECT"]


def test_a_task_takes_the_delivery_it_was_sent_for():
    DeliveryFactory(due_at=now() - timedelta(hours=1))
    wanted = DeliveryFactory(handler="other")

    assert claim_delivery(wanted.pk, at=now()).delivery_id == wanted.pk


def test_a_delivery_whose_workers_die_again_and_again_is_given_up(settings, log):
    settings.PILAR_MAX_ATTEMPTS = 3
    killer = DeliveryFactory(left_behind=True, attempts=3)
    other = DeliveryFactory()

    claim = claim_next(at=now())

    killer.refresh_from_db()
    assert (killer.state, killer.last_error, killer.attempts) == (DeliveryState.DEAD, "WorkerLost", 3)
    assert claim.delivery_id == other.pk
    assert [row["event"] for row in log.rows()] == ["delivery given up: its workers were lost"]


def test_what_is_done_while_holding_the_claim_is_done():
    delivery = DeliveryFactory(last_error="ValueError")
    claim = claim_next(at=now())

    with hold_claim(claim):
        pass

    delivery.refresh_from_db()
    assert (delivery.state, delivery.claim, delivery.last_error) == (DeliveryState.DONE, None, "")
    assert delivery.finished_at is not None


def test_a_claim_holds_after_its_lease_as_long_as_nobody_took_it(settings):
    settings.PILAR_LEASE_SECONDS = -10
    delivery = DeliveryFactory()
    claim = claim_next(at=now())

    with hold_claim(claim):
        pass

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DONE


def test_a_lost_claim_can_be_neither_held_nor_renewed_nor_given_back():
    delivery = DeliveryFactory()
    claim = claim_next(at=now())
    steal(claim)
    delivery.refresh_from_db()
    thief = (delivery.claim, delivery.lease_until)

    with pytest.raises(LostClaim), hold_claim(claim):
        raise AssertionError("nothing may be applied")
    answers = [renew_claim(claim, at=now() + SECOND), give_back(claim, error=ValueError(), at=now(), jitter=0)]

    delivery.refresh_from_db()
    assert answers == [False, False]
    assert (delivery.claim, delivery.lease_until, delivery.state) == (*thief, DeliveryState.RUNNING)


def test_renewing_pushes_the_end_of_the_lease_on(settings):
    settings.PILAR_LEASE_SECONDS = 60
    delivery = DeliveryFactory()
    at = now()
    claim = claim_next(at=at)

    assert renew_claim(claim, at=at + 20 * SECOND)

    delivery.refresh_from_db()
    assert delivery.lease_until == at + 80 * SECOND


@pytest.mark.parametrize(("attempts", "jitter", "pause"), [(0, 0.5, 10), (0, 0, 5), (1, 0.5, 20), (4, 1, 240)])
def test_a_failed_delivery_waits_longer_each_time(attempts, jitter, pause):
    delivery = DeliveryFactory(attempts=attempts)
    at = now()
    claim = claim_next(at=at)

    assert give_back(claim, error=ValueError("Siti Aminah"), at=at, jitter=jitter)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at) == (DeliveryState.WAITING, at + pause * SECOND)
    assert (delivery.claim, delivery.lease_until, delivery.last_error) == (None, None, "ValueError")


def test_after_the_last_attempt_a_delivery_is_dead(settings):
    settings.PILAR_MAX_ATTEMPTS = 2
    delivery = DeliveryFactory(attempts=1)

    give_back(claim_next(at=now()), error=ValueError(), at=now(), jitter=0)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == (DeliveryState.DEAD, 2, "ValueError")
    assert claim_next(at=now() + timedelta(days=1)) is None
