from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from lms.journal import invariants
from lms.journal.append_only import drop_triggers
from tests.factories.journal import DeliveryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_journal_invariants")]

HOUR = timedelta(hours=1)


def found(name):
    return [violation.sentence for violation in invariants.violations(at=timezone.now()) if violation.invariant == name]


@pytest.fixture
def known(declare):
    declare(lambda event: None)


def test_a_healthy_outbox_violates_nothing(known):
    for situation in ({}, {"running": True}, {"left_behind": True}, {"done": True}):
        DeliveryFactory(**situation)

    assert list(invariants.violations(at=timezone.now())) == []


def test_a_missing_trigger_is_found():
    drop_triggers(connection)

    assert len(found("journal-append-only")) == 2


def test_an_open_delivery_nobody_knows_is_found():
    delivery = DeliveryFactory(handler="renamed")
    DeliveryFactory(handler="renamed", done=True)

    assert found("delivery-known-handler") == [
        f"delivery {delivery.pk} waits for renamed, which this code does not have"
    ]


def test_leases_that_cannot_be_are_found(known):
    past = DeliveryFactory(running=True, lease_until=timezone.now() - HOUR)
    ahead = DeliveryFactory(running=True, lease_until=timezone.now() + HOUR)

    assert found("delivery-lease") == [
        f"delivery {past.pk} is running long past its lease: no worker is at work",
        f"delivery {ahead.pk} has a lease that ends too far ahead: a clock was set back",
    ]


def test_late_and_dead_deliveries_are_found(known):
    late = DeliveryFactory(due_at=timezone.now() - HOUR)
    dead = DeliveryFactory(dead=True)

    assert found("delivery-late") == [f"delivery {late.pk} is due for more than 900 seconds"]
    assert found("delivery-dead") == [f"delivery {dead.pk} to test.handler was given up after 8 attempts: ValueError"]


@pytest.mark.django_db(transaction=True)
def test_a_delivery_without_its_event_is_found(known):
    """A damaged file or a restored fragment; the foreign key would not let it happen."""
    delivery = DeliveryFactory()
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE journal_delivery SET event_id = 999 WHERE id = %s", [delivery.pk])
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")

    assert found("delivery-has-event") == [f"delivery {delivery.pk} has no event"]


def test_an_invariant_that_breaks_down_is_a_violation_and_hides_no_other(known):
    @invariants.invariant("a-broken-one")
    def break_down(*, at):
        yield "first"
        raise ValueError("Siti Aminah")

    dead = DeliveryFactory(dead=True)

    assert [(v.invariant, v.sentence[:22]) for v in invariants.violations(at=timezone.now())] == [
        ("a-broken-one", "first"),
        ("a-broken-one", "could not be looked at"),
        ("delivery-dead", f"delivery {dead.pk} to test.handler"[:22]),
    ]


def test_the_command_prints_what_is_violated_and_fails(known, capsys):
    dead = DeliveryFactory(dead=True)

    with pytest.raises(CommandError, match="1 violations"):
        call_command("check_invariants")

    line = f"delivery-dead: delivery {dead.pk} to test.handler was given up after 8 attempts: ValueError\n"
    assert capsys.readouterr().out == line


def test_the_command_says_when_all_hold(capsys):
    call_command("check_invariants")

    assert capsys.readouterr().out == f"{len(invariants.names())} invariants hold\n"


def test_a_room_declares_its_own():
    @invariants.invariant("test")
    def pillars_stand(*, at):
        yield f"a pillar leans since {at:%Y}"

    assert found("test") == [f"a pillar leans since {timezone.now():%Y}"]


def test_two_invariants_of_one_name_are_a_bug():
    with pytest.raises(ValueError, match="two invariants are called delivery-dead"):
        invariants.invariant("delivery-dead")(lambda *, at: iter(()))
