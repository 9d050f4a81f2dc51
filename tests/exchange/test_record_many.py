import pytest
from django.utils import timezone

from lms.journal.events import Handler, registry
from lms.journal.logs import request_id_is
from lms.journal.models import Delivery, Event
from lms.journal.operations import record, record_many
from tests.factories.accounts import UserFactory

AT = timezone.now()


@pytest.fixture
def heard(monkeypatch):
    """Two handlers of one event, for the time of the test."""
    monkeypatch.setattr(registry, "by_name", dict(registry.by_name))
    for name in ("b", "a"):
        registry.add(Handler(name, "test.many", lambda event: None))


def facts(events):
    fields = ("name", "subject_type", "subject_id", "by_id", "at", "data", "request_id")
    return [tuple(getattr(event, name) for name in fields) for event in events]


@pytest.mark.django_db
def test_many_events_are_as_single_ones_would_be(heard):
    users, by = UserFactory.create_batch(3), UserFactory()

    with request_id_is("abc"):
        record_many("test.many", subjects=users, by=by, at=AT, data=[{"n": n} for n in range(3)])
    many = list(Event.objects.order_by("pk"))
    with request_id_is("abc"):
        for n, user in enumerate(users):
            record("test.many", subject=user, by=by, at=AT, data={"n": n})

    assert facts(many) == facts(Event.objects.order_by("pk")[3:])
    deliveries = Delivery.objects.order_by("pk").values_list("event__subject_id", "handler", "state")
    assert list(deliveries)[:6] == list(deliveries)[6:]


@pytest.mark.django_db
def test_many_cost_as_few_statements_as_one(heard, django_assert_num_queries):
    users = UserFactory.create_batch(10)

    with django_assert_num_queries(2):
        record_many("test.many", subjects=users, by=None, at=AT)


@pytest.mark.django_db
def test_none_is_none(heard):
    assert record_many("test.many", subjects=[], by=None, at=AT, data=[]) == []


@pytest.mark.django_db
def test_data_that_does_not_fit_is_a_bug(heard):
    with pytest.raises(ValueError, match="zip"):
        record_many("test.many", subjects=UserFactory.create_batch(2), by=None, at=AT, data=[{}])


@pytest.mark.django_db(transaction=True)
def test_outside_the_transaction_of_its_cause_it_is_a_bug():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record_many("test.many", subjects=[UserFactory()], by=None, at=AT)
