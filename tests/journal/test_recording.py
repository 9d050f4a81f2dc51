import pytest
from django.db import transaction
from django.utils import timezone

from lms.journal.events import Handler, Registry, registry, when
from lms.journal.logs import request_id_is
from lms.journal.models import Delivery, Event
from lms.journal.operations import record
from tests.factories.accounts import UserFactory

AT = timezone.now()


def nothing(event):
    pass


@pytest.mark.django_db
def test_an_event_keeps_who_what_when_and_the_request():
    user = UserFactory()

    with request_id_is("abc"):
        record("test.happened", subject=user, by=user, at=AT, data={"count": 3})

    row = Event.objects.values("name", "subject_type", "subject_id", "by_id", "at", "data", "request_id").get()
    assert row == {
        "name": "test.happened",
        "subject_type": "accounts.user",
        "subject_id": str(user.pk),
        "by_id": user.pk,
        "at": AT,
        "data": {"count": 3},
        "request_id": "abc",
    }


@pytest.mark.django_db
def test_an_event_has_a_delivery_for_each_handler_and_none_for_other_events(declare):
    declare(nothing, name="b")
    declare(nothing, name="a")
    declare(nothing, name="c", event="test.other")

    record("test.happened", subject=UserFactory(), by=None, at=AT)

    assert list(Delivery.objects.order_by("pk").values_list("handler", "state")) == [("a", "waiting"), ("b", "waiting")]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_cause_is_a_bug():
    user = UserFactory()

    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("test.happened", subject=user, by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_its_cause(declare):
    declare(nothing)
    user = UserFactory()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.happened", subject=user, by=None, at=AT)
        raise ZeroDivisionError

    assert [Event.objects.count(), Delivery.objects.count()] == [0, 0]


def test_two_handlers_of_one_name_are_a_bug():
    handlers = Registry()
    handlers.add(Handler("a", "test.happened", nothing))

    with pytest.raises(ValueError, match="two handlers are called a"):
        handlers.add(Handler("a", "test.other", nothing))


def test_a_handler_is_named_after_its_function(declare):
    when("test.happened", slow=True)(nothing)

    assert registry.for_event("test.happened") == [
        Handler(f"{__name__}.nothing", "test.happened", nothing, is_slow=True)
    ]
