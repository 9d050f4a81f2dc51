import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from lms.journal.enums import DeliveryState
from tests.factories.journal import DeliveryFactory, EventFactory, OnceKeyFactory

pytestmark = pytest.mark.django_db


def test_an_event_has_one_delivery_for_each_handler():
    event = EventFactory()
    DeliveryFactory(event=event, handler="a")
    DeliveryFactory(event=event, handler="b")

    with pytest.raises(IntegrityError):
        DeliveryFactory(event=event, handler="a")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": DeliveryState.RUNNING},
        {"state": DeliveryState.RUNNING, "claim": uuid.uuid4()},
        {"state": DeliveryState.RUNNING, "lease_until": timezone.now()},
        {"state": DeliveryState.WAITING, "claim": uuid.uuid4()},
        {"state": DeliveryState.DEAD, "lease_until": timezone.now()},
    ],
)
def test_a_claim_and_a_lease_stand_in_running_deliveries_and_in_no_others(wrong):
    with pytest.raises(IntegrityError, match="journal_delivery_running_has_a_claim"):
        DeliveryFactory(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"state": DeliveryState.DONE}, {"state": DeliveryState.WAITING, "finished_at": timezone.now()}]
)
def test_done_deliveries_and_no_others_have_a_time(wrong):
    with pytest.raises(IntegrityError, match="journal_delivery_done_has_a_time"):
        DeliveryFactory(**wrong)


def test_attempts_are_never_negative():
    with pytest.raises(IntegrityError):
        DeliveryFactory(attempts=-1)


def test_a_one_time_key_stands_once_for_each_principal():
    key = uuid.uuid4()
    OnceKeyFactory(key=key, principal="user:1")
    OnceKeyFactory(key=key, principal="user:2")

    with pytest.raises(IntegrityError):
        OnceKeyFactory(key=key, principal="user:1")


def test_rows_say_what_they_are():
    delivery = DeliveryFactory(event=EventFactory(name="a.b", subject_type="c", subject_id="7"), handler="h")
    key = OnceKeyFactory()

    assert [str(delivery.event), str(delivery), str(key)] == ["a.b c:7", f"h #{delivery.pk}", str(key.key)]
