import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from lms.journal.append_only import create_triggers, drop_triggers, missing_triggers
from lms.journal.models import Event
from tests.factories.journal import EventFactory


@pytest.mark.django_db
def test_an_event_cannot_be_changed():
    event = EventFactory(name="first")

    with pytest.raises(IntegrityError, match="journal_event is append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(name="second")

    assert Event.objects.get().name == "first"


@pytest.mark.django_db
def test_an_event_cannot_be_deleted():
    event = EventFactory()

    with pytest.raises(IntegrityError, match="journal_event is append-only"), transaction.atomic():
        event.delete()
    with pytest.raises(IntegrityError, match="journal_event is append-only"), transaction.atomic():
        Event.objects.all().delete()

    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_journal_cannot_be_truncated():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    EventFactory()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_event CASCADE")


@pytest.mark.django_db
def test_the_triggers_can_be_taken_away_and_made_again():
    EventFactory()
    drop_triggers(connection)

    gone = missing_triggers(connection)
    changed = Event.objects.update(name="second")
    create_triggers(connection)

    assert [len(gone), changed, missing_triggers(connection)] == [2, 1, []]


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_journal_and_leaves_the_triggers():
    EventFactory()

    call_command("flush", interactive=False, verbosity=0)

    assert [Event.objects.count(), missing_triggers(connection)] == [0, []]


@pytest.mark.django_db
def test_flush_is_refused_in_production(settings):
    settings.IS_PRODUCTION = True
    EventFactory()

    with pytest.raises(CommandError, match="refused in production"):
        call_command("flush", interactive=False, verbosity=0)

    assert Event.objects.count() == 1
