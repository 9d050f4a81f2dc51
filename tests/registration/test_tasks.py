"""The applicant is told when her application came back or was decided, and nobody else is."""

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from lms.accounts import messages
from lms.journal.models import Delivery, Event
from lms.registration.enums import ApplicationEvent, ApplicationStatus, ItemState
from lms.registration.models import Application
from lms.registration.operations import approve_application, reject_application, send_back
from lms.registration.tasks import tell_of_approval, tell_of_rejection, tell_of_return
from tests.factories.accounts import UserFactory
from tests.factories.registration import ApplicationFactory
from tests.registration.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("phone_messages")]

NAME = "LKS Kasih Ibu"
RETURNED = {"state": ItemState.RETURNED, "reason": "Foto KTP Rina buram."}


class Done:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        return self

    def __enter__(self):
        self.calls += 1

    def __exit__(self, *args):
        return None


@pytest.fixture
def chair():
    return UserFactory(name="Rina Contoh", email="rina@contoh.id", phone="+6281234567890")


def sent_by(chair, **items):
    application = ApplicationFactory(sent=True, applicant=chair, institution__name=NAME)
    application.items.update(**(items or {"state": ItemState.ACCEPTED}))
    return Application.objects.get(pk=application.pk)


def sent_back(application, officer):
    send_back(application, version=application.version, by=officer, at=AT)


def approved(application, officer):
    approve_application(application, paper=None, version=application.version, by=officer, at=AT)


def rejected(application, officer):
    reject_application(application, why="Rina bukan ketua.", version=application.version, by=officer, at=AT)


@dataclass(frozen=True)
class Way:
    """Something an officer does, and who tells the applicant of it with which words."""

    act: Any
    event: ApplicationEvent
    tell: Any
    words: str
    items: dict[str, Any]


WAYS = [
    Way(sent_back, ApplicationEvent.SENT_BACK, tell_of_return, "to be mended", RETURNED),
    Way(approved, ApplicationEvent.APPROVED, tell_of_approval, "in the register", {}),
    Way(rejected, ApplicationEvent.REJECTED, tell_of_rejection, "turned down", {}),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.event)
def test_she_gets_a_letter_with_the_institution_and_a_link_and_nothing_of_a_person(
    officer, chair, phone_messages, settings, way
):
    settings.BASE_URL = "https://pilar.example"
    chair.language = "en"
    chair.save(update_fields=["language"])
    application, done = sent_by(chair, **way.items), Done()
    way.act(application, officer)

    way.tell(Event.objects.get(name=way.event), done)

    (letter,) = mail.outbox
    link = "https://pilar.example" + reverse("application_detail", args=[application.pk])
    assert (letter.to, way.words in letter.body, letter.body.endswith(link)) == (["rina@contoh.id"], True, True)
    assert NAME in letter.body
    assert [word for word in ("Rina", "KTP", "0812", "62812") if word in letter.subject + letter.body] == []
    assert (phone_messages(), done.calls) == ([], 1)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.event)
def test_the_news_is_queued_in_the_transaction_of_the_decision(officer, chair, way):
    way.act(sent_by(chair, **way.items), officer)

    handlers = Delivery.objects.filter(event__name=way.event).values_list("handler", flat=True)

    assert list(handlers) == [f"lms.registration.tasks.{way.tell.__name__}"]
    assert mail.outbox == []


def test_without_an_address_she_gets_a_message_in_her_language(officer, phone_messages):
    chair = UserFactory(email=None, phone="+6281234567890")
    approved(sent_by(chair), officer)

    tell_of_approval(Event.objects.get(name=ApplicationEvent.APPROVED), Done())

    ((number, text),) = phone_messages()
    assert (number, NAME in text, mail.outbox) == ("+6281234567890", True, [])
    assert chair.language == "id"


def test_old_news_is_not_sent(officer, chair):
    application, done = sent_by(chair, **RETURNED), Done()
    sent_back(application, officer)
    clock = {"runs_from": AT.date(), "due_on": AT.date() + timedelta(days=7)}
    Application.objects.update(status=ApplicationStatus.SUBMITTED, **clock)

    tell_of_return(Event.objects.get(name=ApplicationEvent.SENT_BACK), done)

    assert (mail.outbox, done.calls) == ([], 1)


def test_a_closed_account_is_not_written_to(officer, chair):
    done = Done()
    rejected(sent_by(chair), officer)
    chair.is_active = False
    chair.save(update_fields=["is_active"])

    tell_of_rejection(Event.objects.get(name=ApplicationEvent.REJECTED), done)

    assert (mail.outbox, done.calls) == ([], 1)


def no_gateway(phone, text):
    raise messages.NotSent


class NoPost:
    """A post office that is closed, and quotes the address in its error."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, letters):
        raise smtplib.SMTPRecipientsRefused({letters[0].to[0]: (550, b"no such user")})


@pytest.mark.parametrize("email", ["rina@contoh.id", None])
def test_what_does_not_leave_is_tried_again_and_given_up_quietly(officer, settings, caplog, email):
    settings.PILAR_MESSAGE_BACKEND = f"{__name__}.no_gateway"
    settings.EMAIL_BACKEND = f"{__name__}.NoPost"
    application, done = sent_by(UserFactory(email=email, phone="+6281234567890")), Done()
    rejected(application, officer)
    event = Event.objects.get(name=ApplicationEvent.REJECTED)

    with pytest.raises(messages.NotSent) as failed:
        tell_of_rejection(event, done)
    first = done.calls
    event.deliveries.update(attempts=settings.PILAR_MAX_ATTEMPTS)
    tell_of_rejection(event, done)

    assert (first, done.calls) == (0, 1)
    assert (failed.value.__cause__, str(failed.value)) == (None, "")
    assert [(each.levelname, each.application) for each in caplog.records] == [("WARNING", application.pk)]
    assert "rina" not in caplog.text
    application.refresh_from_db()
    assert application.status == ApplicationStatus.REJECTED
